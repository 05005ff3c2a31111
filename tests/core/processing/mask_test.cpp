#include "core/nn/emulator.h"
#include "core/processing/linespread.h"
#include "core/processing/mask.h"
#include "tests/core/processing/linestar.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <limits>

using namespace syzygy;
using test::exposed;
using test::flatStar;
using test::lineStar;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

std::size_t countOf(const std::vector<MaskReason>& reasons, MaskReason reason)
{
    return static_cast<std::size_t>(std::ranges::count(reasons, reason));
}

Spectrum quietSpectrum()
{
    auto spectrum = exposed(flatStar());
    test::addNoise(spectrum, 100, 3);
    return spectrum;
}

Spectrum apogeeSpectrum(double level)
{
    const auto& grid = apogeeModelGrid();
    Spectrum spectrum;
    spectrum.instrument = Instrument::Apogee;
    spectrum.frame = Frame::Rest;
    for (std::size_t i = 0; i < grid.size; ++i)
        spectrum.wavelength.push_back(grid.wavelength(i));
    spectrum.flux.assign(grid.size, level);
    spectrum.error.assign(grid.size, level / 100);
    spectrum.quality.assign(grid.size, 0);
    return spectrum;
}

const std::filesystem::path shippedFile = SYZYGY_SOURCE_DIR "/models/nirspec-apogee/emulator.pt";

const Emulator& shippedEmulator()
{
    static const auto emulator = Emulator::load(shippedFile);
    return emulator;
}

/// The stars of deepest lines that the encoders are for.
std::vector<StellarParameters> deepLinedStars()
{
    std::vector<StellarParameters> stars(3);
    stars[0].labels = { 3800, 0.8, 0.3 };
    stars[1].labels = { 4600, 2.4, 0.4 };
    stars[2].labels = { 4600, 4.6, 0.3 };
    return stars;
}

FineSpectrum fineOf(const LogGrid& grid, const std::vector<float>& flux, std::size_t star)
{
    return { grid.lnStart + std::log(micronsPerAngstrom), grid.lnStep, grid.resolvingPower,
             std::span(flux).subspan(star * grid.size, grid.size) };
}

} // namespace

class MaskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goodSamplesAreUsed();
    void eachReasonIsNamed();
    void onlyBadBitsCount();
    void apogeesNoDataErrorWhateverTheFlux();
    void rangesAreMaskedByHand();
    void apogeeChips();
    void telluricBandsOnlyForIrtf();
    void findsUndeclaredOutliers_data();
    void findsUndeclaredOutliers();
    void outliersTakeTheirNeighbours();
    void noiseIsNoOutlier();
    void keepsDeepLinesOfNirspec_data();
    void keepsDeepLinesOfNirspec();
    void keepsDeepLinesOfApogee();
    void cutsFallingEnds();
    void keepsLinesAtTheEnds();
    void emptyAndTiny();
};

void MaskTest::goodSamplesAreUsed()
{
    const auto reasons = maskSamples(quietSpectrum());
    QCOMPARE(countOf(reasons, MaskReason::Used), reasons.size());
}

void MaskTest::eachReasonIsNamed()
{
    auto spectrum = quietSpectrum();
    spectrum.flux[100] = notANumber;
    spectrum.flux[110] = std::numeric_limits<double>::infinity();
    spectrum.error[120] = notANumber;
    spectrum.error[130] = 0;
    spectrum.error[140] = -1;
    spectrum.error[150] = std::numeric_limits<double>::infinity();
    spectrum.quality[160] = 1;
    const auto reasons = maskSamples(spectrum);
    for (const std::size_t i : { 100, 110, 120 })
        QVERIFY(reasons[i] == MaskReason::NotFinite);
    for (const std::size_t i : { 130, 140, 150 })
        QVERIFY(reasons[i] == MaskReason::NoError);
    QVERIFY(reasons[160] == MaskReason::Quality);
    QCOMPARE(countOf(reasons, MaskReason::Used), reasons.size() - 7);
    for (std::size_t k = 0; k < maskReasonCount; ++k)
        QVERIFY(!nameOf(static_cast<MaskReason>(k)).empty());
}

void MaskTest::onlyBadBitsCount()
{
    auto spectrum = quietSpectrum();
    spectrum.badBits = 0b1001;
    spectrum.quality[100] = 0b0010;
    spectrum.quality[110] = 0b1010;
    const auto reasons = maskSamples(spectrum);
    QVERIFY(reasons[100] == MaskReason::Used);
    QVERIFY(reasons[110] == MaskReason::Quality);
}

/// DR17 combined spectra keep a flux of hundreds beside an error of 1e10; older ones write flux 0.
void MaskTest::apogeesNoDataErrorWhateverTheFlux()
{
    auto spectrum = apogeeSpectrum(750);
    spectrum.error[1000] = 1e10;
    spectrum.error[1001] = 1e10;
    spectrum.flux[1001] = 0;
    const auto reasons = maskSamples(spectrum);
    QVERIFY(reasons[1000] == MaskReason::NoError);
    QVERIFY(reasons[1001] == MaskReason::NoError);
    QVERIFY(reasons[1003] == MaskReason::Used);
}

void MaskTest::rangesAreMaskedByHand()
{
    const auto spectrum = quietSpectrum();
    PrepareOptions options;
    options.maskedRanges = { { 1.10, 1.12 }, { 1.50, 1.51 } };
    const auto reasons = maskSamples(spectrum, options);
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        const double w = spectrum.wavelength[i];
        const bool inside = (w >= 1.10 && w <= 1.12) || (w >= 1.50 && w <= 1.51);
        QCOMPARE(reasons[i] == MaskReason::Masked, inside);
    }
}

void MaskTest::apogeeChips()
{
    const auto reasons = maskSamples(apogeeSpectrum(1));
    for (const std::size_t i : { 0, 200, 3320, 3536, 6126, 6294, 8378, 8574 })
        QVERIFY(reasons[i] == MaskReason::OutOfRange);
    for (const std::size_t i : { 201, 3319, 3537, 6125, 6295, 8377 })
        QVERIFY(reasons[i] == MaskReason::Used);
}

void MaskTest::telluricBandsOnlyForIrtf()
{
    auto spectrum = quietSpectrum();
    spectrum.instrument = Instrument::Irtf;
    const auto reasons = maskSamples(spectrum);
    const auto at = [&](double wavelength) {
        const auto found = std::ranges::lower_bound(spectrum.wavelength, wavelength);
        return reasons[static_cast<std::size_t>(found - spectrum.wavelength.begin())];
    };
    for (const double w : { 1.12, 1.155, 1.35, 1.44, 1.80 })
        QVERIFY(at(w) == MaskReason::OutOfRange);
    for (const double w : { 1.10, 1.17, 1.33, 1.46, 1.77 })
        QVERIFY(at(w) == MaskReason::Used);
}

void MaskTest::findsUndeclaredOutliers_data()
{
    QTest::addColumn<double>("factor");
    QTest::addColumn<int>("length");
    QTest::newRow("emission, one sample") << 1.5 << 1;
    QTest::newRow("emission, four samples") << 1.3 << 4;
    QTest::newRow("negative") << -0.4 << 1;
    QTest::newRow("negative run") << -0.4 << 4;
    QTest::newRow("dead run") << 0.02 << 4;
    QTest::newRow("lone absorption") << 0.5 << 1;
}

void MaskTest::findsUndeclaredOutliers()
{
    QFETCH(double, factor);
    QFETCH(int, length);
    auto spectrum = quietSpectrum();
    const auto first = std::size_t { 1500 }, last = first + static_cast<std::size_t>(length);
    for (auto i = first; i < last; ++i)
        spectrum.flux[i] *= factor;
    const auto reasons = maskSamples(spectrum);
    for (auto i = first; i < last; ++i)
        QVERIFY(reasons[i] == MaskReason::Outlier);
    QCOMPARE(countOf(reasons, MaskReason::Outlier), static_cast<std::size_t>(length) + 2);
}

void MaskTest::outliersTakeTheirNeighbours()
{
    auto spectrum = quietSpectrum();
    spectrum.flux[1500] *= 2;
    spectrum.quality[1501] = 1;
    const auto reasons = maskSamples(spectrum);
    QVERIFY(reasons[1499] == MaskReason::Outlier);
    QVERIFY(reasons[1501] == MaskReason::Quality);
    QVERIFY(reasons[1502] == MaskReason::Used);
}

void MaskTest::noiseIsNoOutlier()
{
    for (const double snr : { 5.0, 20.0, 300.0 }) {
        auto spectrum = exposed(lineStar(4));
        test::addNoise(spectrum, snr, 8);
        const auto share = static_cast<double>(countOf(maskSamples(spectrum), MaskReason::Outlier))
            / static_cast<double>(spectrum.size());
        QVERIFY2(share < 0.002, qPrintable(QStringLiteral("S/N %1: %2").arg(snr).arg(share)));
    }
}

void MaskTest::keepsDeepLinesOfNirspec_data()
{
    QTest::addColumn<double>("fwhm");
    QTest::newRow("sharpest star measured, 2.7 Angstrom") << 2.7e-4;
    QTest::newRow("typical, 3.5 Angstrom") << 3.5e-4;
    QTest::newRow("R = 2700 at 1.3 um") << 4.8e-4;
}

void MaskTest::keepsDeepLinesOfNirspec()
{
    QFETCH(double, fwhm);
    if (!std::filesystem::exists(shippedFile))
        QSKIP("The shipped emulator is absent.");
    const auto& emulator = shippedEmulator();
    const auto stars = deepLinedStars();
    const auto flux = emulator.emulate(Band::Nirspec, stars);
    for (std::size_t star = 0; star < stars.size(); ++star)
        for (const double phase : { 0.0, 0.25, 0.5, 0.75 }) {
            test::LineStar fine = flatStar();
            const auto spectrum = fineOf(emulator.grid(Band::Nirspec), flux, star);
            fine.lnStart = spectrum.lnStart;
            fine.flux = broaden(spectrum, { fwhm, 0, 1.3 });
            fine.resolvingPower = 1e3; // broadened already
            auto observed = exposed(fine, 0, 0.973 + phase * 2.35e-4, 1.82);
            std::ranges::fill(observed.error, 0.005);
            const auto reasons = maskSamples(observed);
            const auto first = std::ranges::find(reasons, MaskReason::Outlier) - reasons.begin();
            QVERIFY2(
                countOf(reasons, MaskReason::Outlier) == 0,
                qPrintable(QStringLiteral("star %1, sample %2, phase %3").arg(star).arg(first).arg(phase)));
        }
}

void MaskTest::keepsDeepLinesOfApogee()
{
    if (!std::filesystem::exists(shippedFile))
        QSKIP("The shipped emulator is absent.");
    const auto stars = deepLinedStars();
    const auto flux = shippedEmulator().emulate(Band::Apogee, stars);
    for (std::size_t star = 0; star < stars.size(); ++star) {
        auto spectrum = apogeeSpectrum(1);
        for (std::size_t i = 0; i < spectrum.size(); ++i)
            spectrum.flux[i] = static_cast<double>(flux[star * spectrum.size() + i]);
        const auto outliers = countOf(maskSamples(spectrum), MaskReason::Outlier);
        QVERIFY2(outliers == 0, qPrintable(QStringLiteral("star %1: %2 samples").arg(star).arg(outliers)));
    }
}

/// A range whose last 20 samples fall to a third loses most of them, and the 20 behind them, which a
/// one-sided mean follows badly.
void MaskTest::cutsFallingEnds()
{
    auto spectrum = quietSpectrum();
    const auto last = spectrum.size() - 1;
    for (std::size_t k = 0; k < 20; ++k)
        spectrum.flux[last - k] *= 0.35 + 0.03 * static_cast<double>(k);
    const auto reasons = maskSamples(spectrum);
    for (std::size_t k = 0; k < 35; ++k)
        QVERIFY(reasons[last - k] == MaskReason::OutOfRange);
    for (std::size_t k = 42; k < 200; ++k)
        QVERIFY(reasons[last - k] == MaskReason::Used);
    QVERIFY(reasons[0] == MaskReason::Used);
}

void MaskTest::keepsLinesAtTheEnds()
{
    auto spectrum = quietSpectrum();
    for (const std::size_t i : { 3, 10, 11, 12, 30 })
        spectrum.flux[i] *= 0.8;
    QVERIFY(maskSamples(spectrum)[3] == MaskReason::Used);
    QVERIFY(maskSamples(spectrum)[11] == MaskReason::Used);
}

void MaskTest::emptyAndTiny()
{
    QVERIFY(maskSamples({}).empty());
    for (const std::size_t count : { 1, 2, 5, 6 }) {
        auto spectrum = quietSpectrum();
        for (auto* column : { &spectrum.wavelength, &spectrum.flux, &spectrum.error })
            column->resize(count);
        spectrum.quality.resize(count);
        QCOMPARE(countOf(maskSamples(spectrum), MaskReason::Used), count);
    }
}

QTEST_APPLESS_MAIN(MaskTest)

#include "mask_test.moc"
