#include "core/processing/linetrust.h"
#include "core/random.h"
#include "core/training/calibration/spectralgap.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

constexpr double noise = 0.005;

/// A star's lines on the NIRSpec grid: depths scale with `strength`.
std::vector<float> linesOf(double strength)
{
    Random random(1);
    std::vector<float> flux(nirspecModelGrid().size, 1);
    for (int line = 0; line < 700; ++line) {
        const double centre = random.uniform(5, static_cast<double>(flux.size()) - 6);
        const double depth = 0.3 * strength * random.uniform();
        for (auto i = static_cast<std::size_t>(centre) - 4; i < static_cast<std::size_t>(centre) + 5; ++i)
            flux[i] -= static_cast<float>(
                depth * std::exp(-0.5 * std::pow((static_cast<double>(i) - centre) / 0.9, 2)));
    }
    return flux;
}

/// What is wrong with the lines: smooth over some pixels.
double depthError(std::size_t pixel)
{
    return 0.2 * std::sin(static_cast<double>(pixel) / 4);
}

struct Sky {
    std::vector<PreparedSpectrum> observed;
    std::vector<std::vector<float>> models;

    std::vector<GapSample> samples() const
    {
        std::vector<GapSample> result;
        for (std::size_t i = 0; i < observed.size(); ++i)
            result.push_back({ &observed[i], models[i], 1 });
        return result;
    }
};

Sky observe(std::size_t stars, double gap)
{
    Random random(7);
    Sky sky;
    for (std::size_t n = 0; n < stars; ++n) {
        sky.models.push_back(linesOf(random.uniform(0.6, 1.4)));
        PreparedSpectrum spectrum;
        spectrum.grid = nirspecModelGrid();
        spectrum.flux = sky.models.back();
        spectrum.mask.assign(spectrum.grid.size, 1);
        spectrum.error.assign(spectrum.grid.size, static_cast<float>(noise));
        for (std::size_t i = 0; i < spectrum.flux.size(); ++i)
            spectrum.flux[i] += static_cast<float>(
                gap * depthError(i) * (static_cast<double>(spectrum.flux[i]) - 1) + noise * random.normal());
        sky.observed.push_back(std::move(spectrum));
    }
    return sky;
}

double rms(const std::vector<float>& values)
{
    double squares = 0;
    for (const float value : values)
        squares += static_cast<double>(value * value);
    return std::sqrt(squares / static_cast<double>(values.size()));
}

/// Of what the correction leaves between a fresh noise-free star and its model.
double rmsLeft(const SpectralCorrection& correction)
{
    const auto model = linesOf(1);
    auto left = correction.observedFrom(model);
    for (std::size_t i = 0; i < left.size(); ++i)
        left[i] -= static_cast<float>(1 + (1 + depthError(i)) * (static_cast<double>(model[i]) - 1));
    return rms(left);
}

} // namespace

class SpectralGapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noSpectraNoCorrection();
    void learnsLineDepths();
    void learnsLittleFromNoise();
    void whatAListSharesReachesItsHoles();
    void outliersAndMaskedPixelsAreIgnored();
};

void SpectralGapTest::noSpectraNoCorrection()
{
    QVERIFY(fitSpectralGap({}, {}).empty());
    QCOMPARE(likeliestGapPrior({}).depth, GapPrior {}.depth);
}

void SpectralGapTest::learnsLineDepths()
{
    const double before = rmsLeft({});
    double last = before;
    for (const std::size_t stars : { 3, 10, 40 }) {
        const auto sky = observe(stars, 1);
        const auto samples = sky.samples();
        const double left = rmsLeft(fitSpectralGap(samples, likeliestGapPrior(samples)));
        QVERIFY2(left < last, qPrintable(QStringLiteral("%1 stars: %2").arg(stars).arg(left)));
        last = left;
    }
    QVERIFY2(last < 0.3 * before, qPrintable(QStringLiteral("%1 of %2").arg(last).arg(before)));
}

void SpectralGapTest::learnsLittleFromNoise()
{
    const auto sky = observe(5, 0);
    const auto samples = sky.samples();
    const auto prior = likeliestGapPrior(samples);
    QVERIFY2(prior.depth <= 0.03 && prior.offset <= 0.001,
             qPrintable(QStringLiteral("%1 %2").arg(prior.depth).arg(prior.offset)));
    const auto correction = fitSpectralGap(samples, prior);
    QVERIFY(rms(correction.depth) < 0.01 && rms(correction.offset) < 0.001);
}

void SpectralGapTest::whatAListSharesReachesItsHoles()
{
    auto sky = observe(5, 0);
    const auto& grid = nirspecModelGrid();
    const auto listOf = [&](std::size_t pixel) { return lineListAt(grid.wavelength(pixel)); };
    for (std::size_t n = 0; n < sky.observed.size(); ++n)
        for (std::size_t i = 0; i < grid.size; ++i) {
            if (listOf(i) == 1)
                sky.observed[n].flux[i] -= 0.15F * (sky.models[n][i] - 1);
            if (grid.wavelength(i) > 1.42 && grid.wavelength(i) < 1.50)
                sky.observed[n].mask[i] = 0;
        }
    const auto correction = fitSpectralGap(sky.samples(), { 0.001, 0.03 });
    const auto depthAt = [&](double wavelength) {
        return static_cast<double>(correction.depth[static_cast<std::size_t>(grid.pixel(wavelength))]);
    };
    QVERIFY2(std::abs(depthAt(1.46) + 0.15) < 0.02, qPrintable(QString::number(depthAt(1.46))));
    for (const double elsewhere : { 1.0, 1.2, 1.6, 1.75 })
        QVERIFY(std::abs(depthAt(elsewhere)) < 0.03);
    QVERIFY(std::abs(correction.offset[static_cast<std::size_t>(grid.pixel(1.46))]) < 1e-4F);
}

void SpectralGapTest::outliersAndMaskedPixelsAreIgnored()
{
    auto sky = observe(10, 1);
    const auto clean = fitSpectralGap(sky.samples(), { 0.001, 0.15 });
    sky.observed[2].flux[500] += 0.8F;
    sky.observed[3].flux[900] = 40;
    sky.observed[3].mask[900] = 0;
    const auto dirty = fitSpectralGap(sky.samples(), { 0.001, 0.15 });
    for (const std::size_t i : { 500, 900 })
        QVERIFY(std::abs(clean.depth[i] - dirty.depth[i]) < 0.05F
                && std::abs(clean.offset[i] - dirty.offset[i]) < 0.002F);
}

QTEST_APPLESS_MAIN(SpectralGapTest)

#include "spectralgap_test.moc"
