#include "core/io/mode.h"

#include "core/error.h"
#include "core/io/text.h"

#include <algorithm>
#include <array>

namespace syzygy {

namespace {

constexpr std::array<std::string_view, 7> gratings { "PRISM", "G140M", "G140H", "G235M",
                                                     "G235H", "G395M", "G395H" };
constexpr std::array<std::string_view, 6> filters {
    "CLEAR", "F070LP", "F100LP", "F110W", "F170LP", "F290LP"
};

bool isOneOf(const auto& names, std::string_view word)
{
    return std::ranges::any_of(names, [&](auto name) { return equalIgnoringCase(name, word); });
}

bool isResolvingPower(std::string_view mode)
{
    return mode.starts_with("R=") && mode.size() > 2 && mode.size() < 9 && mode[2] != '0'
        && std::ranges::all_of(mode.substr(2), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Instrument instrumentOfMode(std::string_view mode)
{
    if (isOneOf(gratings, mode.substr(0, mode.find('/'))))
        return Instrument::Nirspec;
    return mode == "R=22500" ? Instrument::Apogee : Instrument::Other;
}

std::string refusalOfMode(std::string_view mode)
{
    const auto slash = mode.find('/');
    const bool isNirspec = isOneOf(gratings, mode.substr(0, slash))
        && (slash == std::string_view::npos || isOneOf(filters, mode.substr(slash + 1)));
    if (mode.empty() || isNirspec || isResolvingPower(mode))
        return {};
    std::string known;
    for (const auto grating : gratings)
        known += std::string(grating) + ", ";
    return "'" + printable(mode) + "' is no mode that is known; give a grating of NIRSpec (" + known
        + "each with its filter, such as G140H/F100LP), or a resolving power such as R=22500, which is "
          "APOGEE's.";
}

void requireKnownMode(std::string_view mode, const std::filesystem::path& file)
{
    if (const auto refusal = refusalOfMode(mode); !refusal.empty())
        throw Error(file.string() + ": " + refusal);
}

} // namespace syzygy
