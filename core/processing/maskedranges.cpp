#include "core/processing/maskedranges.h"

#include "core/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace syzygy {

namespace {

std::optional<double> numberAt(std::string_view& text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc {} || !std::isfinite(value) || value <= 0)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return value;
}

std::array<double, 2> parseOne(std::string_view part)
{
    auto rest = part;
    const auto from = numberAt(rest);
    for (const std::string_view dash : { "-", "–", "−" })
        if (from && rest.starts_with(dash)) {
            rest.remove_prefix(dash.size());
            if (const auto to = numberAt(rest); to && rest.empty() && *from < *to)
                return { *from, *to };
            break;
        }
    throw Error("'" + std::string(part)
                + "' is no range to mask; write FROM-TO in µm, vacuum, as observed, such as 1.23-1.25.");
}

void requireMicrons(const std::array<double, 2>& range)
{
    constexpr double longest = 500; // µm
    if (range[1] > longest)
        throw Error(
            fmt::format("{:g}-{:g} µm is no range to mask: give µm, not Å or nm.", range[0], range[1]));
}

} // namespace

MaskedRanges parseMaskedRanges(std::string_view text)
{
    MaskedRanges ranges;
    for (std::size_t first = 0; first <= text.size();) {
        const auto comma = std::min(text.find(',', first), text.size());
        const auto range = parseOne(text.substr(first, comma - first));
        requireMicrons(range);
        ranges = masked(std::move(ranges), range);
        first = comma + 1;
    }
    return ranges;
}

std::string toText(const MaskedRanges& ranges)
{
    std::string text;
    for (const auto& [from, to] : ranges)
        text += fmt::format("{}{}-{}", text.empty() ? "" : ",", from, to);
    return text;
}

MaskedRanges masked(MaskedRanges ranges, const std::array<double, 2>& range)
{
    ranges.push_back(range);
    std::ranges::sort(ranges);
    MaskedRanges merged;
    for (const auto& next : ranges)
        if (merged.empty() || next[0] > merged.back()[1])
            merged.push_back(next);
        else
            merged.back()[1] = std::max(merged.back()[1], next[1]);
    return merged;
}

MaskedRanges unmasked(const MaskedRanges& ranges, const std::array<double, 2>& range)
{
    MaskedRanges left;
    for (const auto& [from, to] : ranges) {
        if (from < std::min(to, range[0]))
            left.push_back({ from, std::min(to, range[0]) });
        if (std::max(from, range[1]) < to)
            left.push_back({ std::max(from, range[1]), to });
    }
    return left;
}

} // namespace syzygy
