#include "core/error.h"
#include "core/random.h"
#include "core/training/emulator/emulatortraining.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace syzygy;

namespace {

constexpr double lineWidth = 4; // pixels

double gaussianLine(std::size_t pixel, double centre, double depth)
{
    const double distance = (static_cast<double>(pixel) - centre) / lineWidth;
    return depth * std::exp(-0.5 * distance * distance);
}

StellarParameters drawStar(Random& random)
{
    StellarParameters star;
    star[Label::Teff] = random.uniform(4000, 6000);
    star[Label::Logg] = random.uniform(1, 5);
    star[Label::FeH] = random.uniform(-1, 0.4);
    star[Label::Mg] = random.uniform(-0.2, 0.6);
    star[Label::C] = random.uniform(-0.4, 0.1);
    return star;
}

/// One line that follows [Fe/H] and Teff, one that follows [Mg/H] and log g, one of a molecule.
double toyFlux(const StellarParameters& star, std::size_t pixel)
{
    const double warm = (star[Label::Teff] - 5000) / 1000;
    const double iron = 0.3 / (1 + std::exp(-star[Label::FeH] + warm));
    const double magnesium
        = 0.3 / (1 + std::exp(-star[Label::FeH] - star[Label::Mg] - 0.2 * star[Label::Logg]));
    const double molecule = 0.2 / (1 + std::exp(-2 * (star[Label::FeH] + star[Label::C]) + 2 * warm));
    return 1 - gaussianLine(pixel, 15, iron) - gaussianLine(pixel, 35, magnesium)
        - gaussianLine(pixel, 50, molecule);
}

GridBand toyBand(const std::vector<StellarParameters>& stars, std::size_t pixels, double scale)
{
    GridBand band { pixels, std::log(9720.0), 5e-5, 8000, {} };
    for (const auto& star : stars)
        for (std::size_t pixel = 0; pixel < pixels; ++pixel)
            band.values.push_back(static_cast<std::uint16_t>(std::lround(toyFlux(star, pixel) * scale)));
    return band;
}

SpectralGrid toyGrid(std::size_t stars, std::uint64_t seed = 11)
{
    SpectralGrid grid;
    Random random(seed);
    while (grid.stars.size() < stars)
        grid.stars.push_back(drawStar(random));
    grid.nirspec = toyBand(grid.stars, 64, grid.scale);
    grid.apogee = toyBand(grid.stars, 48, grid.scale);
    return grid;
}

EmulatorTrainingOptions quickOptions()
{
    EmulatorTrainingOptions options;
    options.components = 6;
    options.searchComponents = 4;
    options.epochs = 15;
    options.starsPerEpoch = 100;
    options.learningRate = 0.15;
    options.heldOutFraction = 0.2;
    return options;
}

TrainedEmulator train(const SpectralGrid& grid, const EmulatorTrainingOptions& options)
{
    return trainEmulator(grid, options, {}, {});
}

std::vector<float> fluxOf(const Emulator& emulator, const SpectralGrid& grid)
{
    auto flux = emulator.emulate(Band::Nirspec, grid.stars);
    const auto apogee = emulator.emulate(Band::Apogee, grid.stars);
    flux.insert(flux.end(), apogee.begin(), apogee.end());
    return flux;
}

std::string sentenceOf(const SpectralGrid& grid, const EmulatorTrainingOptions& options)
{
    try {
        train(grid, options);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class EmulatorTrainingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void learnsLinesFromFewStars();
    void heldOutStarsJoinOnlyWhenAsked();
    void sameSeedGivesTheSameWeights();
    void resumesToTheSameWeights();
    void refusesTheCheckpointOfAnotherTraining();
    void stopsWhenAsked();
    void refusesUselessGridsAndOptions();
    void reportSeesAKnownError();
    void reportRefusesOtherWavelengths();
    void reportsProgressToTheEnd();
    void shippedEmulatorMeetsItsGoals();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

void EmulatorTrainingTest::learnsLinesFromFewStars()
{
    const auto trained = train(toyGrid(200), quickOptions());
    QCOMPARE(trained.heldOut.stars, std::size_t { 40 });
    QVERIFY2(trained.heldOut.nirspec.rms < 1e-3, qPrintable(QString::number(trained.heldOut.nirspec.rms)));
    QVERIFY2(trained.heldOut.apogee.rms < 1e-3, qPrintable(QString::number(trained.heldOut.apogee.rms)));
    const auto unseen = assessEmulator(trained.emulator, toyGrid(50, 12));
    QVERIFY(unseen.nirspec.rms < 1e-3);
    QVERIFY(trained.emulator.grid(Band::Apogee).size == 48);
}

void EmulatorTrainingTest::heldOutStarsJoinOnlyWhenAsked()
{
    const auto grid = toyGrid(80);
    auto options = quickOptions();
    const auto joined = train(grid, options);
    options.keepHeldOutAside = true;
    const auto aside = train(grid, options);
    QCOMPARE(joined.heldOut.nirspec.rms, aside.heldOut.nirspec.rms);
    QVERIFY(assessEmulator(joined.emulator, grid).nirspec.rms
            < assessEmulator(aside.emulator, grid).nirspec.rms);
}

void EmulatorTrainingTest::sameSeedGivesTheSameWeights()
{
    const auto grid = toyGrid(60);
    auto options = quickOptions();
    options.epochs = 4;
    const auto first = fluxOf(train(grid, options).emulator, grid);
    QCOMPARE(fluxOf(train(grid, options).emulator, grid), first);
    options.seed = 2;
    QVERIFY(fluxOf(train(grid, options).emulator, grid) != first);
}

void EmulatorTrainingTest::resumesToTheSameWeights()
{
    const auto grid = toyGrid(60);
    auto options = quickOptions();
    options.epochs = 8;
    const auto uninterrupted = fluxOf(train(grid, options).emulator, grid);

    options.checkpoint = path("resume.pt");
    std::stop_source stop;
    int calls = 0;
    const auto stopInTheSecondBand = [&](double, const std::string&) {
        if (++calls == 11)
            stop.request_stop();
    };
    QVERIFY_EXCEPTION_THROWN(trainEmulator(grid, options, stopInTheSecondBand, stop.get_token()), Cancelled);
    QVERIFY(std::filesystem::exists(options.checkpoint));
    int resumedCalls = 0;
    const auto resumed
        = trainEmulator(grid, options, [&](double, const std::string&) { ++resumedCalls; }, {});
    QVERIFY(resumedCalls < calls);
    QCOMPARE(fluxOf(resumed.emulator, grid), uninterrupted);
}

void EmulatorTrainingTest::refusesTheCheckpointOfAnotherTraining()
{
    auto options = quickOptions();
    options.epochs = 2;
    options.checkpoint = path("foreign.pt");
    train(toyGrid(60), options);
    QVERIFY(sentenceOf(toyGrid(60, 12), options).find("foreign.pt: is no checkpoint of this training")
            != std::string::npos);
    std::ofstream(options.checkpoint) << "text";
    QVERIFY(sentenceOf(toyGrid(60), options).find("is no checkpoint") != std::string::npos);
}

void EmulatorTrainingTest::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(trainEmulator(toyGrid(60), quickOptions(), {}, stop.get_token()), Cancelled);
}

void EmulatorTrainingTest::refusesUselessGridsAndOptions()
{
    QVERIFY(sentenceOf(toyGrid(10), quickOptions()).find("10 stars") != std::string::npos);
    auto lacking = toyGrid(60);
    lacking.apogee.values.pop_back();
    QVERIFY(sentenceOf(lacking, quickOptions()).find("one spectrum per star") != std::string::npos);
    auto options = quickOptions();
    options.components = 0;
    QVERIFY(sentenceOf(toyGrid(60), options).find("options") != std::string::npos);
    options = quickOptions();
    options.heldOutFraction = 0.9;
    QVERIFY(sentenceOf(toyGrid(60), options).find("held-out share") != std::string::npos);
}

void EmulatorTrainingTest::reportSeesAKnownError()
{
    auto grid = toyGrid(120);
    const auto emulator = train(grid, quickOptions()).emulator;
    constexpr double shift = 0.02;
    for (std::size_t star = 0; star < grid.stars.size(); ++star) // the last quarter of each spectrum
        for (std::size_t pixel = 48; pixel < 64; ++pixel)
            grid.nirspec.values[star * 64 + pixel] -= static_cast<std::uint16_t>(shift * grid.scale);
    const auto report = assessEmulator(emulator, grid);
    QVERIFY(std::abs(report.nirspec.rms - shift / 2) < 5e-4);
    QVERIFY(std::abs(report.nirspec.percentile95 - shift) < 2e-3);
    QVERIFY(report.nirspec.medianAbsolute < 1e-3);
    QVERIFY(std::abs(report.nirspec.rmsAlongWavelength.back() - shift) < 2e-3);
    QVERIFY(report.nirspec.rmsAlongWavelength.front() < 2e-3);
    QCOMPARE(report.nirspec.rmsPerStar.size(), grid.stars.size());
    QVERIFY(std::abs(report.nirspec.rmsPerStar[7] - shift / 2) < 2e-3);
    QVERIFY(report.apogee.rms < 1e-3);
}

void EmulatorTrainingTest::reportRefusesOtherWavelengths()
{
    auto grid = toyGrid(60);
    auto options = quickOptions();
    options.epochs = 1;
    const auto emulator = train(grid, options).emulator;
    grid.apogee.lnWavelengthStart += 1e-4;
    QVERIFY_EXCEPTION_THROWN(assessEmulator(emulator, grid), Error);
}

void EmulatorTrainingTest::reportsProgressToTheEnd()
{
    auto options = quickOptions();
    options.epochs = 3;
    std::vector<double> fractions;
    trainEmulator(toyGrid(60), options,
                  [&](double fraction, const std::string&) { fractions.push_back(fraction); }, {});
    QVERIFY(fractions.size() >= 6);
    QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
    QCOMPARE(fractions.back(), 1.0);
}

/// Spectra of stars as APOGEE finds them, which no emulator was trained on.
void EmulatorTrainingTest::shippedEmulatorMeetsItsGoals()
{
    const std::filesystem::path weights = SYZYGY_SOURCE_DIR "/models/nirspec-apogee/emulator.pt";
    const std::filesystem::path truth = SYZYGY_SOURCE_DIR "/../shared/data/truth/realistic.fits";
    if (!std::filesystem::exists(weights) || !std::filesystem::exists(truth))
        QSKIP("The shipped emulator or ../shared/data/truth/realistic.fits is absent.");
    const auto emulator = Emulator::load(weights).withLineStrengths({}); // as the grid that taught it
    const auto report = assessEmulator(emulator, readGrid(truth));
    QVERIFY(report.nirspec.rms <= 0.0015);
    QVERIFY(report.apogee.rms <= 0.0015);
}

QTEST_APPLESS_MAIN(EmulatorTrainingTest)

#include "emulatortraining_test.moc"
