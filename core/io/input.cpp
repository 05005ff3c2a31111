#include "core/io/input.h"

#include "core/error.h"
#include "core/io/gzip.h"
#include "core/io/textreader.h"
#include "core/io/translation.h"

#include <array>

namespace syzygy {

namespace {

constexpr std::size_t headBytes = 2880;

struct Foreign {
    std::string_view magic;
    std::string_view name;
};
constexpr std::array<Foreign, 9> foreignFormats { { { "\x89HDF", "an HDF5 file" },
                                                    { "#ASDF", "an ASDF file" },
                                                    { "\x89PNG", "a PNG image" },
                                                    { "\xff\xd8\xff", "a JPEG image" },
                                                    { "PK\x03\x04", "a ZIP archive" },
                                                    { "%PDF", "a PDF document" },
                                                    { "BZh", "a bzip2 archive" },
                                                    { "\xfd"
                                                      "7zXZ",
                                                      "an xz archive" },
                                                    { "<", "a web page or XML (a failed download?)" } } };

void requireRegularFile(const std::filesystem::path& file)
{
    std::error_code failure;
    const auto status = std::filesystem::status(file, failure);
    if (!std::filesystem::exists(status))
        throw Error(file.string() + ": there is no such file; check the name.");
    if (std::filesystem::is_directory(status))
        throw Error(file.string() + ": is a folder; open the files in it.");
    if (!std::filesystem::is_regular_file(status))
        throw Error(file.string() + ": is not a regular file; copy its content into one.");
    if (std::filesystem::file_size(file, failure) == 0)
        throw Error(file.string() + ": is empty (0 bytes); download it again.");
}

bool isFits(std::string_view head)
{
    return head.starts_with("SIMPLE  =");
}

bool isUtf16(std::string_view head)
{
    return head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff");
}

[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view head)
{
    for (const auto& [magic, name] : foreignFormats)
        if (head.starts_with(magic))
            throw Error(file.string() + ": is " + std::string(name)
                        + ", not a spectrum; open the FITS or text file of it.");
    throw Error(
        file.string()
        + ": is neither FITS (it does not begin with SIMPLE) nor text; open the spectrum's own file.");
}

/// Refuses what only looks like a text.
void requireText(const std::filesystem::path& file, std::string_view head)
{
    if (isVoTable(head) || isUtf16(head))
        return;
    for (const auto& [magic, name] : foreignFormats)
        if (head.starts_with(magic))
            refuse(file, head);
    if (!isText(head))
        refuse(file, head);
}

std::string_view viewOf(const std::vector<char>& bytes)
{
    return { bytes.data(), std::min(bytes.size(), headBytes) };
}

/// Whatever the format, as a text table in UTF-8.
std::vector<char> plainText(const std::filesystem::path& file, std::vector<char> bytes)
{
    const auto assign = [&](const std::string& text) { bytes.assign(text.begin(), text.end()); };
    if (const auto text = fromUtf16({ bytes.data(), bytes.size() })) {
        assign(*text);
        requireText(file, viewOf(bytes));
    }
    if (const auto text = asPlainTable(file, { bytes.data(), bytes.size() }))
        assign(*text);
    return bytes;
}

} // namespace

Input openBytes(const std::filesystem::path& file, std::vector<char> bytes)
{
    if (isGzip(bytes))
        bytes = inflated(bytes, file);
    const auto head = viewOf(bytes);
    if (isFits(head))
        return { std::make_unique<FitsFile>(file, std::move(bytes)), {} };
    requireText(file, head);
    return { nullptr, plainText(file, std::move(bytes)) };
}

Input openInput(const std::filesystem::path& file)
{
    requireRegularFile(file);
    const auto head = readBytes(file, headBytes);
    if (isFits(viewOf(head)))
        return { std::make_unique<FitsFile>(file), {} };
    if (!isGzip(head))
        requireText(file, viewOf(head));
    return openBytes(file, readWhole(file));
}

} // namespace syzygy
