#include "core/samp/samplocation.h"

#include "core/error.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <unistd.h>

namespace syzygy {

namespace {

constexpr std::size_t longestUrl = 8192;

bool isPlain(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0
        || std::string_view("/-._~").find(c) != std::string_view::npos;
}

std::string unescaped(std::string_view text, std::string_view url)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        unsigned value = 0;
        const auto digits = text.substr(i + 1, 2);
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (digits.size() < 2 || parsed.ptr != digits.data() + 2 || value == 0)
            throw Error("the address " + std::string(url) + " of the message is escaped wrongly.");
        plain += static_cast<char>(value);
        i += 2;
    }
    return plain;
}

std::filesystem::path fileOf(std::string_view url)
{
    auto rest = url.substr(std::string_view("file:").size());
    if (rest.starts_with("//")) {
        rest.remove_prefix(2);
        const auto slash = std::min(rest.find('/'), rest.size());
        if (slash > 0 && !isThisMachine(rest.substr(0, slash)))
            throw Error("the address " + std::string(url)
                        + " of the message is on another machine; copy the file here and open it.");
        rest.remove_prefix(slash);
    }
    if (!rest.starts_with('/'))
        throw Error("the address " + std::string(url) + " of the message names no file.");
    return unescaped(rest, url);
}

} // namespace

bool isThisMachine(std::string_view host)
{
    char own[256] = {};
    ::gethostname(own, sizeof own - 1);
    return host == "localhost" || host == "[::1]" || host == own
        || (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

std::string_view hostOf(std::string_view url)
{
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme))
        return {};
    url.remove_prefix(scheme.size());
    url = url.substr(0, url.find_first_of("/?#"));
    if (url.find('@') != std::string_view::npos) // a user's name would hide the host from the eye
        return {};
    const auto bracket = url.starts_with('[') ? url.find(']') : 0;
    return bracket == std::string_view::npos ? std::string_view() : url.substr(0, url.find(':', bracket));
}

std::variant<std::filesystem::path, LocalAddress> parseLocation(std::string_view url)
{
    const bool isPrintable
        = std::ranges::all_of(url, [](char c) { return static_cast<unsigned char>(c) > 32 && c != 127; });
    if (url.empty() || url.size() > longestUrl || !isPrintable)
        throw Error("the message has no address of a file that could be opened.");
    if (url.starts_with("file:"))
        return fileOf(url);
    if (isThisMachine(hostOf(url)))
        return LocalAddress { std::string(url) };
    throw Error("the address " + std::string(url)
                + " of the message is not on this machine; download it and open the file.");
}

std::string fileUrl(const std::filesystem::path& file)
{
    std::string url = "file://";
    for (const char c : std::filesystem::absolute(file).string()) {
        if (isPlain(c)) {
            url += c;
            continue;
        }
        url += '%';
        url += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
        url += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
    }
    return url;
}

} // namespace syzygy
