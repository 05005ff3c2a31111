#include "core/digest.h"
#include "core/error.h"
#include "core/nn/encodernetwork.h"
#include "core/nn/encoders.h"
#include "core/random.h"
#include "tests/core/nn/randomcomponentmodel.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <fstream>
#include <numeric>
#include <thread>
#include <utility>

using namespace syzygy;

namespace {

constexpr std::int64_t components = 6;
constexpr std::int64_t members = 3;

Projector randomFront(std::size_t pixels, double start, std::int64_t count)
{
    Projector front;
    const auto size = static_cast<std::int64_t>(pixels);
    front.grid = { ModelGrid::Spacing::Linear, start, 2e-4, pixels };
    front.mean = torch::ones({ size });
    front.basis = std::get<0>(torch::linalg_qr(torch::randn({ size, count }))).contiguous();
    front.variance = torch::linspace(2, 0.2, count);
    front.finish();
    return front;
}

/// Small networks with random weights on two small grids.
Encoders randomEncoders(std::int64_t count = components)
{
    torch::manual_seed(3);
    auto networks = std::make_shared<EncoderNetworks>();
    networks->options = { count, 16, 8, 12, 0.1, members };
    networks->nirspec.front = randomFront(1000, 1.0, count);
    networks->apogee.front = randomFront(1300, 1.5, count);
    networks->nirspec.model = test::randomComponentModel(23, count);
    networks->apogee.model = test::randomComponentModel(22, count);
    networks->labelMean = torch::linspace(1, 20, 20);
    networks->labelScale = torch::ones({ 20 });
    networks->makeNetworks();
    networks->train(false);
    return Encoders(networks);
}

PreparedSpectrum noisySpectrum(const ModelGrid& grid, std::uint64_t seed)
{
    Random random(seed);
    PreparedSpectrum spectrum;
    spectrum.grid = grid;
    for (std::size_t i = 0; i < grid.size; ++i)
        spectrum.flux.push_back(static_cast<float>(1 + 0.05 * std::sin(0.1 * static_cast<double>(i * seed))
                                                   + random.normal(0, 0.02)));
    spectrum.error.assign(grid.size, 0.02F);
    spectrum.mask.assign(grid.size, 1);
    std::fill_n(spectrum.mask.begin() + 200, 60, std::uint8_t { 0 });
    return spectrum;
}

double largestDifference(const Encoding& a, const Encoding& b)
{
    double largest = 0;
    for (std::size_t k = 0; k < a.latent.size(); ++k)
        largest = std::max(largest, static_cast<double>(std::abs(a.latent[k] - b.latent[k])));
    for (std::size_t k = 0; k < labelCount; ++k)
        largest = std::max(
            { largest, std::abs(a.value[k] - b.value[k]), std::abs(a.sigmaNoise[k] - b.sigmaNoise[k]) });
    return largest;
}

} // namespace

class EncodersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void latentsHaveUnitLength();
    void oneIsAsMany();
    void eachInstrumentHasItsOwnBranch();
    void aCosineIsTheMeanOfTheMembers();
    void membersDisagreeAndSoSay();
    void lineErrorIsHeeded();
    void halvesAreReadWhereTheyDiffer();
    void savedIsLoaded();
    void refusesWhatIsNotAFileOfEncoders();
    void refusesNumbersThatAreNotFinite();
    void safeFromSeveralThreads();
    void nothingToEncode();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
    const Encoders m_encoders = randomEncoders();
    const ModelGrid& m_grid = m_encoders.networks().nirspec.front.grid;
};

void EncodersTest::latentsHaveUnitLength()
{
    const auto encoding = m_encoders.encode(noisySpectrum(m_grid, 1));
    QCOMPARE(encoding.latent.size(), m_encoders.latentDimensions());
    const auto& latent = encoding.latent;
    QVERIFY(std::abs(std::inner_product(latent.begin(), latent.end(), latent.begin(), 0.0) - 1) < 1e-5);
    QCOMPARE(encoding.bestFit.size(), m_grid.size);
    QCOMPARE(encoding.whitened.size(), static_cast<std::size_t>(components));
    for (std::size_t k = 0; k < labelCount; ++k)
        QVERIFY(std::isfinite(encoding.value[k]) && encoding.sigmaNoise[k] > 0);
}

void EncodersTest::oneIsAsMany()
{
    std::vector<PreparedSpectrum> spectra;
    std::vector<const PreparedSpectrum*> pointers;
    for (std::uint64_t seed = 1; seed <= 7; ++seed)
        spectra.push_back(noisySpectrum(m_grid, seed));
    for (const auto& spectrum : spectra)
        pointers.push_back(&spectrum);
    const auto many = m_encoders.encode(pointers);
    QCOMPARE(many.size(), spectra.size());
    for (std::size_t i = 0; i < spectra.size(); ++i)
        QVERIFY(largestDifference(m_encoders.encode(spectra[i]), many[i])
                < 1e-3); // a fit may stop one step earlier
    QVERIFY(largestDifference(many[0], many[1]) > 1e-3);
}

void EncodersTest::eachInstrumentHasItsOwnBranch()
{
    const auto& other = m_encoders.networks().apogee.front.grid;
    QCOMPARE(m_encoders.encode(noisySpectrum(other, 1)).bestFit.size(), other.size);
}

void EncodersTest::aCosineIsTheMeanOfTheMembers()
{
    const auto a = m_encoders.encode(noisySpectrum(m_grid, 1)).latent,
               b = m_encoders.encode(noisySpectrum(m_grid, 2)).latent;
    QCOMPARE(a.size() % members, std::size_t { 0 });
    const auto each = a.size() / members;
    double mean = 0;
    for (std::size_t member = 0; member < members; ++member) {
        double product = 0, squareA = 0, squareB = 0;
        for (auto k = member * each; k < (member + 1) * each; ++k) {
            product += static_cast<double>(a[k] * b[k]);
            squareA += static_cast<double>(a[k] * a[k]);
            squareB += static_cast<double>(b[k] * b[k]);
        }
        mean += product / std::sqrt(squareA * squareB) / static_cast<double>(members);
    }
    QVERIFY(std::abs(std::inner_product(a.begin(), a.end(), b.begin(), 0.0) - mean) < 1e-5);
}

void EncodersTest::membersDisagreeAndSoSay()
{
    const auto encoding = m_encoders.encode(noisySpectrum(m_grid, 1));
    for (const double sigma : encoding.sigmaModel)
        QVERIFY(sigma > 0);
    auto alone = std::make_shared<EncoderNetworks>(m_encoders.networks());
    alone->options.members = 1;
    alone->makeNetworks();
    alone->train(false);
    for (const double sigma : Encoders(alone).encode(noisySpectrum(m_grid, 1)).sigmaModel)
        QCOMPARE(sigma, 0.0);
}

void EncodersTest::lineErrorIsHeeded()
{
    const auto spectrum = noisySpectrum(m_grid, 1);
    QVERIFY(largestDifference(m_encoders.encode(spectrum), m_encoders.withLineError(0.08).encode(spectrum))
            > 1e-4);
}

void EncodersTest::halvesAreReadWhereTheyDiffer()
{
    constexpr std::int64_t enough = 30; // components: more than a star has parameters
    const auto encoders = randomEncoders(enough);
    const auto& front = encoders.networks().nirspec.front;
    const auto& model = encoders.networks().nirspec.model;
    const auto starWith = [&](float teff) {
        auto star = torch::zeros({ 1, 23 });
        star[0][0] = teff;
        return torch::mv(front.basis, model.predict(star)[0] * front.variance.sqrt());
    };
    auto alike = noisySpectrum(m_grid, 1);
    const auto one = starWith(0), other = starWith(1);
    for (std::size_t i = 0; i < m_grid.size; ++i)
        alike.flux[i] += one[static_cast<std::int64_t>(i)].item<float>();
    auto different = alike;
    for (std::size_t i = m_grid.size / 2; i < m_grid.size; ++i)
        different.flux[i] += (other - one)[static_cast<std::int64_t>(i)].item<float>();
    const std::array both { &std::as_const(alike), &std::as_const(different) };
    const auto encodings = encoders.encode(both, std::array { m_grid.size / 2, m_grid.size / 2 });
    QVERIFY(encodings[0].parts.empty());
    QCOMPARE(encodings[1].parts.size(), std::size_t { 2 });
    QVERIFY(encoders.encode(both)[1].parts.empty());
}

/// Components and weights are stored with half precision, so the first answer differs a little; from then on
/// nothing does.
void EncodersTest::savedIsLoaded()
{
    m_encoders.save(path("first.pt"));
    const auto first = Encoders::load(path("first.pt"));
    first.save(path("second.pt"));
    const auto second = Encoders::load(path("second.pt"));
    const auto spectrum = noisySpectrum(m_grid, 2);
    QVERIFY(largestDifference(first.encode(spectrum), m_encoders.encode(spectrum)) < 0.01);
    QCOMPARE(largestDifference(first.encode(spectrum), second.encode(spectrum)), 0.0);
    second.save(path("third.pt")); // the same bytes, whatever the file is called
    QCOMPARE(sha256OfFile(path("third.pt")), sha256OfFile(path("second.pt")));
    QCOMPARE(first.latentDimensions(), m_encoders.latentDimensions());
    QVERIFY(first.networks().nirspec.front.grid == m_grid);
}

void EncodersTest::refusesWhatIsNotAFileOfEncoders()
{
    std::ofstream(path("text.pt")) << "not a file of encoders";
    m_encoders.save(path("whole.pt"));
    std::filesystem::copy_file(path("whole.pt"), path("cut.pt"));
    std::filesystem::resize_file(path("cut.pt"), std::filesystem::file_size(path("cut.pt")) / 2);
    torch::serialize::OutputArchive archive;
    archive.write("options", torch::zeros({ 2 }));
    archive.save_to(path("other.pt").string());
    for (const auto* name : { "text.pt", "cut.pt", "other.pt", "absent.pt" })
        try {
            Encoders::load(path(name));
            QFAIL(name);
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find(name) != std::string::npos);
        }
}

/// A file of the right shape may hold anything else still.
void EncodersTest::refusesNumbersThatAreNotFinite()
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "encoders.pt";
    const auto refusal = [&](auto spoil) {
        auto networks = std::make_shared<EncoderNetworks>(randomEncoders().networks());
        spoil(*networks);
        Encoders(networks).save(file);
        try {
            Encoders::load(file);
            return QString();
        } catch (const Error& error) {
            return QString::fromUtf8(error.what());
        }
    };
    QCOMPARE(refusal([](EncoderNetworks&) {}), QString());
    const auto nan = refusal([](EncoderNetworks& networks) {
        networks.labelMean = networks.labelMean.clone();
        networks.labelMean[3] = std::nan("");
    });
    QVERIFY2(nan.contains(QStringLiteral("'label_mean' holds numbers that are not finite")), qPrintable(nan));
    const auto shape = refusal([](EncoderNetworks& networks) { networks.labelScale = torch::ones({ 19 }); });
    QVERIFY2(shape.contains(QStringLiteral("'label_scale' has an unexpected shape")), qPrintable(shape));
    const auto sizes
        = refusal([](EncoderNetworks& networks) { networks.options.hidden = std::int64_t(1) << 40; });
    QVERIFY2(sizes.contains(QStringLiteral("sizes make no sense")), qPrintable(sizes));
}

void EncodersTest::safeFromSeveralThreads()
{
    std::vector<PreparedSpectrum> spectra;
    std::vector<Encoding> alone, together(8);
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        spectra.push_back(noisySpectrum(m_grid, seed));
        alone.push_back(m_encoders.encode(spectra.back()));
    }
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                for (int repeat = 0; repeat < 5; ++repeat)
                    together[i] = m_encoders.encode(spectra[i]);
            });
    }
    for (std::size_t i = 0; i < 8; ++i)
        QVERIFY(largestDifference(alone[i], together[i]) < 1e-4);
}

void EncodersTest::nothingToEncode()
{
    QVERIFY(m_encoders.encode(std::span<const PreparedSpectrum* const> {}).empty());
    auto masked = noisySpectrum(m_grid, 1);
    std::ranges::fill(masked.mask, std::uint8_t { 0 });
    const auto encoding = m_encoders.encode(masked);
    for (const float value : encoding.latent)
        QVERIFY(std::isfinite(value));
    QCOMPARE(encoding.residualScatter, 0.0);
}

QTEST_APPLESS_MAIN(EncodersTest)

#include "encoders_test.moc"
