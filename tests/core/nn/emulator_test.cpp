#include "core/error.h"
#include "core/nn/emulator.h"
#include "core/nn/emulatorprocess.h"

#include <QTemporaryDir>
#include <QTest>
#include <torch/torch.h>

#include <cmath>
#include <fstream>

using namespace syzygy;

namespace {

constexpr double solarFreeOxygen = -0.33445; // log10(1 − 10^(8.39 − 8.66)), Grevesse, Asplund & Sauval (2007)

StellarParameters arcturus()
{
    StellarParameters star;
    star[Label::Teff] = 4286;
    star[Label::Logg] = 1.66;
    star[Label::FeH] = -0.52;
    star[Label::C] = 0.1;
    star[Label::O] = 0.3;
    star[Label::Mg] = 0.37;
    star.vmic = 1.6;
    star.logC12C13 = 0.8;
    return star;
}

StellarParameters sun()
{
    StellarParameters star;
    star[Label::Teff] = 5777;
    star[Label::Logg] = 4.44;
    star.vmic = 1.0;
    star.logC12C13 = 1.95;
    return star;
}

ArdKernel smallKernel()
{
    ArdKernel kernel { torch::tensor({ 0.0, std::log(0.5) }, torch::kDouble),
                       torch::zeros({ 2, emulatorinput::count }, torch::kDouble) };
    kernel.scales[0][emulatorinput::inverseTemperature] = 2.0;
    kernel.scales[1].fill_(0.25);
    return kernel;
}

EmulatorBand smallBand(double lnStart, double firstWeight)
{
    return { { lnStart, 5e-5, 3, 8000 },
             smallKernel(),
             torch::tensor({ -0.1F, -0.2F, -0.3F }),
             torch::tensor({ 1.0F, -1.0F, 0.5F }).reshape({ 1, 3 }),
             torch::tensor({ static_cast<float>(firstWeight), -0.25F }).reshape({ 2, 1 }) };
}

/// Two stars, one component, three pixels: small enough to compute by hand.
Emulator smallEmulator()
{
    auto process = std::make_shared<Emulator::Process>();
    process->inputMean = torch::zeros({ emulatorinput::count }, torch::kDouble);
    process->inputScale = torch::ones({ emulatorinput::count }, torch::kDouble);
    const std::vector<StellarParameters> stars { arcturus(), sun() };
    const auto parameters = toTensor(stars);
    process->support = process->standardise(parameters);
    process->lower = std::get<0>(parameters.min(0));
    process->upper = std::get<0>(parameters.max(0));
    process->highestCarbonToOxygen = 0;
    process->bands = { smallBand(std::log(9720.0), 0.5), smallBand(std::log(15100.8), 0.75) };
    return Emulator(process);
}

double kernelByHand(const StellarParameters& a, const StellarParameters& b)
{
    const auto inputsOfA = emulatorInputs(toTensor({ &a, 1 }))[0];
    const auto inputsOfB = emulatorInputs(toTensor({ &b, 1 }))[0];
    double distance = 0;
    for (std::int64_t i = 0; i < emulatorinput::count; ++i)
        distance += std::pow(inputsOfA[i].item<double>() - inputsOfB[i].item<double>(), 2);
    const double temperature = 5040 / a[Label::Teff] - 5040 / b[Label::Teff];
    return std::exp(-0.5 * 4 * temperature * temperature) + 0.5 * std::exp(-0.5 * distance / 16);
}

struct Reference {
    Band band;
    StellarParameters star;
    std::size_t pixel;
    float flux;
};

const std::vector<Reference> references {
    { Band::Nirspec, arcturus(), 8519, 0.579F },                                          // Mg I 1.4882 µm
    { Band::Nirspec, arcturus(), 11313, 0.692F },                                         // Mg I 1.7113 µm
    { Band::Nirspec, arcturus(), 3931, 0.718F },                                          // Mg I 1.1831 µm
    { Band::Apogee, arcturus(), 3139, 0.4845F },                                          // Mg I 1.5770 µm
    { Band::Apogee, arcturus(), 3700, 0.529F },                                           // Si I 1.5893 µm
    { Band::Nirspec, sun(), 8519, 0.592F },       { Band::Nirspec, sun(), 2241, 0.707F }, // Si I 1.0872 µm
    { Band::Apogee, sun(), 3139, 0.5515F },       { Band::Apogee, sun(), 3700, 0.569F },
};

std::string sentenceOfLoading(const std::filesystem::path& file)
{
    try {
        Emulator::load(file);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class EmulatorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logGridGivesMicrons();
    void inputsAreNumberDensities();
    void freeOxygenStaysFiniteInCarbonStars();
    void fluxFollowsTheFormula();
    void batchEqualsOneByOne();
    void noStarsGiveNoFlux();
    void derivativesMatchDifferences();
    void coversTheBoxItWasTrainedOn();
    void loadsWhatItSaved();
    void refusesWhatIsNoEmulator();
    void refusesDamagedShapes();
    void shippedEmulatorKeepsItsValues();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

void EmulatorTest::logGridGivesMicrons()
{
    const LogGrid grid { std::log(9720.0), 5e-5, 12589, 8000 };
    QVERIFY(std::abs(grid.wavelength(0) - 0.9720) < 1e-12);
    QVERIFY(std::abs(grid.wavelength(12588) - 0.9720 * std::exp(0.6294)) < 1e-12);
}

void EmulatorTest::inputsAreNumberDensities()
{
    const auto star = arcturus();
    const auto inputs = emulatorInputs(toTensor({ &star, 1 }))[0];
    const auto at = [&](std::int64_t i) { return inputs[i].item<double>(); };
    QCOMPARE(inputs.size(0), emulatorinput::count);
    QVERIFY(std::abs(at(emulatorinput::inverseTemperature) - 5040.0 / 4286) < 1e-12);
    QVERIFY(std::abs(at(emulatorinput::gravity) - 1.66) < 1e-12);
    QVERIFY(std::abs(at(emulatorinput::firstAbundance) - (0.1 - 0.52)) < 1e-12);
    QVERIFY(std::abs(at(emulatorinput::firstAbundance + 4) - (0.37 - 0.52)) < 1e-12); // Mg
    QVERIFY(std::abs(at(emulatorinput::microturbulence) - 1.6) < 1e-12);
    QVERIFY(std::abs(at(emulatorinput::isotopes) - 0.8) < 1e-12);

    const auto solar = sun();
    const auto free = emulatorInputs(toTensor({ &solar, 1 }))[0][emulatorinput::freeOxygen].item<double>();
    QVERIFY(std::abs(free - solarFreeOxygen) < 1e-4);
}

void EmulatorTest::freeOxygenStaysFiniteInCarbonStars()
{
    auto star = sun();
    star[Label::C] = 0.5;
    const auto free = emulatorInputs(toTensor({ &star, 1 }))[0][emulatorinput::freeOxygen].item<double>();
    QVERIFY(std::abs(free - std::log10(0.02)) < 1e-9);
}

void EmulatorTest::fluxFollowsTheFormula()
{
    const auto emulator = smallEmulator();
    auto star = sun();
    star[Label::Teff] = 5000;
    star[Label::FeH] = -0.2;
    const auto score = 0.75 * kernelByHand(star, arcturus()) - 0.25 * kernelByHand(star, sun());
    const std::vector<double> expected { std::exp(-0.1 + score), std::exp(-0.2 - score),
                                         std::exp(-0.3 + 0.5 * score) };
    const auto flux = emulator.emulate(Band::Apogee, { &star, 1 });
    QCOMPARE(flux.size(), expected.size());
    for (std::size_t i = 0; i < flux.size(); ++i)
        QVERIFY(std::abs(flux[i] - expected[i]) < 1e-6);
}

void EmulatorTest::batchEqualsOneByOne()
{
    const auto emulator = smallEmulator();
    const std::vector<StellarParameters> stars { sun(), arcturus(), sun() };
    const auto together = emulator.emulate(Band::Nirspec, stars);
    for (std::size_t i = 0; i < stars.size(); ++i) {
        const auto alone = emulator.emulate(Band::Nirspec, { &stars[i], 1 });
        for (std::size_t pixel = 0; pixel < alone.size(); ++pixel)
            QVERIFY(std::abs(alone[pixel] - together[i * alone.size() + pixel]) < 1e-6F);
    }
}

void EmulatorTest::noStarsGiveNoFlux()
{
    QVERIFY(smallEmulator().emulate(Band::Nirspec, {}).empty());
}

void EmulatorTest::derivativesMatchDifferences()
{
    const auto emulator = smallEmulator();
    const auto star = arcturus();
    auto parameters = toTensor({ &star, 1 }).requires_grad_(true);
    emulator.process().lnFlux(Band::Nirspec, parameters)[0][0].backward();
    const auto index = static_cast<std::int64_t>(indexOf(Label::FeH));
    const auto shifted = [&](double shift) {
        auto moved = toTensor({ &star, 1 });
        moved[0][index] += shift;
        return emulator.process().lnFlux(Band::Nirspec, moved)[0][0].item<double>();
    };
    const double difference = (shifted(0.01) - shifted(-0.01)) / 0.02;
    QVERIFY(std::abs(difference) > 1e-3);
    QVERIFY(std::abs(parameters.grad()[0][index].item<double>() - difference)
            < 1e-3 * std::abs(difference) + 1e-5);
}

void EmulatorTest::coversTheBoxItWasTrainedOn()
{
    const auto emulator = smallEmulator();
    QVERIFY(emulator.covers(sun()));
    QCOMPARE(emulator.lowerBound()[Label::Teff], 4286.0);
    QCOMPARE(emulator.upperBound().logC12C13, 1.95);
    auto outside = sun();
    outside[Label::Teff] = 6000;
    QVERIFY(!emulator.covers(outside));
    auto carbonStar = sun();
    carbonStar[Label::C] = 0.05; // within the box, but more carbon per oxygen than any star of it
    QVERIFY(!emulator.covers(carbonStar));
}

void EmulatorTest::loadsWhatItSaved()
{
    const auto emulator = smallEmulator();
    emulator.save(path("saved.pt"));
    const auto loaded = Emulator::load(path("saved.pt"));
    auto star = sun();
    star[Label::Teff] = 5100;
    for (const auto band : { Band::Nirspec, Band::Apogee }) {
        QCOMPARE(loaded.emulate(band, { &star, 1 }), emulator.emulate(band, { &star, 1 }));
        QCOMPARE(loaded.grid(band).lnStart, emulator.grid(band).lnStart);
        QCOMPARE(loaded.grid(band).resolvingPower, emulator.grid(band).resolvingPower);
    }
    QCOMPARE(loaded.upperBound()[Label::Teff], 5777.0);
    QVERIFY(!loaded.covers(star) == !emulator.covers(star));
}

void EmulatorTest::refusesWhatIsNoEmulator()
{
    QVERIFY(sentenceOfLoading(path("absent.pt")).find("no such file") != std::string::npos);

    std::ofstream(path("text.pt")) << "not a network";
    QVERIFY(sentenceOfLoading(path("text.pt")).find("text.pt: is not an emulator") != std::string::npos);

    std::ofstream(path("empty.pt")).flush();
    QVERIFY(sentenceOfLoading(path("empty.pt")).find("is not an emulator") != std::string::npos);

    torch::serialize::OutputArchive other;
    other.write("weights", torch::ones({ 2, 2 }));
    other.save_to(path("other.pt").string());
    QVERIFY(sentenceOfLoading(path("other.pt")).find("it is not an emulator") != std::string::npos);

    torch::serialize::OutputArchive newer;
    newer.write("kind", c10::IValue(std::string("syzygy emulator")));
    newer.write("format", c10::IValue(std::int64_t { 99 }));
    newer.save_to(path("newer.pt").string());
    QVERIFY(sentenceOfLoading(path("newer.pt")).find("format 99") != std::string::npos);

    smallEmulator().save(path("whole.pt"));
    std::filesystem::copy_file(path("whole.pt"), path("cut.pt"));
    std::filesystem::resize_file(path("cut.pt"), std::filesystem::file_size(path("whole.pt")) / 2);
    QVERIFY(sentenceOfLoading(path("cut.pt")).find("damaged") != std::string::npos);
}

void EmulatorTest::refusesDamagedShapes()
{
    auto process = smallEmulator().process();
    process[Band::Apogee].weights = torch::ones({ 5, 1 });
    Emulator(std::make_shared<const Emulator::Process>(process)).save(path("shape.pt"));
    QVERIFY(sentenceOfLoading(path("shape.pt")).find("'weights'") != std::string::npos);
}

/// Its line depths, to what retraining on the same grid may change; fluxFollowsTheFormula() watches the
/// arithmetic.
void EmulatorTest::shippedEmulatorKeepsItsValues()
{
    const std::filesystem::path file = SYZYGY_SOURCE_DIR "/models/nirspec-apogee/emulator.pt";
    if (!std::filesystem::exists(file))
        QSKIP("models/nirspec-apogee/emulator.pt is not in this source tree.");
    const auto emulator = Emulator::load(file).withLineStrengths({}); // the grid as it is
    constexpr float tolerance = 3e-3F;
    QVERIFY(emulator.covers(sun()) && emulator.covers(arcturus()));
    for (const auto& reference : references) {
        const auto flux = emulator.emulate(reference.band, { &reference.star, 1 });
        const auto found = flux[reference.pixel];
        QVERIFY2(std::abs(found - reference.flux) < tolerance,
                 qPrintable(QStringLiteral("pixel %1: %2").arg(reference.pixel).arg(found)));
    }
}

QTEST_APPLESS_MAIN(EmulatorTest)

#include "emulator_test.moc"
