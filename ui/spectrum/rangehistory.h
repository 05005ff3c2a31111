#pragma once

#include <array>
#include <vector>

namespace syzygy {

/// The ranges of a plot that were left, to go back to and forward again, as a browser does.
class RangeHistory {
public:
    using Range = std::array<double, 2>;

    /// A gesture is about to leave `range`: what lay ahead is gone.
    void leave(const Range& range)
    {
        m_ahead.clear();
        if (m_behind.empty() || m_behind.back() != range)
            m_behind.push_back(range);
    }

    Range back(const Range& current) { return step(current, m_behind, m_ahead); }
    Range forward(const Range& current) { return step(current, m_ahead, m_behind); }

    void clear()
    {
        m_behind.clear();
        m_ahead.clear();
    }

private:
    /// The last of `from` that differs from `current`, which is kept in `to`; `current` where there is none.
    static Range step(const Range& current, std::vector<Range>& from, std::vector<Range>& to)
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

    std::vector<Range> m_behind, m_ahead;
};

} // namespace syzygy
