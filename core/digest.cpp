#include "core/digest.h"

#include "core/error.h"

#include <array>
#include <fstream>
#include <openssl/evp.h>
#include <vector>

namespace syzygy {

struct Sha256::Context {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> evp { EVP_MD_CTX_new(), &EVP_MD_CTX_free };
};

namespace {

void require(bool done)
{
    if (!done)
        throw Error("OpenSSL cannot compute a SHA-256; is its library in order?");
}

} // namespace

Sha256::Sha256()
    : m_context(std::make_unique<Context>())
{
    require(m_context->evp && EVP_DigestInit_ex(m_context->evp.get(), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::update(std::span<const char> bytes)
{
    require(EVP_DigestUpdate(m_context->evp.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hexadecimal()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest {};
    unsigned int length = 0;
    require(EVP_DigestFinal_ex(m_context->evp.get(), digest.data(), &length) == 1);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : std::span(digest).first(length)) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string sha256Of(std::span<const char> bytes)
{
    Sha256 hash;
    hash.update(bytes);
    return hash.hexadecimal();
}

std::string sha256OfFile(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream || !std::filesystem::is_regular_file(file))
        throw Error(file.string() + " cannot be opened; is it there and readable?");
    Sha256 hash;
    std::vector<char> block(1 << 16);
    while (stream) {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        hash.update(std::span(block).first(static_cast<std::size_t>(stream.gcount())));
    }
    if (stream.bad())
        throw Error(file.string() + " cannot be read to its end; is the disk in order?");
    return hash.hexadecimal();
}

std::string sha256OfFiles(const std::filesystem::path& folder, std::initializer_list<const char*> names)
{
    std::string digests;
    for (const auto* name : names)
        digests += sha256OfFile(folder / name);
    return sha256Of(digests);
}

} // namespace syzygy
