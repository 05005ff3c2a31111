#include "core/error.h"
#include "core/nn/starnet.h"
#include "core/processing/modelgrid.h"
#include "core/random.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <numeric>

using namespace syzygy;

namespace {

PreparedSpectrum noisySpectrum(const ModelGrid& grid, std::uint64_t seed)
{
    Random random(seed);
    PreparedSpectrum spectrum;
    spectrum.grid = grid;
    for (std::size_t i = 0; i < grid.size; ++i)
        spectrum.flux.push_back(static_cast<float>(random.normal(0.95, 0.05)));
    spectrum.error.assign(grid.size, 0.02F);
    spectrum.mask.assign(grid.size, 1);
    return spectrum;
}

std::int64_t weightsOf(const StarNet& network)
{
    std::int64_t count = 0;
    for (const auto& parameter : network->parameters())
        count += parameter.numel();
    return count;
}

std::shared_ptr<const StarNets> randomNetworks()
{
    torch::manual_seed(5);
    auto networks = std::make_shared<StarNets>();
    networks->nirspec.readOut = torch::randn({ 21, 20 });
    networks->nirspec.sigma = torch::linspace(1, 20, 20);
    return networks;
}

} // namespace

class StarNetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasThePublishedSize();
    void inputIsZeroWhereMaskedAndBounded();
    void latentsHaveUnitLengthAndLabelsAreReadFromTheOutputs();
    void savedIsLoaded();
    void refusesADamagedFile();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
    const Encoders m_encoders { std::shared_ptr<const EncoderModel>(randomNetworks()) };
};

/// Kim & Sandford 2025: 8.4 M and 8.8 M weights for 8192 and 8575 pixels.
void StarNetTest::hasThePublishedSize()
{
    QCOMPARE(std::lround(static_cast<double>(weightsOf(StarNet(8192))) / 1e5), 84L);
    QCOMPARE(std::lround(static_cast<double>(weightsOf(StarNet(8575))) / 1e5), 88L);
}

void StarNetTest::inputIsZeroWhereMaskedAndBounded()
{
    PreparedSpectrum spectrum;
    spectrum.flux = { 1, 0.9F, 1e6F, -1e6F };
    const PreparedSpectrum* const one = &spectrum;
    const auto input = starNetInput(std::span(&one, 1));
    QVERIFY(torch::allclose(input, torch::tensor({ { 0.0F, -1.0F, 15.0F, -15.0F } })));
}

void StarNetTest::latentsHaveUnitLengthAndLabelsAreReadFromTheOutputs()
{
    const auto spectrum = noisySpectrum(nirspecModelGrid(), 1);
    const auto encoding = m_encoders.encode(spectrum);
    QCOMPARE(encoding.latent.size(), labelCount);
    QCOMPARE(m_encoders.latentDimensions(), labelCount);
    QVERIFY(std::abs(std::inner_product(encoding.latent.begin(), encoding.latent.end(),
                                        encoding.latent.begin(), 0.0)
                     - 1)
            < 1e-5);
    QCOMPARE(encoding.sigmaNoise[19], 20.0);

    const auto networks = randomNetworks();
    const PreparedSpectrum* const one = &spectrum;
    const auto outputs = runStarNet(networks->nirspec.network, starNetInput(std::span(&one, 1)));
    const auto expected
        = torch::mm(outputs, networks->nirspec.readOut.slice(0, 0, 20)) + networks->nirspec.readOut[20];
    for (std::size_t k = 0; k < labelCount; ++k)
        QVERIFY(std::abs(encoding.value[k] - expected[0][static_cast<std::int64_t>(k)].item<double>())
                < 1e-4);
}

void StarNetTest::savedIsLoaded()
{
    QVERIFY(!m_encoders.reconstructs());
    m_encoders.save(path("encoders.pt"));
    const auto loaded = Encoders::load(path("encoders.pt"));
    QVERIFY(!loaded.reconstructs());
    for (const auto* grid : { &nirspecModelGrid(), &apogeeModelGrid() }) {
        const auto spectrum = noisySpectrum(*grid, 2);
        const auto before = m_encoders.encode(spectrum), after = loaded.encode(spectrum);
        for (std::size_t k = 0; k < labelCount; ++k) {
            QVERIFY(std::abs(before.latent[k] - after.latent[k]) < 0.01F); // half precision
            QCOMPARE(after.sigmaNoise[k], before.sigmaNoise[k]);
        }
    }
}

void StarNetTest::refusesADamagedFile()
{
    m_encoders.save(path("damaged.pt"));
    std::filesystem::resize_file(path("damaged.pt"), std::filesystem::file_size(path("damaged.pt")) / 2);
    QVERIFY_EXCEPTION_THROWN(Encoders::load(path("damaged.pt")), Error);

    auto odd = std::make_shared<StarNets>();
    odd->apogee.readOut = torch::zeros({ 3, 20 });
    Encoders(std::shared_ptr<const EncoderModel>(odd)).save(path("odd.pt"));
    QVERIFY_EXCEPTION_THROWN(Encoders::load(path("odd.pt")), Error);
}

QTEST_APPLESS_MAIN(StarNetTest)

#include "starnet_test.moc"
