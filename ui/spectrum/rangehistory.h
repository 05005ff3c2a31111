#pragma once

#include <array>
#include <optional>
#include <vector>

namespace syzygy {

/// The part of a plot that is looked at.
struct PlotRange {
    std::array<double, 2> x {};                ///< µm on the axis
    std::optional<std::array<double, 2>> y {}; ///< of the vertical axis; none: chosen by what is shown

    bool operator==(const PlotRange&) const = default;
};

/// The ranges of a plot that were left, to go back to and forward again, as a browser does.
class RangeHistory {
public:
    /// A gesture is about to leave `range`: what lay ahead is gone.
    void leave(const PlotRange& range)
    {
        m_ahead.clear();
        if (m_behind.empty() || m_behind.back() != range)
            m_behind.push_back(range);
    }

    PlotRange back(const PlotRange& current) { return step(current, m_behind, m_ahead); }
    PlotRange forward(const PlotRange& current) { return step(current, m_ahead, m_behind); }

    void clear()
    {
        m_behind.clear();
        m_ahead.clear();
    }

private:
    /// The last of `from` that differs from `current`, which is kept in `to`; `current` where there is none.
    static PlotRange step(const PlotRange& current, std::vector<PlotRange>& from, std::vector<PlotRange>& to)
    {
        while (!from.empty() && from.back() == current) // a click that moved nothing
            from.pop_back();
        if (from.empty())
            return current;
        to.push_back(current);
        const auto range = from.back();
        from.pop_back();
        return range;
    }

    std::vector<PlotRange> m_behind, m_ahead;
};

} // namespace syzygy
