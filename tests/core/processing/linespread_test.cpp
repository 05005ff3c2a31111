#include "core/processing/linespread.h"
#include "tests/core/processing/linestar.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace syzygy;

namespace {

test::LineStar oneLine(double wavelength)
{
    auto star = test::flatStar();
    test::addLine(star, wavelength, 0.5);
    return star;
}

struct Shape {
    double depth = 0;            ///< equivalent width [µm]
    double centre = 0, fwhm = 0; ///< µm
};

/// From the moments of 1 − flux within 30 Å of where the line should be.
Shape shapeOf(const std::vector<double>& wavelength, const std::vector<double>& flux, double near)
{
    double sum = 0, first = 0, second = 0;
    for (std::size_t i = 0; i + 1 < flux.size(); ++i) {
        if (std::abs(wavelength[i] - near) > 30e-4 || std::isnan(flux[i]))
            continue;
        const double weight = (1 - flux[i]) * (wavelength[i + 1] - wavelength[i]);
        sum += weight;
        first += weight * (wavelength[i] - near);
        second += weight * std::pow(wavelength[i] - near, 2);
    }
    const double offset = first / sum;
    return { sum, near + offset, fwhmPerSigma * std::sqrt(second / sum - offset * offset) };
}

Shape shapeOf(const test::LineStar& star, const std::vector<float>& flux, double near)
{
    std::vector<double> wavelength(flux.size());
    for (std::size_t i = 0; i < flux.size(); ++i)
        wavelength[i] = std::exp(star.lnStart + star.lnStep * static_cast<double>(i));
    return shapeOf(wavelength, { flux.begin(), flux.end() }, near);
}

std::vector<double> edgesFrom(double first, double step, std::size_t pixels)
{
    std::vector<double> edges;
    for (std::size_t i = 0; i <= pixels; ++i)
        edges.push_back(first + step * static_cast<double>(i));
    return edges;
}

} // namespace

class LineSpreadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reachesTheTargetInQuadrature_data();
    void reachesTheTargetInQuadrature();
    void conservesFlux();
    void leavesWhatIsBroaderAlready();
    void constantStaysConstant();
    void pixelsConserveFlux();
    void velocityMovesLines_data();
    void velocityMovesLines();
    void outsideIsNotANumber();
    void nothingToDo();
};

void LineSpreadTest::reachesTheTargetInQuadrature_data()
{
    QTest::addColumn<double>("wavelength");
    QTest::addColumn<double>("fwhm");
    QTest::addColumn<double>("slope");
    QTest::newRow("2.7 A at 1.0 um") << 1.0 << 2.7e-4 << 0.0;
    QTest::newRow("3.5 A at 1.3 um") << 1.3 << 3.5e-4 << 0.0;
    QTest::newRow("5.3 A at 1.7 um") << 1.7 << 5.3e-4 << 0.0;
    QTest::newRow("sloped, at 1.1 um") << 1.1 << 4.0e-4 << -0.8e-4;
    QTest::newRow("sloped, at 1.6 um") << 1.6 << 4.0e-4 << 0.8e-4;
    QTest::newRow("R = 2000") << 1.5 << 1.3 / 2000 << 1.0 / 2000;
}

void LineSpreadTest::reachesTheTargetInQuadrature()
{
    QFETCH(double, wavelength);
    QFETCH(double, fwhm);
    QFETCH(double, slope);
    const auto star = oneLine(wavelength);
    const LineSpread target { fwhm, slope, 1.3 };
    const auto shape = shapeOf(star, broaden(star.fine(), target), wavelength);
    QVERIFY2(std::abs(shape.fwhm / target.at(wavelength) - 1) < 0.01,
             qPrintable(QString::number(shape.fwhm / target.at(wavelength))));
}

void LineSpreadTest::conservesFlux()
{
    const auto star = oneLine(1.4);
    const auto before = shapeOf(star, star.flux, 1.4),
               after = shapeOf(star, broaden(star.fine(), { 4e-4 }), 1.4);
    QVERIFY(std::abs(after.depth / before.depth - 1) < 1e-3);
    QVERIFY(std::abs(after.centre - before.centre) < 2e-7);
}

void LineSpreadTest::leavesWhatIsBroaderAlready()
{
    const auto star = oneLine(1.4);
    QVERIFY(broaden(star.fine(), { 1e-4 }) == star.flux); // R = 8000 is 1.75 Å there
}

void LineSpreadTest::constantStaysConstant()
{
    for (const float flux : broaden(test::flatStar().fine(), { 5e-4 }))
        QVERIFY(std::abs(flux - 1) < 1e-6F);
}

void LineSpreadTest::pixelsConserveFlux()
{
    const auto star = oneLine(1.4);
    const auto total = [&](const std::vector<double>& edges) {
        const auto pixels = integratePixels(star.fine(), edges, 0);
        double sum = 0; // over ln λ, in which a pixel is a mean
        for (std::size_t i = 0; i < pixels.size(); ++i)
            sum += pixels[i] * std::log(edges[i + 1] / edges[i]);
        return sum;
    };
    const double fine = total(edgesFrom(1.30, 0.5e-4, 4000));
    QVERIFY(std::abs(total(edgesFrom(1.30, 2.5e-4, 800)) - fine) < 1e-9);
    QVERIFY(std::abs(total(edgesFrom(1.30, 0.05, 4)) - fine) < 1e-9);
}

void LineSpreadTest::velocityMovesLines_data()
{
    QTest::addColumn<double>("velocity");
    for (const double velocity : { -450.0, -22.9, 0.0, 5.0, 450.0 })
        QTest::addRow("%g km/s", velocity) << velocity;
}

void LineSpreadTest::velocityMovesLines()
{
    QFETCH(double, velocity);
    const auto star = oneLine(1.4);
    const auto edges = edgesFrom(1.38, 0.4e-4, 1000);
    const auto pixels = integratePixels(star.fine(), edges, velocity);
    std::vector<double> centres;
    for (std::size_t i = 0; i < pixels.size(); ++i)
        centres.push_back(0.5 * (edges[i] + edges[i + 1]));
    const double expected = 1.4 * (1 + velocity / 299792.458);
    const double found = shapeOf(centres, pixels, expected).centre;
    const double error = 299792.458 * (found / expected - 1);
    QVERIFY2(std::abs(error) < 0.1, qPrintable(QString::number(error)));
}

void LineSpreadTest::outsideIsNotANumber()
{
    const auto star = test::flatStar(1.0, 1.1);
    const auto edges = edgesFrom(0.99, 1e-3, 130);
    const auto pixels = integratePixels(star.fine(), edges, 0);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const bool inside = edges[i] > 1.0 && edges[i + 1] < 1.0999;
        const bool outside = edges[i] < 0.9999 || edges[i + 1] > 1.1001;
        if (inside)
            QVERIFY(std::abs(pixels[i] - 1) < 1e-12);
        if (outside)
            QVERIFY(std::isnan(pixels[i]));
    }
    const auto far = integratePixels(star.fine(), edgesFrom(3, 1e-3, 10), 0);
    QVERIFY(std::isnan(far.front()) && std::isnan(far.back()));
}

void LineSpreadTest::nothingToDo()
{
    QVERIFY(broaden({ 0, 5e-5, 8000, {} }, { 4e-4 }).empty());
    const auto star = test::flatStar();
    QVERIFY(integratePixels(star.fine(), {}, 0).empty());
    QVERIFY(integratePixels(star.fine(), std::vector { 1.2 }, 0).empty());
    QVERIFY(std::isnan(integratePixels({ 0, 5e-5, 8000, {} }, std::vector { 1.2, 1.3 }, 0).front()));
}

QTEST_APPLESS_MAIN(LineSpreadTest)

#include "linespread_test.moc"
