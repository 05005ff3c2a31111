#include "core/analysis/noisecloud.h"
#include "core/error.h"
#include "core/io/reader.h"

#include <QTest>

#include <cmath>
#include <stop_token>

using namespace syzygy;

namespace {

const Analyzer& analyzer()
{
    static const auto loaded = Analyzer::load(defaultBundle());
    return loaded;
}

double scatterOf(const std::vector<NoiseDraw>& cloud, Label label)
{
    double sum = 0, squares = 0;
    for (const auto& draw : cloud) {
        sum += draw.labels[indexOf(label)];
        squares += std::pow(draw.labels[indexOf(label)], 2);
    }
    const double mean = sum / static_cast<double>(cloud.size());
    return std::sqrt(squares / static_cast<double>(cloud.size()) - mean * mean);
}

} // namespace

class NoiseCloudTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        try {
            (void)defaultBundle();
        } catch (const Error&) {
            QSKIP("No model bundle is present.");
        }
    }

    /// The cloud is as wide as the noise that the analysis states, and lies about the star.
    void isAsWideAsTheNoiseStated()
    {
        const auto spectrum
            = readSpectra(std::filesystem::path(SYZYGY_SAMPLES) / "mock_001_x1d.fits").front();
        const auto analysis = analyzer().analyze(spectrum);
        const auto cloud = noiseCloud(analyzer(), spectrum, analysis, {}, 48);
        QCOMPARE(cloud.size(), std::size_t(48));
        for (const auto label : { Label::Teff, Label::Logg, Label::FeH }) {
            const auto& estimate = analysis.estimates[indexOf(label)];
            const double scatter = scatterOf(cloud, label);
            qInfo("%s: %g drawn, %g stated (noise), %g (all)", infoOf(label).key.data(), scatter,
                  estimate.sigmaNoise, estimate.sigma);
            QVERIFY(scatter > 0.4 * estimate.sigmaNoise && scatter < 1.6 * estimate.sigmaNoise);
        }
        double x = 0, y = 0;
        for (const auto& draw : cloud) {
            x += draw.mapPosition[0] / 48;
            y += draw.mapPosition[1] / 48;
        }
        double spread = 0;
        for (const auto& draw : cloud)
            spread += (std::pow(draw.mapPosition[0] - x, 2) + std::pow(draw.mapPosition[1] - y, 2)) / 48;
        QVERIFY(spread > 0);
        QVERIFY(std::hypot(x - analysis.mapPosition[0], y - analysis.mapPosition[1]) < 2 * std::sqrt(spread));
    }

    void sameSeedSameCloud()
    {
        const auto spectrum
            = readSpectra(std::filesystem::path(SYZYGY_SAMPLES) / "mock_001_x1d.fits").front();
        const auto analysis = analyzer().analyze(spectrum);
        const auto first = noiseCloud(analyzer(), spectrum, analysis, {}, 3, 7),
                   second = noiseCloud(analyzer(), spectrum, analysis, {}, 3, 7);
        QCOMPARE(first[2].labels, second[2].labels);
        QVERIFY(first[0].labels != first[1].labels);
    }

    void canBeStopped()
    {
        const auto spectrum
            = readSpectra(std::filesystem::path(SYZYGY_SAMPLES) / "mock_001_x1d.fits").front();
        const auto analysis = analyzer().analyze(spectrum);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN((void)noiseCloud(analyzer(), spectrum, analysis, {}, 3, 1, stop.get_token()),
                                 Cancelled);
    }
};

QTEST_APPLESS_MAIN(NoiseCloudTest)
#include "noisecloud_test.moc"
