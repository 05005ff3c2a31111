#include "ui/map/densitygrid.h"

#include "core/median.h"
#include "ui/common/pointgrid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

/// With room for the smoothing.
QRectF areaOf(std::span<const QPointF> points)
{
    constexpr double strays = 0.001, room = 0.15;
    const auto bulk = bulkOf(points, strays, std::max<std::size_t>(1, points.size()));
    const auto margin = [](double length, double end) {
        return std::max(room * length, 1e-6 * std::max(1.0, std::abs(end)));
    };
    const double x = margin(bulk.width(), bulk.right()), y = margin(bulk.height(), bulk.bottom());
    return bulk.adjusted(-x, -y, x, y);
}

std::vector<double> kernelOf(double sigma)
{
    const int reach = static_cast<int>(std::ceil(3 * sigma));
    std::vector<double> kernel;
    double sum = 0;
    for (int i = -reach; i <= reach; ++i)
        sum += kernel.emplace_back(std::exp(-0.5 * std::pow(i / sigma, 2)));
    for (auto& weight : kernel)
        weight /= sum;
    return kernel;
}

/// `count` values, `stride` apart.
void smoothLine(double* values, std::size_t count, std::size_t stride, const std::vector<double>& kernel)
{
    std::vector<double> line(count);
    for (std::size_t i = 0; i < count; ++i)
        line[i] = values[i * stride];
    const auto reach = static_cast<std::ptrdiff_t>(kernel.size() / 2),
               last = static_cast<std::ptrdiff_t>(count);
    for (std::ptrdiff_t i = 0; i < last; ++i) {
        double sum = 0;
        for (auto j = std::max<std::ptrdiff_t>(0, i - reach); j < std::min(last, i + reach + 1); ++j)
            sum += line[static_cast<std::size_t>(j)] * kernel[static_cast<std::size_t>(j - i + reach)];
        values[static_cast<std::size_t>(i) * stride] = sum;
    }
}

/// Where between two values of different sides a level lies, 0-1.
double crossing(double a, double b, double level)
{
    return (level - a) / (b - a);
}

} // namespace

DensityGrid::DensityGrid(std::span<const QPointF> points)
    : m_area(areaOf(points))
    , m_cells(side * side)
{
    count(points);
}

void DensityGrid::count(std::span<const QPointF> points)
{
    double number = 0, x = 0, y = 0, xx = 0, yy = 0; // in cells
    for (const auto& point : points) {
        if (!hasPlace(point) || !m_area.contains(point))
            continue;
        const double column = (point.x() - m_area.left()) / m_area.width() * side;
        const double row = (point.y() - m_area.top()) / m_area.height() * side;
        const auto place = [](double cells) { return std::min(static_cast<std::size_t>(cells), side - 1); };
        ++m_cells[place(row) * side + place(column)];
        ++number;
        x += column;
        y += row;
        xx += column * column;
        yy += row * row;
    }
    if (number == 0)
        return;
    const double scott = std::pow(number, -1.0 / 6);
    const auto width = [&](double sum, double squares) {
        const double scatter = std::sqrt(std::max(0.0, squares / number - std::pow(sum / number, 2)));
        return std::clamp(0.5 * scott * scatter, 1.0, 12.0);
    };
    smooth(width(x, xx), width(y, yy));
    const double densest = std::ranges::max(m_cells);
    for (auto& cell : m_cells)
        cell /= densest;
}

void DensityGrid::smooth(double columns, double rows)
{
    const auto along = kernelOf(columns), across = kernelOf(rows);
    for (std::size_t i = 0; i < side; ++i)
        smoothLine(m_cells.data() + i * side, side, 1, along);
    for (std::size_t i = 0; i < side; ++i)
        smoothLine(m_cells.data() + i, side, side, across);
}

QPointF DensityGrid::centreOf(double column, double row) const
{
    return { m_area.left() + (column + 0.5) / side * m_area.width(),
             m_area.top() + (row + 0.5) / side * m_area.height() };
}

double DensityGrid::at(const QPointF& point) const
{
    if (!hasPlace(point))
        return std::numeric_limits<double>::quiet_NaN();
    if (!m_area.contains(point))
        return 0;
    const auto between = [](double share) { return std::clamp(share * side - 0.5, 0.0, side - 1.001); };
    const double x = between((point.x() - m_area.left()) / m_area.width());
    const double y = between((point.y() - m_area.top()) / m_area.height());
    const auto column = static_cast<std::size_t>(x), row = static_cast<std::size_t>(y);
    const double right = x - static_cast<double>(column), up = y - static_cast<double>(row);
    return (1 - up) * ((1 - right) * cell(column, row) + right * cell(column + 1, row))
        + up * ((1 - right) * cell(column, row + 1) + right * cell(column + 1, row + 1));
}

std::vector<double> DensityGrid::levelsAround(std::span<const double> shares,
                                              std::span<const QPointF> points) const
{
    std::vector<double> densities;
    for (const auto& point : points)
        if (hasPlace(point))
            densities.push_back(at(point));
    std::vector<double> levels(shares.size(), std::numeric_limits<double>::infinity());
    for (std::size_t i = 0; i < shares.size() && !densities.empty(); ++i)
        levels[i] = quantileOf(densities, 1 - shares[i]);
    return levels;
}

/// Marching squares. Of a saddle, both pieces.
std::vector<QLineF> DensityGrid::contour(double level) const
{
    std::vector<QLineF> pieces;
    for (std::size_t row = 0; row + 1 < side; ++row)
        for (std::size_t column = 0; column + 1 < side; ++column) {
            const double x = static_cast<double>(column), y = static_cast<double>(row);
            const std::array<double, 4> corner { cell(column, row), cell(column + 1, row),
                                                 cell(column + 1, row + 1), cell(column, row + 1) };
            const std::array<QPointF, 5> place {
                { { x, y }, { x + 1, y }, { x + 1, y + 1 }, { x, y + 1 }, { x, y } }
            };
            std::vector<QPointF> ends;
            for (std::size_t i = 0; i < corner.size(); ++i) {
                const double from = corner[i], to = corner[(i + 1) % corner.size()];
                if ((from < level) == (to < level))
                    continue;
                const auto end = place[i] + crossing(from, to, level) * (place[i + 1] - place[i]);
                ends.push_back(centreOf(end.x(), end.y()));
            }
            for (std::size_t i = 0; i + 1 < ends.size(); i += 2)
                pieces.emplace_back(ends[i], ends[i + 1]);
        }
    return pieces;
}

} // namespace syzygy
