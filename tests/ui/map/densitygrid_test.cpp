// How densely stars lie on the map, and the lines around shares of them.
#include "core/random.h"
#include "ui/map/densitygrid.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

using namespace syzygy;

namespace {

std::vector<QPointF> normalPoints(std::size_t count, double x = 0, double scatterX = 1, double scatterY = 1)
{
    Random random(11);
    std::vector<QPointF> points;
    for (std::size_t i = 0; i < count; ++i)
        points.emplace_back(x + scatterX * random.normal(), scatterY * random.normal());
    return points;
}

double levelAround(const DensityGrid& grid, double share, const std::vector<QPointF>& points)
{
    return grid.levelsAround({ &share, 1 }, points).front();
}

} // namespace

class DensityGridTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Of a normal distribution a share lies within σ √(−2 ln(1 − share)).
    void aContourHoldsItsShareOfANormalDistribution()
    {
        constexpr double scatterX = 3, scatterY = 0.02; // axes of unlike units
        const auto points = normalPoints(40'000, 5, scatterX, scatterY);
        const DensityGrid grid(points);
        for (const double share : { 0.2, 0.5, 0.8 }) {
            const double radius = std::sqrt(-2 * std::log(1 - share));
            const auto pieces = grid.contour(levelAround(grid, share, points));
            QVERIFY(pieces.size() > 20);
            double sum = 0;
            for (const auto& piece : pieces)
                sum += std::hypot((piece.x1() - 5) / scatterX, piece.y1() / scatterY);
            const double mean = sum / static_cast<double>(pieces.size());
            QVERIFY2(std::abs(mean - radius) < 0.06, qPrintable(QString::number(mean / radius)));
        }
    }

    void contoursAreClosed()
    {
        auto points = normalPoints(3000);
        std::ranges::copy(normalPoints(3000, 7), std::back_inserter(points)); // two clumps: two rings
        const DensityGrid grid(points);
        std::map<std::pair<double, double>, int> ends;
        for (const auto& piece : grid.contour(levelAround(grid, 0.5, points)))
            for (const auto& end : { piece.p1(), piece.p2() })
                ++ends[{ std::round(1e6 * end.x()), std::round(1e6 * end.y()) }];
        QVERIFY(ends.size() > 40);
        for (const auto& [place, count] : ends)
            QCOMPARE(count, 2);
    }

    void theDensestPlaceIsOneAndFarAwayIsNothing()
    {
        const DensityGrid grid(normalPoints(20'000));
        QVERIFY(grid.at({ 0, 0 }) > 0.9 && grid.at({ 0, 0 }) <= 1);
        QVERIFY(std::abs(grid.at({ 1, 0 }) - std::exp(-0.5)) < 0.12);
        QCOMPARE(grid.at({ 1000, 0 }), 0.0);
        QVERIFY(std::isnan(grid.at({ std::nan(""), 0 })));
    }

    void straysAndStarsWithoutPlaceChangeNothing()
    {
        auto points = normalPoints(20'000);
        const DensityGrid alone(points);
        points.emplace_back(1e9, 1e9);
        points.emplace_back(std::nan(""), 1);
        points.emplace_back(std::numeric_limits<double>::infinity(), 1);
        const DensityGrid grid(points);
        QVERIFY(std::abs(grid.at({ 1, 1 }) - alone.at({ 1, 1 })) < 0.01);
    }

    void fewStarsAreNoTrouble()
    {
        for (const std::size_t count : { 0, 1, 2 }) {
            const std::vector<QPointF> points(count, { 3, 3 });
            const DensityGrid grid(points);
            grid.contour(levelAround(grid, 0.5, points));
            QVERIFY(count == 0 || grid.at({ 3, 3 }) > 0.5);
        }
    }
};

QTEST_APPLESS_MAIN(DensityGridTest)
#include "densitygrid_test.moc"
