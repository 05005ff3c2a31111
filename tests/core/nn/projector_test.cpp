#include "core/nn/encodernetwork.h"
#include "core/random.h"

#include <QTest>

#include <array>
#include <cmath>
#include <utility>
#include <vector>

using namespace syzygy;

namespace {

constexpr std::int64_t pixels = 1000, components = 5;

/// Random orthonormal components whose coefficients have a variance of 1.
const Projector& projector()
{
    static const auto made = [] {
        torch::manual_seed(4);
        Projector front;
        front.grid = { ModelGrid::Spacing::Linear, 1.0, 2e-4, pixels };
        front.mean = torch::full({ pixels }, 0.9F);
        front.basis = std::get<0>(torch::linalg_qr(torch::randn({ pixels, components }))).contiguous();
        front.variance = torch::ones({ components });
        front.finish();
        return front;
    }();
    return made;
}

const std::vector<float> truth { 0.8F, -1.1F, 0.3F, 1.6F, -0.2F };

PreparedSpectrum spectrumOf(const std::vector<float>& coefficients, float noise, float stated,
                            std::uint64_t seed = 1)
{
    const auto flux
        = (torch::mv(projector().basis, torch::tensor(coefficients)) + projector().mean).contiguous();
    PreparedSpectrum spectrum;
    spectrum.grid = projector().grid;
    spectrum.flux.assign(flux.data_ptr<float>(), flux.data_ptr<float>() + pixels);
    spectrum.error.assign(pixels, stated);
    spectrum.mask.assign(pixels, 1);
    Random random(seed);
    for (auto& value : spectrum.flux)
        value += noise * static_cast<float>(random.normal());
    return spectrum;
}

void maskOut(PreparedSpectrum& spectrum, std::size_t first, std::size_t last)
{
    for (auto i = first; i < last; ++i) {
        spectrum.mask[i] = 0;
        spectrum.flux[i] = 1;
        spectrum.error[i] = 0;
    }
}

Projection projected(const PreparedSpectrum& spectrum)
{
    const auto* one = &spectrum;
    return project(projector(), std::span(&one, 1));
}

double worst(const Projection& projection)
{
    return (projection.coefficients[0] - torch::tensor(truth)).abs().max().item<double>();
}

bool same(const torch::Tensor& a, const torch::Tensor& b, double tolerance)
{
    return torch::allclose(a, b, tolerance, tolerance);
}

} // namespace

class ProjectorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recoversCoefficientsExactly();
    void maskedRegionsDoNotBias();
    void scatterIsThePosteriorsOwn();
    void resamplingAddsNoInformation();
    void clipsUndeclaredOutliers();
    void rescalesErrorsStatedTooSmall();
    void leavesOutPixelsMuchNoisierThanTheRest();
    void batchedIsOneByOne();
    void halvesSayWhatTheirPixelsSay();
    void halvesMayBeToldByFewComponents();
    void nothingUsedMeansThePrior();
    void featuresSayHowWellTheyAreKnown();
};

void ProjectorTest::recoversCoefficientsExactly()
{
    const auto projection = projected(spectrumOf(truth, 0, 1e-3F));
    QVERIFY2(worst(projection) < 1e-4, qPrintable(QString::number(worst(projection))));
    const auto spectrum = spectrumOf(truth, 0, 1e-3F);
    QVERIFY(same(projection.model[0], torch::tensor(spectrum.flux), 1e-4));
    QCOMPARE(projection.clipped.item<double>(), 0.0);
}

/// Also with a fifth of the spectrum missing, and a quarter of a segment, and every third pixel of another.
void ProjectorTest::maskedRegionsDoNotBias()
{
    auto spectrum = spectrumOf(truth, 0, 1e-3F);
    maskOut(spectrum, 300, 500);
    maskOut(spectrum, 700, 725);
    for (std::size_t i = 800; i < 900; i += 3)
        maskOut(spectrum, i, i + 1);
    const auto holed = projected(spectrum), whole = projected(spectrumOf(truth, 0, 1e-3F));
    QVERIFY2(worst(holed) < 1e-4, qPrintable(QString::number(worst(holed))));
    QVERIFY((holed.posteriorVariance > whole.posteriorVariance).all().item<bool>());
    QVERIFY(same(holed.model[0], whole.model[0], 1e-4));
    QCOMPARE(holed.coverage[0][3].item<double>(), 0.0);
    QVERIFY(std::abs(holed.coverage[0][7].item<double>() - 0.75) < 1e-6);
}

void ProjectorTest::scatterIsThePosteriorsOwn()
{
    auto squares = torch::zeros({ components });
    constexpr int tries = 200;
    for (int n = 0; n < tries; ++n) {
        auto spectrum = spectrumOf(truth, 0.02F, 0.02F, 100 + static_cast<std::uint64_t>(n));
        maskOut(spectrum, 100, 350);
        const auto projection = projected(spectrum);
        squares
            += (projection.coefficients[0] - torch::tensor(truth)).square() / projection.posteriorVariance[0];
    }
    const auto pull = (squares / tries).mean().sqrt().item<double>();
    QVERIFY2(std::abs(pull - 1) < 0.1, qPrintable(QString::number(pull)));
}

/// Of two pixels that share one sample's noise only one counts: the information halves, the answer stays.
void ProjectorTest::resamplingAddsNoInformation()
{
    const auto spectrum = spectrumOf(truth, 0, 1e-2F);
    auto half = projector();
    half.independentShare = 0.5;
    const auto* one = &spectrum;
    const auto whole = projected(spectrum), halved = project(half, std::span(&one, 1));
    const auto information
        = [](const Projection& projection) { return 1 / projection.posteriorVariance - 1; };
    QVERIFY(same(information(halved) / information(whole), torch::full({ 1, components }, 0.5F), 1e-2));
    QVERIFY(worst(halved) < 1e-2);
}

void ProjectorTest::clipsUndeclaredOutliers()
{
    auto spectrum = spectrumOf(truth, 0.005F, 0.005F);
    const auto before = worst(projected(spectrum));
    for (const std::size_t i : { 120, 121, 122, 640 })
        spectrum.flux[i] -= 0.4F;
    const auto projection = projected(spectrum);
    QVERIFY(worst(projection) < before + 0.004);
    const double clipped = projection.clipped.item<double>() * pixels;
    QVERIFY2(clipped > 3.9 && clipped < 8, qPrintable(QString::number(clipped)));
}

void ProjectorTest::rescalesErrorsStatedTooSmall()
{
    const auto wrong = projected(spectrumOf(truth, 0.03F, 0.01F)),
               right = projected(spectrumOf(truth, 0.03F, 0.03F));
    QVERIFY(std::abs(wrong.errorScale.mean().item<double>() - 3) < 0.25);
    QVERIFY(std::abs(right.errorScale.mean().item<double>() - 1) < 0.08);
    QVERIFY(same(wrong.sigma, right.sigma, 0.02));
    QVERIFY(same(wrong.coefficients, right.coefficients, 0.01));
    QVERIFY(same(wrong.posteriorVariance, right.posteriorVariance, 0.02));
}

void ProjectorTest::leavesOutPixelsMuchNoisierThanTheRest()
{
    auto spectrum = spectrumOf(truth, 0, 1e-3F);
    for (std::size_t i = 450; i < 460; ++i) {
        spectrum.flux[i] += 0.3F;
        spectrum.error[i] = 0.3F;
    }
    const auto projection = projected(spectrum);
    QVERIFY(worst(projection) < 1e-4);
    QVERIFY(std::abs(projection.coverage[0][4].item<double>() - 0.9) < 1e-6);
    QCOMPARE(projection.clipped.item<double>(), 0.0);
}

void ProjectorTest::batchedIsOneByOne()
{
    std::vector<PreparedSpectrum> spectra;
    for (std::uint64_t k = 0; k < 5; ++k) {
        spectra.push_back(spectrumOf(truth, 0.01F * static_cast<float>(k + 1), 0.01F, k));
        maskOut(spectra.back(), 100 * k, 100 * k + 130);
        spectra.back().flux[777] = 3;
    }
    std::vector<const PreparedSpectrum*> pointers;
    for (const auto& spectrum : spectra)
        pointers.push_back(&spectrum);
    const auto all = project(projector(), pointers);
    for (std::int64_t k = 0; k < 5; ++k) {
        const auto one = projected(spectra[static_cast<std::size_t>(k)]);
        QVERIFY(same(one.coefficients[0], all.coefficients[k], 1e-4));
        QVERIFY(same(one.posteriorVariance[0], all.posteriorVariance[k], 1e-4));
        QVERIFY(same(one.sigma[0], all.sigma[k], 1e-4));
        QVERIFY(same(one.clipped[0], all.clipped[k], 1e-6));
    }
}

/// Least squares over the pixels of each half, with the errors and outliers that the wholes have shown.
void ProjectorTest::halvesSayWhatTheirPixelsSay()
{
    auto first = spectrumOf(truth, 0.01F, 0.01F), second = spectrumOf({ 0, 1, 0, -1, 2 }, 0.02F, 0.01F, 2);
    maskOut(first, 130, 170);
    second.flux[444] = 3; // clipped
    const std::array both { &std::as_const(first), &std::as_const(second) };
    const auto wholes = project(projector(), both);
    const std::vector<Cut> cuts { { &first, 0, 460 }, { &second, 1, 333 } };
    const auto halves = projectHalves(projector(), cuts, wholes);
    QCOMPARE(halves.coefficients.size(0), std::int64_t { 4 });
    for (std::int64_t half = 0; half < 4; ++half) {
        const auto& cut = cuts[static_cast<std::size_t>(half % 2)];
        const auto pixel = torch::arange(pixels);
        const auto inside = half < 2 ? pixel < cut.cut : pixel >= cut.cut;
        const auto sigma
            = wholes.sigma[cut.row].repeat_interleave(Projector::segmentPixels).slice(0, 0, pixels);
        const auto weight = torch::where(inside & (wholes.used[cut.row] > 0), sigma.square().reciprocal(),
                                         torch::zeros({ pixels }));
        const auto weighted = projector().basis * weight.unsqueeze(1);
        const auto normal = torch::mm(weighted.t(), projector().basis) + torch::eye(components);
        const auto right = torch::mv(weighted.t(), torch::tensor(cut.spectrum->flux) - projector().mean);
        const auto inverse = torch::linalg_inv(normal);
        QVERIFY(same(halves.normal[half], normal, 1e-3));
        QVERIFY(same(halves.coefficients[half], torch::mv(inverse, right), 1e-3));
        QVERIFY(same(halves.posteriorVariance[half], inverse.diagonal(), 1e-3));
    }
}

/// Halves of the first components alone: the others stay where the whole has put them.
void ProjectorTest::halvesMayBeToldByFewComponents()
{
    const auto spectrum = spectrumOf(truth, 0.01F, 0.01F);
    const auto whole = projected(spectrum);
    const auto few = projector().leading(3);
    const auto halves = projectHalves(few, std::vector<Cut> { { &spectrum, 0, 420 } }, whole);
    const auto rest = torch::mv(projector().basis.slice(1, 3), whole.coefficients[0].slice(0, 3));
    const auto sigma = whole.sigma[0].repeat_interleave(Projector::segmentPixels);
    for (std::int64_t half = 0; half < 2; ++half) {
        const auto pixel = torch::arange(pixels);
        const auto weight = torch::where((half == 0 ? pixel < 420 : pixel >= 420) & (whole.used[0] > 0),
                                         sigma.square().reciprocal(), torch::zeros({ pixels }));
        const auto basis = projector().basis.slice(1, 0, 3), weighted = basis * weight.unsqueeze(1);
        const auto normal = torch::mm(weighted.t(), basis) + torch::eye(3);
        const auto right = torch::mv(weighted.t(), torch::tensor(spectrum.flux) - projector().mean - rest);
        QVERIFY(same(halves.normal[half], normal, 1e-3));
        QVERIFY(same(halves.coefficients[half], torch::mv(torch::linalg_inv(normal), right), 1e-3));
    }
}

void ProjectorTest::nothingUsedMeansThePrior()
{
    auto spectrum = spectrumOf(truth, 0, 0.01F);
    maskOut(spectrum, 0, pixels);
    const auto projection = projected(spectrum);
    QVERIFY(same(projection.coefficients, torch::zeros({ 1, components }), 1e-6));
    QVERIFY(same(projection.posteriorVariance[0], projector().variance, 1e-5));
    QVERIFY(same(projection.model[0], projector().mean, 1e-6));
    QVERIFY(featuresOf(projector(), projection, torch::zeros({ 1 })).isfinite().all().item<bool>());
}

void ProjectorTest::featuresSayHowWellTheyAreKnown()
{
    auto half = spectrumOf(truth, 0.02F, 0.02F);
    maskOut(half, 0, 500);
    const auto good = projected(spectrumOf(truth, 0.002F, 0.002F)), poor = projected(half);
    const auto clear = featuresOf(projector(), good, torch::zeros({ 1 })),
               vague = featuresOf(projector(), poor, torch::zeros({ 1 }));
    QCOMPARE(clear.size(1), projector().featureCount());
    const auto constrained
        = [](const torch::Tensor& features) { return features.slice(1, components, 2 * components); };
    QVERIFY((constrained(clear) > constrained(vague)).all().item<bool>());
    QVERIFY((constrained(clear) <= 1).all().item<bool>() && (constrained(vague) >= 0).all().item<bool>());
    // Behind them log noise and coverage of each region, blue to red.
    QCOMPARE(vague[0][2 * components + 1].item<double>(), 0.0);
    QVERIFY(std::abs(vague[0][2 * components + 2 * Projector::regions - 1].item<double>() - 1) < 0.02);
    QVERIFY(std::abs(vague[0][2 * components + 2 * Projector::regions - 2].item<double>()
                     - (std::log10(0.02) + 2))
            < 0.1);
}

QTEST_APPLESS_MAIN(ProjectorTest)

#include "projector_test.moc"
