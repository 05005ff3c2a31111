#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <span>
#include <vector>

namespace syzygy {

/// How densely points lie in a plane: counted in cells and smoothed by half of Scott's width (n to the power
/// of −1/6 times their scatter) but 1-12 cells, since maps have several clumps. What is not finite does not
/// count.
class DensityGrid {
public:
    explicit DensityGrid(std::span<const QPointF> points);

    double at(const QPointF& point) const; ///< of the densest place, 0-1; NaN for what is not finite
    /// The densities above which these shares (0-1) of the points lie; infinite without points.
    std::vector<double> levelsAround(std::span<const double> shares, std::span<const QPointF> points) const;
    /// Where the density crosses a level, in pieces.
    std::vector<QLineF> contour(double level) const;

private:
    static constexpr std::size_t side = 128; ///< cells

    double cell(std::size_t column, std::size_t row) const { return m_cells[row * side + column]; }
    QPointF centreOf(double column, double row) const;
    void count(std::span<const QPointF> points);
    void smooth(double columns, double rows);

    QRectF m_area; // of all cells
    std::vector<double> m_cells;
};

} // namespace syzygy
