#include "core/samp/samphub.h"

#include "core/error.h"
#include "core/samp/samplocation.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace syzygy {

namespace {

constexpr std::uintmax_t longestLockFile = 65536; // bytes
constexpr auto cure = "; start TOPCAT, Aladin or another program with a hub, then connect again.";

std::filesystem::path lockFile()
{
    constexpr std::string_view prefix = "std-lockurl:";
    if (const char* named = std::getenv("SAMP_HUB")) {
        const std::string_view name = named;
        if (!name.starts_with(prefix))
            throw Error("SAMP_HUB is " + std::string(name)
                        + ", which names no lock file (std-lockurl:file:///...); unset it.");
        const auto location = parseLocation(name.substr(prefix.size()));
        if (const auto* file = std::get_if<std::filesystem::path>(&location))
            return *file;
        throw Error("SAMP_HUB is " + std::string(name) + ", whose lock file is not a file; unset it.");
    }
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0')
        throw Error("There is no home folder (HOME) in which a SAMP hub could be found.");
    return std::filesystem::path(home) / ".samp";
}

} // namespace

SampHub parseLockFile(std::string_view text, const std::filesystem::path& file)
{
    SampHub hub;
    std::istringstream lines { std::string(text) };
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        constexpr std::string_view secret = "samp.secret=", url = "samp.hub.xmlrpc.url=";
        if (line.starts_with(secret))
            hub.secret = line.substr(secret.size());
        else if (line.starts_with(url))
            hub.url = line.substr(url.size());
    }
    if (hub.secret.empty() || hub.url.empty())
        throw Error(file.string() + ": names no SAMP hub" + cure);
    if (!isThisMachine(hostOf(hub.url)))
        throw Error(file.string() + ": its SAMP hub " + hub.url + " is not on this machine" + cure);
    return hub;
}

SampHub findSampHub()
{
    const auto file = lockFile();
    std::error_code failure;
    const auto size = std::filesystem::file_size(file, failure);
    std::ifstream stream(file, std::ios::binary);
    if (failure || size > longestLockFile || !stream)
        throw Error(std::string("No SAMP hub is running") + cure);
    return parseLockFile(std::string(std::istreambuf_iterator<char>(stream), {}), file);
}

} // namespace syzygy
