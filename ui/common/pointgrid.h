#pragma once

#include <QPointF>
#include <QRectF>

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

inline bool hasPlace(const QPointF& point)
{
    return std::isfinite(point.x()) && std::isfinite(point.y());
}

/// Around some of the points, at most so many, but the share that lies outermost on each side: strays would
/// make the rectangle around all of no use. The unit square without points.
QRectF bulkOf(std::span<const QPointF> points, double beyond, std::size_t most);

/// Points of a plane sorted into cells, so that those within a small box are found without looking at all.
/// What is not finite is left out. The cells span the bulk of the points; the outermost hold what lies
/// beyond.
class PointGrid {
public:
    PointGrid() = default;
    explicit PointGrid(std::span<const QPointF> points);

    /// Calls `visit` with the number of every point in the box, and of others in its cells.
    template <typename Visit>
    void visitNear(const QRectF& box, Visit visit) const
    {
        if (m_numbers.empty())
            return;
        const auto first = cellOf(box.topLeft()), last = cellOf(box.bottomRight());
        for (std::size_t row = first[1]; row <= last[1]; ++row) {
            const auto end = m_begins[row * m_side + last[0] + 1];
            for (auto i = m_begins[row * m_side + first[0]]; i < end; ++i)
                visit(std::size_t { m_numbers[i] });
        }
    }

private:
    std::array<std::size_t, 2> cellOf(const QPointF& point) const; ///< column, row

    QRectF m_bulk;
    std::size_t m_side = 1;              // cells along x and along y
    std::vector<std::uint32_t> m_begins; // of each cell in m_numbers, row by row, and the end
    std::vector<std::uint32_t> m_numbers;
};

} // namespace syzygy
