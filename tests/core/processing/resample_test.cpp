#include "core/processing/resample.h"
#include "core/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace syzygy;

namespace {

/// Samples of a function on even steps, all used, of variance 1.
struct Table {
    std::vector<double> wavelength, value, variance;
    std::vector<std::uint8_t> used;

    Samples samples() const { return { wavelength, value, variance, used }; }
    void cut(std::size_t first, std::size_t last)
    {
        for (auto* column : { &wavelength, &value, &variance })
            column->erase(column->begin() + static_cast<std::ptrdiff_t>(first),
                          column->begin() + static_cast<std::ptrdiff_t>(last));
        used.erase(used.begin() + static_cast<std::ptrdiff_t>(first),
                   used.begin() + static_cast<std::ptrdiff_t>(last));
    }
};

Table tableOf(std::size_t count, const std::function<double(double)>& function)
{
    Table table;
    for (std::size_t i = 0; i < count; ++i) {
        table.wavelength.push_back(1 + 0.002 * static_cast<double>(i));
        table.value.push_back(function(table.wavelength.back()));
    }
    table.variance.assign(count, 1);
    table.used.assign(count, 1);
    return table;
}

/// Steps of a third of the samples', from the first sample on.
ModelGrid gridOver(std::size_t samples)
{
    return { ModelGrid::Spacing::Linear, 1, 0.002 / 3, 3 * samples - 2 };
}

double cubic(double x)
{
    const double t = 10 * (x - 1.1);
    return 2 - t + 0.5 * t * t + 3 * t * t * t;
}

} // namespace

class ResampleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactForCubicPolynomials();
    void constantsStayConstant();
    void knownVariances();
    void varianceIsThatOfRepeatedNoise();
    void neverIntoAGap();
    void oneMissingSampleIsBridgedByItsNeighbours();
    void neverFromMaskedSamples();
    void neverBeyondTheEnds();
    void tooFewSamples();
};

void ResampleTest::exactForCubicPolynomials()
{
    const auto table = tableOf(100, cubic);
    const auto grid = gridOver(100);
    const auto result = resample(table.samples(), grid);
    for (std::size_t i = 3; i + 4 < grid.size; ++i) { // linear within the first and last step
        QVERIFY(result.mask[i]);
        QVERIFY(std::abs(result.value[i] - cubic(grid.wavelength(i))) < 1e-10);
    }
}

void ResampleTest::constantsStayConstant()
{
    auto table = tableOf(100, [](double) { return 7.5; });
    table.cut(40, 60);
    table.used[20] = 0;
    const auto result = resample(table.samples(), gridOver(100));
    for (std::size_t i = 0; i < result.value.size(); ++i)
        QVERIFY(std::abs(result.value[i] - (result.mask[i] ? 7.5 : 0)) < 1e-12);
}

/// At a sample the weights are 0, 1, 0, 0; halfway −1/16, 9/16, 9/16, −1/16, whose squares add up to 41/64.
void ResampleTest::knownVariances()
{
    const auto table = tableOf(100, [](double) { return 1; });
    const ModelGrid halves { ModelGrid::Spacing::Linear, 1.002 + 1e-9, 0.001, 180 };
    const auto result = resample(table.samples(), halves);
    for (std::size_t i = 0; i < halves.size; ++i)
        QVERIFY(std::abs(result.variance[i] - (i % 2 == 0 ? 1 : 41.0 / 64)) < 1e-4);
    auto masked = table;
    masked.used[50] = 0; // the interval [51, 52] has no left neighbour: linear, (1/4 + 1/4)
    const auto linear = resample(masked.samples(), halves);
    QVERIFY(std::abs(linear.variance[101] - 0.5) < 1e-4);
}

void ResampleTest::varianceIsThatOfRepeatedNoise()
{
    auto table = tableOf(40, [](double) { return 0; });
    for (std::size_t i = 0; i < table.variance.size(); ++i)
        table.variance[i] = 1 + static_cast<double>(i % 3);
    const auto grid = gridOver(40);
    const auto expected = resample(table.samples(), grid).variance;
    std::vector<double> squares(grid.size);
    Random random(5);
    constexpr int repeats = 4000;
    for (int n = 0; n < repeats; ++n) {
        for (std::size_t i = 0; i < table.value.size(); ++i)
            table.value[i] = std::sqrt(table.variance[i]) * random.normal();
        const auto noisy = resample(table.samples(), grid);
        for (std::size_t i = 0; i < grid.size; ++i)
            squares[i] += noisy.value[i] * noisy.value[i] / repeats;
    }
    for (std::size_t i = 0; i < grid.size; ++i) // the relative error of a variance is √(2 / repeats) = 0.022
        QVERIFY(std::abs(squares[i] / expected[i] - 1) < 5 * 0.0224);
}

void ResampleTest::neverIntoAGap()
{
    auto table = tableOf(100, cubic);
    table.cut(40, 60);
    const auto grid = gridOver(100);
    const auto result = resample(table.samples(), grid);
    const double blue = 1 + 0.002 * 39, red = 1 + 0.002 * 60;
    for (std::size_t i = 0; i < grid.size; ++i) {
        const double w = grid.wavelength(i);
        if (std::abs(w - blue) < 1e-9 || std::abs(w - red) < 1e-9)
            continue;
        const bool inGap = w > blue && w < red;
        QCOMPARE(result.mask[i] == 0, inGap);
        if (inGap)
            QVERIFY(result.value[i] == 0 && result.variance[i] == 0);
        else if (i > 2 && i + 4 < grid.size && (w < blue - 0.0021 || w > red + 0.0021))
            QVERIFY(std::abs(result.value[i] - cubic(w)) < 1e-10);
    }
}

/// Readers leave samples without a wavelength out: a step of twice the usual one is one lost sample, no gap.
void ResampleTest::oneMissingSampleIsBridgedByItsNeighbours()
{
    auto table = tableOf(100, [](double x) { return 3 * x; });
    table.cut(50, 51);
    const auto grid = gridOver(100);
    const auto result = resample(table.samples(), grid);
    QCOMPARE(std::ranges::count(result.mask, 0), 0);
    for (std::size_t i = 0; i < grid.size; ++i)
        QVERIFY(std::abs(result.value[i] - 3 * grid.wavelength(i)) < 1e-10);
}

void ResampleTest::neverFromMaskedSamples()
{
    auto table = tableOf(100, cubic);
    table.used[30] = 0;
    table.value[30] = 1e30;
    table.used[70] = table.used[71] = 0;
    table.value[70] = std::numeric_limits<double>::quiet_NaN();
    const auto grid = gridOver(100);
    const auto result = resample(table.samples(), grid);
    for (std::size_t i = 0; i < grid.size; ++i) {
        const double position = (grid.wavelength(i) - 1) / 0.002;
        const bool touches = (position > 29 + 1e-6 && position < 31 - 1e-6)
            || (position > 69 + 1e-6 && position < 72 - 1e-6);
        if (touches)
            QVERIFY(!result.mask[i]);
        QVERIFY(std::isfinite(result.value[i]) && std::abs(result.value[i]) < 1e3);
        if (result.mask[i]) // linear beside a hole: the curve bends by no more than this
            QVERIFY(std::abs(result.value[i] - cubic(grid.wavelength(i))) < 0.002);
    }
}

void ResampleTest::neverBeyondTheEnds()
{
    const auto table = tableOf(50, cubic);
    const ModelGrid wide { ModelGrid::Spacing::Linear, 0.9, 0.001, 400 };
    const auto result = resample(table.samples(), wide);
    for (std::size_t i = 0; i < wide.size; ++i) {
        const double w = wide.wavelength(i);
        if (w < table.wavelength.front() - 1e-9 || w > table.wavelength.back() + 1e-9)
            QVERIFY(!result.mask[i]);
        else if (w > table.wavelength.front() + 1e-9 && w < table.wavelength.back() - 1e-9)
            QVERIFY(result.mask[i]);
    }
}

void ResampleTest::tooFewSamples()
{
    for (const std::size_t count : { 0, 1 }) {
        const auto table = tableOf(count, cubic);
        const auto result = resample(table.samples(), gridOver(10));
        QCOMPARE(std::ranges::count(result.mask, 1), 0);
    }
    const auto two = tableOf(2, [](double x) { return x; });
    const auto result = resample(two.samples(), gridOver(10));
    QVERIFY(result.mask[1] && std::abs(result.value[1] - gridOver(10).wavelength(1)) < 1e-12);
}

QTEST_APPLESS_MAIN(ResampleTest)

#include "resample_test.moc"
