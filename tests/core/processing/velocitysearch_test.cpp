#include "core/processing/velocitysearch.h"
#include "tests/core/processing/linestar.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;

namespace {

/// A star of many lines and another one.
const VelocityTemplates& templates()
{
    static const auto made = [] {
        std::vector<PreparedSpectrum> spectra;
        for (const std::uint64_t seed : { 11, 12 })
            spectra.push_back(prepare(test::exposed(test::lineStar(seed)), nirspecModelGrid(), 0));
        return makeVelocityTemplates(spectra, 10);
    }();
    return made;
}

PreparedSpectrum observed(double velocity, double snr, std::uint64_t noise)
{
    static const auto star = test::lineStar(11);
    auto spectrum = test::exposed(star, velocity, 0.967 + 1e-5 * static_cast<double>(noise % 23));
    test::addNoise(spectrum, snr, noise);
    return prepare(spectrum, nirspecModelGrid(), 0);
}

} // namespace

class VelocitySearchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void templatesAreDepths();
    void slitsShiftWavelengths();
    void recoversAKnownShift_data();
    void recoversAKnownShift();
    void errorIsHonest();
    void wrongErrorsAreRescaled();
    void noiseAloneIsNotFound();
    void anAmbiguousMinimumIsKept();
    void keepsTheCurve();
    void nothingToSearch();
};

void VelocitySearchTest::templatesAreDepths()
{
    QCOMPARE(templates().depth.size(), std::size_t { 2 });
    const auto& depth = templates().depth.front();
    const double step = std::log(nirspecModelGrid().wavelength(4719) / nirspecModelGrid().wavelength(0))
        / static_cast<double>(depth.size());
    QVERIFY(std::abs(step * speedOfLight - 10) < 0.01);
    const auto [lowest, highest] = std::ranges::minmax(depth);
    QVERIFY(lowest < -0.2F && highest < 0.2F);
}

void VelocitySearchTest::recoversAKnownShift_data()
{
    QTest::addColumn<double>("velocity");
    for (const double velocity : { -600.0, -181.3, -22.9, 0.0, 4.4, 230.0, 600.0 })
        QTest::addRow("%g km/s", velocity) << velocity;
}

void VelocitySearchTest::recoversAKnownShift()
{
    QFETCH(double, velocity);
    const auto found = measureVelocity(observed(velocity, 50, 3), templates());
    QVERIFY(found.source == Velocity::Source::Measured);
    QVERIFY2(std::abs(found.value - velocity) < 5, qPrintable(QString::number(found.value)));
    QVERIFY(found.error > 0.1 && found.error < 5);
}

/// The scatter of (measured − true) / stated is that of a unit normal to a third; the errors are stated for
/// samples that resampling has correlated and for templates that do not fit exactly, so rather too large.
void VelocitySearchTest::errorIsHonest()
{
    Random random(1);
    constexpr int tries = 60;
    double sum = 0, squares = 0;
    for (int n = 0; n < tries; ++n) {
        const double velocity = random.uniform(-300, 300);
        const auto found
            = measureVelocity(observed(velocity, 30, 100 + static_cast<std::uint64_t>(n)), templates());
        QVERIFY(found.source == Velocity::Source::Measured);
        const double pull = (found.value - velocity) / found.error;
        sum += pull / tries;
        squares += pull * pull / tries;
    }
    QVERIFY2(std::abs(sum) < 0.4, qPrintable(QString::number(sum)));
    const double scatter = std::sqrt(squares);
    QVERIFY2(scatter > 0.5 && scatter < 1.3, qPrintable(QString::number(scatter)));
}

void VelocitySearchTest::wrongErrorsAreRescaled()
{
    const auto right = observed(100, 30, 5);
    auto wrong = right;
    for (auto& error : wrong.error)
        error /= 10;
    const double expected = measureVelocity(right, templates()).error;
    const double found = measureVelocity(wrong, templates()).error;
    QVERIFY2(found > 0.6 * expected && found < 1.6 * expected, qPrintable(QString::number(found / expected)));
}

void VelocitySearchTest::noiseAloneIsNotFound()
{
    for (std::uint64_t noise = 0; noise < 20; ++noise) {
        auto spectrum = test::exposed(test::flatStar());
        test::addNoise(spectrum, 30, noise);
        const auto found = measureVelocity(prepare(spectrum, nirspecModelGrid(), 0), templates());
        QVERIFY(found.source == Velocity::Source::NotFound);
    }
}

/// A template in which every line comes twice, 300 km/s apart, and a star in which it comes once: either of
/// its two lines fits.
void VelocitySearchTest::anAmbiguousMinimumIsKept()
{
    auto star = test::flatStar(), twice = test::flatStar();
    Random random(3);
    for (int line = 0; line < 60; ++line) {
        const double wavelength = random.uniform(0.98, 1.80);
        test::addLine(star, wavelength, 0.3);
        test::addLine(twice, wavelength, 0.3);
        test::addLine(twice, wavelength * (1 + 300 / speedOfLight), 0.3);
    }
    auto spectrum = test::exposed(star, 50);
    test::addNoise(spectrum, 60, 4);
    const auto single = prepare(spectrum, nirspecModelGrid(), 0);
    const auto doubled = prepare(test::exposed(twice), nirspecModelGrid(), 0);
    const auto doubledTemplate = makeVelocityTemplates(std::span(&doubled, 1), 10);
    const auto found = measureVelocity(single, doubledTemplate);
    QVERIFY(!found.secondaryMinima.empty());
    QVERIFY(std::ranges::is_sorted(found.secondaryMinima, {}, &Velocity::Minimum::deltaChiSquare));
    const double other = found.secondaryMinima.front().velocity;
    QVERIFY(std::abs(std::min(found.value, other) + 250) < 8);
    QVERIFY(std::abs(std::max(found.value, other) - 50) < 8);
    VelocitySearchOptions options;
    options.leastContrast = 1e6;
    QVERIFY(measureVelocity(single, doubledTemplate, options).source == Velocity::Source::NotFound);
    options.leastContrast = 0;
    QVERIFY(measureVelocity(single, doubledTemplate, options).source == Velocity::Source::Measured);
}

void VelocitySearchTest::keepsTheCurve()
{
    const auto found = measureVelocity(observed(50, 60, 4), templates());
    QCOMPARE(found.trialVelocities.size(), found.chiSquare.size());
    QVERIFY(std::ranges::is_sorted(found.trialVelocities));
    QVERIFY(std::abs(found.trialVelocities.back() - 800) < 10);
    QVERIFY(std::abs(found.trialVelocities.front() + 800) < 10);
    const auto lowest = std::ranges::min_element(found.chiSquare) - found.chiSquare.begin();
    QVERIFY(std::abs(found.trialVelocities[static_cast<std::size_t>(lowest)] - found.value) <= 10);
}

void VelocitySearchTest::nothingToSearch()
{
    const auto good = observed(0, 50, 1);
    QVERIFY(measureVelocity(good, {}).source == Velocity::Source::NotFound);
    QVERIFY(measureVelocity(good, makeVelocityTemplates({}, 10)).source == Velocity::Source::NotFound);
    auto masked = good;
    std::ranges::fill(masked.mask, std::uint8_t { 0 });
    QVERIFY(measureVelocity(masked, templates()).source == Velocity::Source::NotFound);
}

void VelocitySearchTest::slitsShiftWavelengths()
{
    QVERIFY(std::abs(zeroPointErrorOf(Instrument::Nirspec, 2.35e-4) - 10.8)
            < 0.1); // 20 mas of 0.1″, 2.35 Å at 1.3 µm
    QVERIFY(std::abs(zeroPointErrorOf(Instrument::Nirspec, 6.37e-4) - 29.4) < 0.1); // 6.37 Å
    for (const auto instrument : { Instrument::Apogee, Instrument::Irtf, Instrument::Other })
        QCOMPARE(zeroPointErrorOf(instrument, 2.35e-4), 0.0);
}

QTEST_APPLESS_MAIN(VelocitySearchTest)

#include "velocitysearch_test.moc"
