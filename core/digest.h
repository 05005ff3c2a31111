#pragma once

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>

namespace syzygy {

/// The SHA-256 of bytes that come piece by piece (OpenSSL EVP).
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::span<const char> bytes);
    std::string hexadecimal(); ///< lower case; ends it

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

std::string sha256Of(std::span<const char> bytes);
/// Lower-case hex digest of a file's bytes (OpenSSL EVP). Throws Error.
std::string sha256OfFile(const std::filesystem::path& file);
/// One for some files of a folder, in this order. Throws Error.
std::string sha256OfFiles(const std::filesystem::path& folder, std::initializer_list<const char*> names);

} // namespace syzygy
