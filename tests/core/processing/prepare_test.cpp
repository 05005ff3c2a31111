#include "core/processing/prepare.h"
#include "tests/core/processing/linestar.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace syzygy;

namespace {

Spectrum noisyStar()
{
    auto spectrum = test::exposed(test::lineStar(21), -40);
    test::addNoise(spectrum, 80, 9);
    return spectrum;
}

PreparedSpectrum preparedAt(const Spectrum& spectrum, double velocity)
{
    return prepare(spectrum, nirspecModelGrid(), velocity);
}

/// Largest |a − b| over pixels that both use.
double largestDifference(const PreparedSpectrum& a, const PreparedSpectrum& b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.flux.size(); ++i)
        if (a.mask[i] && b.mask[i])
            largest = std::max(largest, static_cast<double>(std::abs(a.flux[i] - b.flux[i])));
    return largest;
}

void scale(Spectrum& spectrum, const auto& factorAt)
{
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        spectrum.flux[i] *= factorAt(spectrum.wavelength[i]);
        spectrum.error[i] *= factorAt(spectrum.wavelength[i]);
    }
}

void cutRange(Spectrum& spectrum, double first, double last)
{
    Spectrum kept = spectrum;
    for (auto* column : { &kept.wavelength, &kept.flux, &kept.error })
        column->clear();
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (spectrum.wavelength[i] < first || spectrum.wavelength[i] > last) {
            kept.wavelength.push_back(spectrum.wavelength[i]);
            kept.flux.push_back(spectrum.flux[i]);
            kept.error.push_back(spectrum.error[i]);
        }
    kept.quality.assign(kept.wavelength.size(), 0);
    spectrum = kept;
}

} // namespace

class PrepareTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unitOfFluxDoesNotMatter();
    void smoothResponseDoesNotMatter();
    void takesTheVelocityOut();
    void noiseIsWhatItsErrorsSay();
    void gapStaysMasked();
    void maskedPixelsAreNeutral();
    void countsAddUp();
    void snrIsTheMedianPerSample();
    void nothingUseful();
    void oneSideOnly();
};

void PrepareTest::unitOfFluxDoesNotMatter()
{
    const auto before = preparedAt(noisyStar(), -40);
    for (const double factor : { 1e5, 1e-17, 3e-31 }) {
        auto spectrum = noisyStar();
        scale(spectrum, [&](double) { return factor; });
        const auto after = preparedAt(spectrum, -40);
        QVERIFY(after.mask == before.mask);
        QVERIFY(largestDifference(after, before) < 1e-6);
        QVERIFY(std::abs(after.snr / before.snr - 1) < 1e-9);
    }
}

/// A response that changes by a factor of five changes the normalised flux by less than 1 % (half of the
/// noise of a good spectrum), and by less than 4 % within 120 Å of the ends.
void PrepareTest::smoothResponseDoesNotMatter()
{
    const auto before = preparedAt(noisyStar(), -40);
    auto spectrum = noisyStar();
    scale(spectrum, [](double w) { return std::exp(1.6 * std::sin(2.2 * (w - 0.9)) - 0.3 * w * w); });
    const auto after = preparedAt(spectrum, -40);
    for (std::size_t i = 0; i < after.flux.size(); ++i) {
        if (!after.mask[i] || !before.mask[i])
            continue;
        const bool atAnEnd = i < 70 || i + 70 > after.flux.size();
        QVERIFY(std::abs(after.flux[i] - before.flux[i]) < (atAnEnd ? 0.04F : 0.01F));
    }
}

/// To 1.5 % of the flux: what undersampled lines lose between two phases of the pixels.
void PrepareTest::takesTheVelocityOut()
{
    const auto star = test::lineStar(22);
    const auto atRest = preparedAt(test::exposed(star), 0);
    for (const double velocity : { -300.0, 25.0, 300.0 }) {
        const auto shifted = preparedAt(test::exposed(star, velocity), velocity);
        double sum = 0;
        for (std::size_t i = 0; i < shifted.flux.size(); ++i)
            sum += shifted.mask[i] ? std::pow(static_cast<double>(shifted.flux[i] - atRest.flux[i]), 2) : 0;
        const double rms = std::sqrt(sum / static_cast<double>(shifted.flux.size()));
        QVERIFY2(rms < 0.015, qPrintable(QString::number(rms)));
        QCOMPARE(shifted.velocity, velocity);
    }
}

void PrepareTest::noiseIsWhatItsErrorsSay()
{
    auto spectrum = test::exposed(test::flatStar());
    test::addNoise(spectrum, 50, 17);
    const auto prepared = preparedAt(spectrum, 0);
    double sum = 0, used = 0;
    for (std::size_t i = 0; i < prepared.flux.size(); ++i)
        if (prepared.mask[i]) {
            sum += std::pow(static_cast<double>((prepared.flux[i] - 1) / prepared.error[i]), 2);
            ++used;
        }
    QVERIFY2(std::abs(std::sqrt(sum / used) - 1) < 0.05, qPrintable(QString::number(std::sqrt(sum / used))));
}

void PrepareTest::gapStaysMasked()
{
    auto spectrum = noisyStar();
    cutRange(spectrum, 1.302, 1.338);
    constexpr double velocity = -40;
    const auto prepared = preparedAt(spectrum, velocity);
    const double rest = 1 + velocity / speedOfLight;
    const auto& grid = prepared.grid;
    for (std::size_t i = 0; i < grid.size; ++i) {
        const double w = grid.wavelength(i) * rest;
        if (w > 1.3021 && w < 1.3379)
            QVERIFY(!prepared.mask[i]);
    }
    QVERIFY(prepared.coverage > 0.9 && prepared.coverage < 0.97);
}

void PrepareTest::maskedPixelsAreNeutral()
{
    auto spectrum = noisyStar();
    for (std::size_t i = 500; i < 540; ++i)
        spectrum.flux[i] = std::numeric_limits<double>::quiet_NaN();
    const auto prepared = preparedAt(spectrum, 0);
    std::size_t used = 0;
    for (std::size_t i = 0; i < prepared.flux.size(); ++i) {
        used += prepared.mask[i];
        if (prepared.mask[i])
            QVERIFY(prepared.error[i] > 0 && prepared.continuum[i] > 0 && std::isfinite(prepared.flux[i]));
        else
            QVERIFY(prepared.flux[i] == 1 && prepared.error[i] == 0 && prepared.continuum[i] == 0);
    }
    QVERIFY(used < prepared.flux.size());
    QVERIFY(std::abs(prepared.coverage - static_cast<double>(used) / 4720) < 1e-12);
}

void PrepareTest::countsAddUp()
{
    auto spectrum = test::exposed(test::flatStar());
    test::addNoise(spectrum, 80, 9);
    for (std::size_t i = 0; i < 10; ++i)
        spectrum.flux[100 + i] = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < 7; ++i)
        spectrum.quality[300 + i] = 1;
    spectrum.error[700] = 0;
    spectrum.flux[900] = 5;
    PrepareOptions options;
    options.maskedRanges = { { 1.5, 1.501 } };
    const auto prepared = prepare(spectrum, nirspecModelGrid(), 0, options);
    const auto count = [&](MaskReason reason) { return prepared.counts[static_cast<std::size_t>(reason)]; };
    QCOMPARE(count(MaskReason::NotFinite), std::size_t { 10 });
    QCOMPARE(count(MaskReason::Quality), std::size_t { 7 });
    QCOMPARE(count(MaskReason::NoError), std::size_t { 1 });
    QCOMPARE(count(MaskReason::Outlier), std::size_t { 3 });
    QVERIFY(count(MaskReason::Masked) >= 3);
    QCOMPARE(prepared.reasons.size(), spectrum.size());
    QCOMPARE(std::accumulate(prepared.counts.begin(), prepared.counts.end(), std::size_t { 0 }),
             spectrum.size());
}

void PrepareTest::snrIsTheMedianPerSample()
{
    auto spectrum = test::exposed(test::flatStar());
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        spectrum.error[i] = i % 2 ? 0.01 : 0.02;
    spectrum.error[0] = 0.01; // an odd one decides
    const double snr = preparedAt(spectrum, 0).snr;
    QVERIFY(std::abs(snr - 100) < 1 || std::abs(snr - 50) < 1);
}

void PrepareTest::nothingUseful()
{
    auto notNumbers = noisyStar();
    std::ranges::fill(notNumbers.flux, std::numeric_limits<double>::quiet_NaN());
    auto zero = noisyStar();
    std::ranges::fill(zero.flux, 0.0);
    auto negative = noisyStar();
    scale(negative, [](double) { return -1; });
    auto two = noisyStar();
    for (auto* column : { &two.wavelength, &two.flux, &two.error })
        column->resize(2);
    two.quality.resize(2);
    auto elsewhere = noisyStar();
    for (auto& wavelength : elsewhere.wavelength)
        wavelength += 3;
    for (const auto& spectrum : { Spectrum {}, two, notNumbers, zero, negative, elsewhere })
        for (const auto* grid : { &nirspecModelGrid(), &apogeeModelGrid() }) {
            const auto prepared = prepare(spectrum, *grid, 100);
            QCOMPARE(prepared.flux.size(), grid->size);
            QCOMPARE(std::ranges::count(prepared.mask, 1), 0);
            QCOMPARE(prepared.coverage, 0.0);
            QVERIFY(std::isfinite(prepared.snr));
        }
}

void PrepareTest::oneSideOnly()
{
    auto spectrum = noisyStar();
    cutRange(spectrum, 1.3, 2.0);
    const auto prepared = preparedAt(spectrum, -40);
    QVERIFY(std::abs(prepared.coverage - (1.3 - 0.972) / 0.8496) < 0.01);
}

QTEST_APPLESS_MAIN(PrepareTest)

#include "prepare_test.moc"
