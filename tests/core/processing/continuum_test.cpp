#include "core/processing/continuum.h"
#include "core/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;

namespace {

constexpr std::size_t size = 4000;
const ContinuumOptions options { 33, 50, 20 };

std::vector<std::uint8_t> allUsed()
{
    return std::vector<std::uint8_t>(size, 1);
}

void maskRange(std::vector<std::uint8_t>& mask, std::size_t first, std::size_t last)
{
    std::fill(mask.begin() + static_cast<std::ptrdiff_t>(first),
              mask.begin() + static_cast<std::ptrdiff_t>(last), std::uint8_t { 0 });
}

/// A response as raw counts have it: a factor of three over the range.
double response(std::size_t pixel)
{
    const double x = static_cast<double>(pixel) / size;
    return std::exp(1.1 * std::sin(2.5 * x) - 0.4 * x * x);
}

std::vector<double> linesOnResponse()
{
    Random random(6);
    std::vector<double> flux(size, 1);
    for (int line = 0; line < 300; ++line) {
        const auto centre = 4 + random.index(size - 8);
        const double depth = random.uniform(0, 0.3);
        for (std::size_t i = centre - 4; i <= centre + 4; ++i)
            flux[i] -= depth
                * std::exp(-0.5 * std::pow((static_cast<double>(i) - static_cast<double>(centre)) / 1.5, 2));
    }
    for (std::size_t i = 0; i < size; ++i)
        flux[i] *= response(i);
    return flux;
}

} // namespace

class ContinuumTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void flatStaysFlat();
    void hasTheWidthAskedFor();
    void dividesASmoothResponseOut();
    void aStepDoesNotLeakOverAGap();
    void holesDoNotBias();
    void maskedValuesDoNotCount();
    void shortSegmentsHaveNone();
    void filtersOfTheTwoGrids();
    void nothingUsed();
};

void ContinuumTest::flatStaysFlat()
{
    auto mask = allUsed();
    maskRange(mask, 700, 900);
    maskRange(mask, 2000, 2003);
    const auto continuum = computeContinuum(std::vector<double>(size, 5), mask, options);
    for (std::size_t i = 0; i < size; ++i)
        if (mask[i])
            QVERIFY(std::abs(continuum[i] - 5) < 1e-9);
}

/// Of a spike it makes a bell of the standard deviation asked for, to the width of a pixel.
void ContinuumTest::hasTheWidthAskedFor()
{
    std::vector<double> spike(size);
    spike[2000] = 1;
    const auto bell = computeContinuum(spike, allUsed(), options);
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < size; ++i) {
        sum += bell[i];
        squares += bell[i] * std::pow(static_cast<double>(i) - 2000, 2);
    }
    QVERIFY(std::abs(sum - 1) < 1e-9);
    QVERIFY(std::abs(std::sqrt(squares) - options.sigmaPixels) < 0.5);
}

/// The same lines with and without a response that changes threefold: normalised, they agree to 0.6 % (and
/// to 3 % within two σ of the ends, where the mean is one-sided).
void ContinuumTest::dividesASmoothResponseOut()
{
    const auto flux = linesOnResponse();
    auto without = flux;
    for (std::size_t i = 0; i < size; ++i)
        without[i] /= response(i);
    const auto continuum = computeContinuum(flux, allUsed(), options);
    const auto plain = computeContinuum(without, allUsed(), options);
    for (std::size_t i = 0; i < size; ++i) {
        const double difference = flux[i] / continuum[i] - without[i] / plain[i];
        QVERIFY(std::abs(difference) < (i >= 66 && i + 66 < size ? 0.006 : 0.03));
    }
}

void ContinuumTest::aStepDoesNotLeakOverAGap()
{
    std::vector<double> flux(size, 1);
    std::fill(flux.begin() + 2060, flux.end(), 1.5);
    auto mask = allUsed();
    maskRange(mask, 2000, 2060);
    const auto continuum = computeContinuum(flux, mask, options);
    for (std::size_t i = 0; i < size; ++i)
        if (mask[i])
            QVERIFY(std::abs(continuum[i] - flux[i]) < 1e-9);
    maskRange(mask, 2000, 2020);
    std::fill(mask.begin() + 2020, mask.begin() + 2060, std::uint8_t { 1 }); // now shorter than a gap
    const auto joined = computeContinuum(flux, mask, options);
    QVERIFY(std::abs(joined[1999] - 1) > 0.01);
}

/// Holes on a slope and in lines change the continuum elsewhere by less than 0.5 %.
void ContinuumTest::holesDoNotBias()
{
    const auto flux = linesOnResponse();
    const auto whole = computeContinuum(flux, allUsed(), options);
    auto mask = allUsed();
    Random random(2);
    for (int hole = 0; hole < 40; ++hole) {
        const auto first = random.index(size - 10);
        maskRange(mask, first, first + 1 + random.index(8));
    }
    const auto holed = computeContinuum(flux, mask, options);
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        QVERIFY(!mask[i] || std::abs(holed[i] / whole[i] - 1) < 0.015);
        sum += holed[i] / whole[i] - 1;
    }
    QVERIFY(std::abs(sum / size) < 5e-4);
}

void ContinuumTest::maskedValuesDoNotCount()
{
    auto flux = linesOnResponse();
    auto mask = allUsed();
    maskRange(mask, 1000, 1010);
    maskRange(mask, 3000, 3100);
    const auto before = computeContinuum(flux, mask, options);
    for (std::size_t i = 0; i < size; ++i)
        if (!mask[i])
            flux[i] = i % 2 ? 1e20 : std::numeric_limits<double>::quiet_NaN();
    QVERIFY(computeContinuum(flux, mask, options) == before);
}

void ContinuumTest::shortSegmentsHaveNone()
{
    auto mask = std::vector<std::uint8_t>(size, 0);
    std::fill_n(mask.begin() + 100, 19, std::uint8_t { 1 });
    std::fill_n(mask.begin() + 1000, 20, std::uint8_t { 1 });
    const auto continuum = computeContinuum(std::vector<double>(size, 2), mask, options);
    for (std::size_t i = 0; i < size; ++i)
        QVERIFY(std::abs(continuum[i] - (i >= 1000 && i < 1020 ? 2 : 0)) < 1e-12);
}

void ContinuumTest::filtersOfTheTwoGrids()
{
    QVERIFY(std::abs(continuumOptionsFor(nirspecModelGrid()).sigmaPixels - 60 / 1.8) < 1e-6);
    const double apogeePixel = 1.6e4 * (std::pow(10, 6e-6) - 1); // Å
    QVERIFY(std::abs(continuumOptionsFor(apogeeModelGrid()).sigmaPixels - 25 / apogeePixel) < 0.01);
}

void ContinuumTest::nothingUsed()
{
    const auto none
        = computeContinuum(std::vector<double>(size, 1), std::vector<std::uint8_t>(size, 0), options);
    QVERIFY(std::ranges::all_of(none, [](double value) { return value == 0; }));
    QVERIFY(computeContinuum({}, {}, options).empty());
}

QTEST_APPLESS_MAIN(ContinuumTest)

#include "continuum_test.moc"
