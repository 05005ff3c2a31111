#include "core/analysis/analyzer.h"
#include "core/analysis/physicalfit.h"
#include "core/error.h"
#include "core/training/mocks/mocks.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

const Emulator& emulator()
{
    static const auto loaded = Emulator::load(defaultBundle() / "emulator.pt");
    return loaded;
}

StellarParameters giant()
{
    StellarParameters star;
    star.labels = { 4500, 2.0, -0.5 };
    for (const auto label : { Label::O, Label::Mg, Label::Si, Label::S, Label::Ca, Label::Ti })
        star[label] = 0.2;
    star[Label::N] = 0.2;
    return star;
}

/// What an encoder might have said of the giant.
StellarParameters guess()
{
    auto star = giant();
    star[Label::Teff] += 120;
    star[Label::Logg] -= 0.3;
    star[Label::FeH] += 0.15;
    star[Label::Mg] -= 0.15;
    star[Label::C] += 0.15;
    star.vmic = 1.2;
    return star;
}

constexpr double trueVelocity = 120; ///< km/s
constexpr double trueFwhm = 3.2e-4;  ///< µm

struct Exposure {
    Spectrum spectrum;
    PreparedSpectrum prepared; ///< at a velocity that is 6 km/s off
};

Exposure expose(Instrument instrument, std::uint64_t seed)
{
    static const auto spectra = emulateStars(emulator(), { giant() });
    Random noise(seed);
    Exposure exposure;
    if (instrument == Instrument::Nirspec) {
        NirspecObservation observation;
        observation.velocity = trueVelocity;
        observation.lineSpread = { trueFwhm, 0, 1.3 };
        exposure.spectrum = observeNirspec(spectra.fine(Band::Nirspec, 0), observation, noise);
        exposure.prepared = prepare(exposure.spectrum, nirspecModelGrid(), trueVelocity + 6);
    } else {
        ApogeeObservation observation;
        observation.skyShare = 0;
        exposure.spectrum = observeApogee(spectra.fine(Band::Apogee, 0), observation, noise);
        exposure.prepared = prepare(exposure.spectrum, apogeeModelGrid(), 0);
    }
    return exposure;
}

/// Without noise, but with errors as at this S/N.
Exposure exposeExactly(const NirspecObservation& observation)
{
    static const auto spectra = emulateStars(emulator(), { giant() });
    Exposure exposure;
    exposure.spectrum = exposeNirspec(spectra.fine(Band::Nirspec, 0), observation);
    exposure.prepared = prepare(exposure.spectrum, nirspecModelGrid(), trueVelocity);
    return exposure;
}

/// As Analyzer::fit does where the line error is 0.
PhysicalFitOptions trustingLines()
{
    PhysicalFitOptions options;
    options.modelError = 0.0007;
    options.lineError = 0;
    return options;
}

NirspecObservation brightObservation()
{
    NirspecObservation observation;
    observation.snr = 300;
    observation.velocity = trueVelocity;
    observation.lineSpread = { trueFwhm, 0, 1.3 };
    return observation;
}

PhysicalFit fitted(const Exposure& exposure, const PhysicalFitOptions& options = {},
                   std::stop_token stop = {})
{
    return fitEmulator(emulator(), exposure.spectrum, exposure.prepared, guess(), options, stop);
}

/// (fit − truth) / σ of a label.
double pullOf(const PhysicalFit& fit, std::size_t label)
{
    return (fit.star.labels[label] - giant().labels[label]) / fit.sigma[label];
}

} // namespace

class PhysicalFitTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recoversAMock_data();
    void recoversAMock();
    void sigmaIsHonest();
    void steepResponsesLeaveNoTrace();
    void findsHowTheLineSpreadChanges();
    void findsALeftOverBackground();
    void ripplesMakeItLessSure();
    void startsAgainWhereItEnded();
    void knownLabelsStay();
    void ignoresOutliers();
    void withoutSamplesNothingIsFound();
    void stopsWhenAsked();
};

void PhysicalFitTest::recoversAMock_data()
{
    QTest::addColumn<int>("instrument");
    QTest::addColumn<double>("velocity");
    QTest::newRow("NIRSpec") << static_cast<int>(Instrument::Nirspec) << trueVelocity;
    QTest::newRow("APOGEE") << static_cast<int>(Instrument::Apogee) << 0.0;
}

void PhysicalFitTest::recoversAMock()
{
    QFETCH(int, instrument);
    QFETCH(double, velocity);
    const auto fit = fitted(expose(static_cast<Instrument>(instrument), 3));
    QVERIFY2(fit.converged && fit.iterations <= 12, qPrintable(QString::number(fit.iterations)));
    QVERIFY2(fit.reducedChiSquare > 0.4 && fit.reducedChiSquare < 1.5,
             qPrintable(QString::number(fit.reducedChiSquare)));
    for (std::size_t k = 0; k < labelCount; ++k)
        QVERIFY2(std::abs(pullOf(fit, k)) < 3.5,
                 qPrintable(QStringLiteral("%1: %2 σ").arg(k).arg(pullOf(fit, k))));
    QVERIFY(fit.sigma[0] < 60 && fit.sigma[1] < 0.15
            && fit.sigma[2] < 0.07); // the Cramér-Rao bound at S/N 100: 25 K, 0.06, 0.028
    QVERIFY(std::abs(fit.velocity - velocity) < 4 * fit.velocitySigma + 0.3);
    if (instrument == static_cast<int>(Instrument::Nirspec))
        QVERIFY2(std::abs(fit.fwhm - trueFwhm) < 0.15e-4, qPrintable(QString::number(1e4 * fit.fwhm)));
    QCOMPARE(
        fit.model.size(),
        (instrument == static_cast<int>(Instrument::Nirspec) ? nirspecModelGrid() : apogeeModelGrid()).size);
}

/// Over noise draws and the labels that a prior of 0.6 dex does not decide.
void PhysicalFitTest::sigmaIsHonest()
{
    double squares = 0;
    int count = 0;
    for (std::uint64_t seed = 10; seed < 16; ++seed) {
        const auto fit = fitted(expose(Instrument::Nirspec, seed));
        QVERIFY(fit.converged);
        for (const auto label : { Label::Teff, Label::Logg, Label::FeH, Label::C, Label::O, Label::Mg,
                                  Label::Si, Label::Ca, Label::Ti, Label::Ni, Label::Mn }) {
            squares += std::pow(pullOf(fit, indexOf(label)), 2);
            ++count;
        }
    }
    const double scatter = std::sqrt(squares / count);
    QVERIFY2(scatter > 0.6 && scatter < 1.3, qPrintable(QString::number(scatter)));
}

/// The running mean has one side only at the ends and beside the gap, where it takes a response's slope for
/// lines.
void PhysicalFitTest::steepResponsesLeaveNoTrace()
{
    auto observation = brightObservation();
    observation.response = { 1.5, 0.8, -0.5, 0.3 };
    observation.detectorStep = 1.1;
    const auto fit = fitted(exposeExactly(observation), trustingLines());
    QVERIFY(fit.converged);
    for (const auto label :
         { Label::Teff, Label::Logg, Label::FeH, Label::C, Label::Mg, Label::Si, Label::Al })
        QVERIFY2(std::abs(pullOf(fit, indexOf(label))) < 0.2,
                 qPrintable(QStringLiteral("%1: %2 σ").arg(indexOf(label)).arg(pullOf(fit, indexOf(label)))));
}

void PhysicalFitTest::findsHowTheLineSpreadChanges()
{
    for (const double slope : { -0.8e-4, 4e-4 }) { // µm per µm; the latter of constant resolving power
        auto observation = brightObservation();
        observation.lineSpread = { 5e-4, slope, 1.3 };
        const auto fit = fitted(exposeExactly(observation));
        QVERIFY2(std::abs(fit.slope - slope) < 0.2e-4, qPrintable(QString::number(1e4 * fit.slope)));
        QVERIFY2(std::abs(fit.fwhm - 5e-4) < 0.15e-4, qPrintable(QString::number(1e4 * fit.fwhm)));
    }
}

void PhysicalFitTest::findsALeftOverBackground()
{
    auto exposure = exposeExactly(brightObservation());
    for (auto& flux : exposure.spectrum.flux)
        flux += 0.02;
    exposure.prepared = prepare(exposure.spectrum, nirspecModelGrid(), trueVelocity);
    const auto fit = fitted(exposure, trustingLines());
    QVERIFY2(fit.background > 0.01 && fit.background < 0.03, qPrintable(QString::number(fit.background)));
    QVERIFY(std::abs(fit.star[Label::FeH] - giant()[Label::FeH]) < 0.02);
}

void PhysicalFitTest::ripplesMakeItLessSure()
{
    auto observation = brightObservation();
    observation.wigglePeriod = 20;
    const auto spectra = emulateStars(emulator(), { giant() });
    std::array<double, 2> sigma {};
    for (const bool isRippled : { false, true }) {
        observation.wiggleAmplitude = isRippled ? 0.01 : 0;
        Random noise(5);
        Exposure exposure;
        exposure.spectrum = observeNirspec(spectra.fine(Band::Nirspec, 0), observation, noise);
        exposure.prepared = prepare(exposure.spectrum, nirspecModelGrid(), trueVelocity);
        sigma[isRippled ? 1 : 0] = fitted(exposure, trustingLines()).sigma[0];
    }
    QVERIFY2(sigma[1] > 1.7 * sigma[0], qPrintable(QStringLiteral("%1 %2").arg(sigma[0]).arg(sigma[1])));
}

void PhysicalFitTest::startsAgainWhereItEnded()
{
    const auto exposure = expose(Instrument::Nirspec, 4);
    const auto first = fitted(exposure);
    const auto again = fitEmulator(emulator(), exposure.spectrum, exposure.prepared, first.star);
    for (std::size_t k = 0; k < 3; ++k)
        QVERIFY(std::abs(first.star.labels[k] - again.star.labels[k]) < 0.5 * first.sigma[k]);
}

void PhysicalFitTest::knownLabelsStay()
{
    PhysicalFitOptions options;
    options.labelsFixed = true;
    const auto exposure = expose(Instrument::Nirspec, 5);
    auto start = giant();
    start.vmic = 1.1;
    const auto fit = fitEmulator(emulator(), exposure.spectrum, exposure.prepared, start, options);
    QVERIFY(fit.converged);
    QCOMPARE(fit.star.labels, giant().labels);
    QVERIFY2(std::abs(fit.star.vmic - giant().vmic) < 0.15, qPrintable(QString::number(fit.star.vmic)));
    QVERIFY(std::abs(fit.velocity - trueVelocity) < 3 && std::abs(fit.fwhm - trueFwhm) < 0.1e-4);
    QVERIFY(fit.sigma[0] == 0 && fit.velocitySigma > 0);
}

void PhysicalFitTest::ignoresOutliers()
{
    auto exposure = expose(Instrument::Nirspec, 6);
    const auto clean = fitted(exposure);
    Random random(1);
    for (int k = 0; k < 40; ++k)
        exposure.prepared.flux[random.index(exposure.prepared.flux.size())] += 0.5F;
    const auto dirty = fitted(exposure);
    QVERIFY(dirty.converged);
    for (std::size_t k = 0; k < 3; ++k)
        QVERIFY(std::abs(dirty.star.labels[k] - clean.star.labels[k]) < clean.sigma[k]);
}

void PhysicalFitTest::withoutSamplesNothingIsFound()
{
    auto exposure = expose(Instrument::Nirspec, 7);
    std::ranges::fill(exposure.prepared.mask, std::uint8_t { 0 });
    const auto fit = fitted(exposure);
    QCOMPARE(fit.reducedChiSquare, 0.0);
    for (std::size_t k = 0; k < labelCount; ++k)
        QVERIFY(std::isfinite(fit.star.labels[k]) && fit.sigma[k] > 0);
    QVERIFY(fit.sigma[0] > 1000);
}

void PhysicalFitTest::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(fitted(expose(Instrument::Nirspec, 8), {}, stop.get_token()), Cancelled);
}

QTEST_APPLESS_MAIN(PhysicalFitTest)

#include "physicalfit_test.moc"
