#include "ui/common/pointgrid.h"

#include "core/median.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::size_t pointsPerCell = 4;
constexpr std::size_t mostCellsAlong = 512;

std::size_t cellAlong(double place, double begin, double length, std::size_t cells)
{
    const double share = length > 0 ? (place - begin) / length : 0;
    return static_cast<std::size_t>(
        std::clamp(share * static_cast<double>(cells), 0.0, static_cast<double>(cells - 1)));
}

} // namespace

QRectF bulkOf(std::span<const QPointF> points, double beyond, std::size_t most)
{
    const std::size_t step = std::max<std::size_t>(1, points.size() / most);
    std::vector<double> x, y;
    for (std::size_t i = 0; i < points.size(); i += step)
        if (hasPlace(points[i])) {
            x.push_back(points[i].x());
            y.push_back(points[i].y());
        }
    if (x.empty())
        return { 0, 0, 1, 1 };
    const QPointF lowest(quantileOf(x, beyond), quantileOf(y, beyond));
    const QPointF highest(quantileOf(x, 1 - beyond), quantileOf(y, 1 - beyond));
    return { lowest, highest };
}

PointGrid::PointGrid(std::span<const QPointF> points)
    : m_bulk(bulkOf(points, 0.005, 10'000))
{
    const auto cells = static_cast<double>(points.size() / pointsPerCell);
    m_side = std::clamp(static_cast<std::size_t>(std::sqrt(cells)), std::size_t { 1 }, mostCellsAlong);
    const auto numberOf = [&](const QPointF& point) {
        const auto [column, row] = cellOf(point);
        return row * m_side + column;
    };
    m_begins.assign(m_side * m_side + 1, 0);
    for (const auto& point : points)
        if (hasPlace(point))
            ++m_begins[numberOf(point)];
    std::uint32_t end = 0; // of the cell: filled downwards, it becomes its begin
    for (auto& count : m_begins)
        count = end += count;
    m_numbers.resize(end);
    for (std::size_t i = points.size(); i-- > 0;)
        if (hasPlace(points[i]))
            m_numbers[--m_begins[numberOf(points[i])]] = static_cast<std::uint32_t>(i);
}

std::array<std::size_t, 2> PointGrid::cellOf(const QPointF& point) const
{
    return { cellAlong(point.x(), m_bulk.left(), m_bulk.width(), m_side),
             cellAlong(point.y(), m_bulk.top(), m_bulk.height(), m_side) };
}

} // namespace syzygy
