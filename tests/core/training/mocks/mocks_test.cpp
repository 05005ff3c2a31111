#include "core/processing/linetrust.h"
#include "core/training/mocks/linescatter.h"
#include "core/training/mocks/mocks.h"
#include "core/training/mocks/preparedpairs.h"
#include "tests/core/processing/linestar.h"
#include "tests/core/training/tinyemulator.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;

namespace {

const StarSpectra& spectra()
{
    static const auto stars = starsOfGrid(test::tinyGrid(6));
    return stars;
}

MockOptions cleanAt(double snr)
{
    MockOptions options;
    options.nirspec = { snr, snr, false, 0 };
    options.apogee = { snr, snr, false, 0 };
    return options;
}

bool sameSpectrum(const Spectrum& a, const Spectrum& b)
{
    const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    return a.wavelength == b.wavelength && a.quality == b.quality && std::ranges::equal(a.flux, b.flux, same)
        && std::ranges::equal(a.error, b.error, same);
}

double median(std::vector<double> values)
{
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
}

/// Of flux over the scatter of observed minus noise-free.
double measuredSnr(const Spectrum& observed, const Spectrum& clean, double* pullScatter)
{
    std::vector<double> deviations, ratios;
    for (std::size_t i = 0; i < clean.size(); ++i) {
        if (clean.error[i] >= 1e9)
            continue;
        deviations.push_back(std::abs(observed.flux[i] - clean.flux[i]) / clean.flux[i]);
        ratios.push_back(std::pow((observed.flux[i] - clean.flux[i]) / observed.error[i], 2));
    }
    double sum = 0;
    for (const double ratio : ratios)
        sum += ratio;
    *pullScatter = std::sqrt(sum / static_cast<double>(ratios.size()));
    return 0.6745 / median(deviations);
}

struct Line {
    double centre = 0, fwhm = 0; ///< µm
};

Line lineIn(const Spectrum& spectrum, double near)
{
    double sum = 0, first = 0, second = 0;
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        const double offset = spectrum.wavelength[i] - near;
        if (std::abs(offset) > 20e-4)
            continue;
        sum += 1 - spectrum.flux[i];
        first += (1 - spectrum.flux[i]) * offset;
        second += (1 - spectrum.flux[i]) * offset * offset;
    }
    const double mean = first / sum;
    return { near + mean, fwhmPerSigma * std::sqrt(second / sum - mean * mean) };
}

NirspecObservation plainObservation()
{
    NirspecObservation observation;
    observation.lineSpread = { 3.5e-4, 0, 1.3 };
    observation.snr = 100;
    return observation;
}

} // namespace

class MocksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mediumGrating();
    void sameSeedSamePair();
    void snrIsAsAsked_data();
    void snrIsAsAsked();
    void gapIsWhereAsked();
    void velocityIsInTheWavelengths();
    void lineSpreadIsAsAsked();
    void declaredHolesAreNotNumbers();
    void statedErrorsMayBeWrong();
    void drawsStayWithinTheInstrument();
    void apogeeHasItsChips();
    void apogeeDeclaresSkyLines();
    void scatteredLinesKeepTheirMean();
    void someLineListsAreTrustedLess();
    void preparedPairsRepeat();
    void hardNegativesAreAlike();
    void withoutHardNegativesNoneAreAlike();
    void truthsGetTheLinesOfTheEmulator();
};

void MocksTest::sameSeedSamePair()
{
    const MockOptions options = trainingMocks();
    const auto first = makeMockPair(spectra(), 2, options, 7);
    makeMockPair(spectra(), 1, options, 8);
    const auto again = makeMockPair(spectra(), 2, options, 7), other = makeMockPair(spectra(), 2, options, 9);
    QVERIFY(sameSpectrum(first.nirspec, again.nirspec) && sameSpectrum(first.apogee, again.apogee));
    QVERIFY(first.nirspecTruth.velocity == again.nirspecTruth.velocity);
    QVERIFY(!sameSpectrum(first.nirspec, other.nirspec) && !sameSpectrum(first.apogee, other.apogee));
    QVERIFY(first.star.labels == spectra().stars[2].labels);
}

void MocksTest::snrIsAsAsked_data()
{
    QTest::addColumn<double>("snr");
    QTest::newRow("10") << 10.0;
    QTest::newRow("100") << 100.0;
    QTest::newRow("400") << 400.0;
}

/// To 15 %: the curve along wavelength has its median at 1 for the whole range, and a gap and ends move it.
void MocksTest::snrIsAsAsked()
{
    QFETCH(double, snr);
    const auto options = cleanAt(snr);
    const auto pair = makeMockPair(spectra(), 0, options, 5);
    double pull = 0;
    const auto nirspec = exposeNirspec(spectra().fine(Band::Nirspec, 0), pair.nirspecTruth);
    double measured = measuredSnr(pair.nirspec, nirspec, &pull);
    QVERIFY2(std::abs(measured / snr - 1) < 0.15, qPrintable(QString::number(measured)));
    QVERIFY(std::abs(pull - 1) < 0.06);

    auto truth = pair.apogeeTruth;
    truth.skyShare = 0;
    truth.chipSnr = { 1, 1, 1 };
    Random noise(4);
    const auto fine = spectra().fine(Band::Apogee, 0);
    measured = measuredSnr(observeApogee(fine, truth, noise), exposeApogee(fine, truth), &pull);
    QVERIFY2(std::abs(measured / snr - 1) < 0.06, qPrintable(QString::number(measured)));
    QVERIFY(std::abs(pull - 1) < 0.06);
}

void MocksTest::gapIsWhereAsked()
{
    auto observation = plainObservation();
    observation.gapStart = 1.1;
    observation.gapEnd = 1.136;
    observation.redEnd = 1.613;
    const auto spectrum = exposeNirspec(spectra().fine(Band::Nirspec, 0), observation);
    QVERIFY(std::ranges::none_of(spectrum.wavelength, [](double w) { return w > 1.1 && w < 1.136; }));
    const auto ranges = contiguousRanges(spectrum.wavelength);
    QCOMPARE(ranges.size(), std::size_t { 2 });
    QVERIFY(std::abs(spectrum.wavelength[ranges[0].last - 1] - 1.1) < 2.5e-4);
    QVERIFY(std::abs(spectrum.wavelength[ranges[1].first] - 1.136) < 2.5e-4);
    QVERIFY(std::abs(spectrum.wavelength.back() - 1.613) < 2.5e-4);
}

void MocksTest::velocityIsInTheWavelengths()
{
    auto star = test::flatStar(0.95, 1.92);
    test::addLine(star, 1.5, 0.5);
    auto observation = plainObservation();
    for (const double velocity : { -400.0, -22.9, 0.0, 310.0 }) {
        observation.velocity = velocity;
        const double expected = 1.5 * (1 + velocity / 299792.458);
        const double found = lineIn(exposeNirspec(star.fine(), observation), expected).centre;
        QVERIFY2(std::abs(299792.458 * (found / expected - 1)) < 1, qPrintable(QString::number(found)));
    }
}

/// In quadrature with a pixel of 2.3 Å, whose standard deviation is its width / √12.
void MocksTest::lineSpreadIsAsAsked()
{
    auto star = test::flatStar(0.95, 1.92);
    test::addLine(star, 1.5, 0.5);
    auto observation = plainObservation();
    for (const double fwhm : { 2.8e-4, 3.5e-4, 5.3e-4 }) {
        observation.lineSpread = { fwhm, 0.2e-4, 1.3 };
        const double pixel = fwhmPerSigma * (2.40e-4 - 0.075e-4) / std::sqrt(12.0);
        const double expected = std::hypot(observation.lineSpread.at(1.5), pixel);
        double found = 0; // the mean over phases of the pixels
        for (int phase = 0; phase < 10; ++phase) {
            observation.pixelPhase = 0.1 * phase;
            found += lineIn(exposeNirspec(star.fine(), observation), 1.5).fwhm / 10;
        }
        QVERIFY2(std::abs(found / expected - 1) < 0.02, qPrintable(QString::number(found / expected)));
    }
}

void MocksTest::declaredHolesAreNotNumbers()
{
    auto observation = plainObservation();
    observation.holes = 6;
    Random random(2);
    const auto spectrum = observeNirspec(spectra().fine(Band::Nirspec, 0), observation, random);
    std::size_t missing = 0;
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        QCOMPARE(std::isnan(spectrum.flux[i]), spectrum.quality[i] == 1);
        QCOMPARE(std::isnan(spectrum.error[i]), spectrum.quality[i] == 1);
        missing += spectrum.quality[i];
    }
    QVERIFY(missing >= 6 && missing <= 300);
}

void MocksTest::statedErrorsMayBeWrong()
{
    auto observation = plainObservation();
    observation.errorScale = 0.5;
    Random random(2);
    double pull = 0;
    const auto fine = spectra().fine(Band::Nirspec, 0);
    measuredSnr(observeNirspec(fine, observation, random), exposeNirspec(fine, observation), &pull);
    QVERIFY2(std::abs(pull - 2) < 0.12, qPrintable(QString::number(pull)));
}

void MocksTest::drawsStayWithinTheInstrument()
{
    Random random(1);
    const ObservationOptions options { 8, 400, true, 450 };
    for (int n = 0; n < 2000; ++n) {
        const auto drawn = drawNirspecObservation(random, options);
        QVERIFY(drawn.snr >= 8 && drawn.snr <= 400.001);
        QVERIFY(std::abs(drawn.velocity) <= 450);
        QVERIFY(drawn.lineSpread.fwhm >= 2.0e-4 && drawn.lineSpread.fwhm <= 5.3e-4);
        QVERIFY(drawn.gapEnd > drawn.gapStart && drawn.gapEnd - drawn.gapStart < 0.042);
        QVERIFY(drawn.blueEnd >= 0.967 && drawn.redEnd <= 1.892 && drawn.redEnd - drawn.blueEnd > 0.1);
        QVERIFY(drawn.holes >= 0 && drawn.outliers >= 0 && drawn.errorScale > 0);
    }
    ObservationOptions coarse = options;
    coarse.lowResolutionShare = 1;
    for (int n = 0; n < 100; ++n) {
        const auto spread = drawNirspecObservation(random, coarse).lineSpread;
        QVERIFY(std::abs(spread.at(1.0) * 1.7 - spread.at(1.7)) < 1e-9); // R does not depend on wavelength
        QVERIFY(1.3 / spread.fwhm >= 1700 && 1.3 / spread.fwhm <= 2600);
    }
}

void MocksTest::apogeeHasItsChips()
{
    const auto pair = makeMockPair(spectra(), 1, MockOptions {}, 3);
    QCOMPARE(pair.apogee.size(), std::size_t { 8575 });
    for (const std::size_t i : { 0, 200, 3320, 3536, 6126, 6294, 8378, 8574 })
        QVERIFY(pair.apogee.error[i] >= 1e10 && pair.apogee.quality[i] == 1);
    for (const std::size_t i : { 201, 3319, 3537, 6125, 6295, 8377 })
        QVERIFY(pair.apogee.error[i] < 1e3 && pair.apogee.flux[i] > 0);
}

void MocksTest::apogeeDeclaresSkyLines()
{
    ApogeeObservation observation;
    observation.skyShare = 0.05;
    Random random(6);
    const auto spectrum = observeApogee(spectra().fine(Band::Apogee, 0), observation, random);
    const auto flagged
        = std::ranges::count_if(spectrum.quality, [](std::uint32_t bits) { return (bits & 0x1000) != 0; });
    QVERIFY2(flagged > 0.02 * 8575 && flagged < 0.06 * 8575, qPrintable(QString::number(flagged)));
    QVERIFY(spectrum.badBits & 0x1000);
}

/// Within one line list: scatter about a common factor, and that factor scatters from exposure to exposure as
/// much.
void MocksTest::scatteredLinesKeepTheirMean()
{
    const std::vector<float> flux(6000, 0.8F);
    const FineSpectrum star { std::log(1.0), 4e-5, 8000, flux }; // 1.00-1.27 µm
    Random random(3);
    QVERIFY(scatterLines(star, 0, 6, random) == flux);
    double common = 0, own = 0;
    constexpr int repeats = 200;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const auto scattered = scatterLines(star, 0.1, 6, random);
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < flux.size(); i += 6) { // where the factor is drawn, not interpolated
            const double error = static_cast<double>(1 - scattered[i]) / 0.2 - 1;
            sum += error / 1000;
            squares += error * error / 1000;
        }
        common += sum * sum / repeats;
        own += (squares - sum * sum) / repeats;
    }
    QVERIFY(std::abs(std::sqrt(own) - 0.1) < 0.002);
    QVERIFY(std::abs(std::sqrt(common) - 0.1) < 0.015);
}

void MocksTest::someLineListsAreTrustedLess()
{
    QCOMPARE(lineDistrust(1.0), 1.0);
    QVERIFY(lineDistrust(1.4) > lineDistrust(1.6) && lineDistrust(1.75) > lineDistrust(1.6));
    const std::vector<float> flux(16000, 0.9F);
    const FineSpectrum star { std::log(0.98), 4e-5, 8000, flux }; // to 1.86 µm
    const auto rms = [&](double from, double to) {
        Random random(4);
        double squares = 0, count = 0;
        for (int repeat = 0; repeat < 50; ++repeat) {
            const auto scattered = scatterLines(star, 0.02, 6, random);
            for (std::size_t i = 0; i < flux.size(); ++i)
                if (const double wavelength = 0.98 * std::exp(4e-5 * static_cast<double>(i));
                    wavelength > from && wavelength < to) {
                    squares += std::pow(static_cast<double>(scattered[i] - flux[i]), 2);
                    ++count;
                }
        }
        return std::sqrt(squares / count);
    };
    const double ratio = rms(1.37, 1.5) / rms(1.0, 1.34);
    QVERIFY2(ratio > 1.5 && ratio < 3, qPrintable(QString::number(ratio)));
}

void MocksTest::preparedPairsRepeat()
{
    const auto first = preparePairs(spectra(), MockOptions {}, 4),
               second = preparePairs(spectra(), MockOptions {}, 4);
    QCOMPARE(first.nirspec.size(), std::size_t { 6 });
    for (std::size_t i = 0; i < 6; ++i) {
        QVERIFY(first.nirspec[i].flux == second.nirspec[i].flux
                && first.apogee[i].flux == second.apogee[i].flux);
        QVERIFY(first.nirspec[i].grid == nirspecModelGrid() && first.apogee[i].grid == apogeeModelGrid());
    }
    QVERIFY(expectedVelocityError(1000) < 1.1 && expectedVelocityError(10) > 7);
    QCOMPARE(expectedVelocityError(50, Grating::G140M), 2.7 * expectedVelocityError(50));
}

void MocksTest::hardNegativesAreAlike()
{
    const auto stars = drawStars(test::tinyPrior(), 400, 4, 3); // always in fours
    QCOMPARE(stars.size(), std::size_t { 400 });
    for (std::size_t first = 0; first < stars.size(); first += 4)
        for (std::size_t k = first + 1; k < first + 4; ++k) {
            QVERIFY(std::abs(stars[k][Label::Teff] - stars[first][Label::Teff]) < 100);
            QVERIFY(std::abs(stars[k][Label::Logg] - stars[first][Label::Logg]) < 0.3);
            QVERIFY(std::abs(stars[k][Label::FeH] - stars[first][Label::FeH]) < 0.15);
            QVERIFY(stars[k][Label::Mg] != stars[first][Label::Mg]);
            QVERIFY(labelBox().contains(stars[k]));
        }
}

void MocksTest::withoutHardNegativesNoneAreAlike()
{
    const auto stars = drawStars(test::tinyPrior(), 400, 0, 3),
               again = drawStars(test::tinyPrior(), 400, 0, 3);
    int alike = 0;
    for (std::size_t i = 0; i + 1 < stars.size(); ++i) {
        alike += std::abs(stars[i][Label::Teff] - stars[i + 1][Label::Teff]) < 60
            && std::abs(stars[i][Label::FeH] - stars[i + 1][Label::FeH]) < 0.06;
        QVERIFY(stars[i].labels == again[i].labels);
    }
    QVERIFY2(alike < 40, qPrintable(QString::number(alike)));
}

/// What an emulator with corrected lines makes of a star, the correction of the same star "as computed" gives
/// as well.
void MocksTest::truthsGetTheLinesOfTheEmulator()
{
    LineStrengths strengths;
    strengths.lists.resize(2);
    strengths.lists[0].end = 1.2;
    strengths.lists[0].offset[0] = -0.2; // Fe
    const auto corrected = test::tinyEmulator().withLineStrengths(strengths),
               asTaught = test::tinyEmulator().withLineStrengths({});
    const auto computed = emulateStars(asTaught, spectra().stars),
               wanted = emulateStars(corrected, spectra().stars);
    const auto found = withCorrectedLines(computed, corrected);
    QVERIFY(found.nirspec != computed.nirspec);
    for (std::size_t i = 0; i < found.nirspec.size(); ++i)
        QVERIFY(std::abs(found.nirspec[i] - wanted.nirspec[i]) < 1e-5F);
    QCOMPARE(withCorrectedLines(computed, asTaught).nirspec, computed.nirspec);
}

/// JDox: 6.38-6.34 Å per pixel; half of the shutters see no gap.
void MocksTest::mediumGrating()
{
    ObservationOptions options { 100, 100, false, 0 };
    options.grating = Grating::G140M;
    Random random(8);
    int withGap = 0;
    double narrowest = 1, widest = 0; // µm
    for (int k = 0; k < 200; ++k) {
        const auto observation = drawNirspecObservation(random, options);
        narrowest = std::min(narrowest, observation.lineSpread.fwhm);
        widest = std::max(widest, observation.lineSpread.fwhm);
        withGap += observation.gapEnd > 0.97 && observation.gapStart < 1.88;
    }
    QVERIFY(narrowest > 5.3e-4 && narrowest < 6e-4 && widest > 13e-4 && widest < 14.5e-4);
    QVERIFY(withGap > 60 && withGap < 140);
    NirspecObservation observation;
    observation.grating = Grating::G140M;
    observation.gapStart = observation.gapEnd = 3;
    const auto spectrum = exposeNirspec(spectra().fine(Band::Nirspec, 0), observation);
    QCOMPARE(spectrum.provenance.mode, std::string("G140M/F100LP"));
    QVERIFY(modelGridOf(spectrum) == nirspecMediumModelGrid());
    for (std::size_t i = 1; i < spectrum.size(); ++i) {
        const double step = spectrum.wavelength[i] - spectrum.wavelength[i - 1];
        QVERIFY(step > 6.33e-4 && step < 6.39e-4);
    }
}

QTEST_APPLESS_MAIN(MocksTest)

#include "mocks_test.moc"
