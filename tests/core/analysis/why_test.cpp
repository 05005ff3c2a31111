#include "core/analysis/why.h"
#include "core/error.h"
#include "core/io/reader.h"
#include "core/nn/labelgradient.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>

using namespace syzygy;

namespace {

const Analyzer& analyzer()
{
    static const auto loaded = Analyzer::load(defaultBundle());
    return loaded;
}

const Analysis& analysed(const std::string& file)
{
    static std::map<std::string, Analysis> known;
    if (!known.contains(file))
        known[file] = analyzer().analyze(readSpectra(std::filesystem::path(SYZYGY_SAMPLES) / file).front());
    return known[file];
}

const Encoders& encoders()
{
    static const auto loaded = Encoders::load(defaultBundle() / "encoders.pt").withLineError(0.03);
    return loaded;
}

} // namespace

class WhyTest : public QObject {
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

    void gradientIsThatOfFiniteDifferences_data();
    void gradientIsThatOfFiniteDifferences();
    void maskedPixelsPullNothing();
    void pullsAddUpToTheDifference();
    void linesAreNamedByWhatTheyPull();
};

void WhyTest::gradientIsThatOfFiniteDifferences_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("label");
    for (const char* file : { "mock_000_x1d.fits", "mock_000_apStar.fits" })
        for (const auto label : { Label::Teff, Label::Logg, Label::FeH, Label::Mg })
            QTest::addRow("%s %s", file, infoOf(label).key.data())
                << QByteArray(file) << static_cast<int>(label);
}

/// Flux moved along the gradient until the label ought to change by half its σ, both ways; and with the lines
/// of the red half alone 3 % deeper and shallower, a direction that knows nothing of the label. To 15 %, or a
/// tenth of σ: noise level and clipping, which the gradient holds, follow the lines a little.
void WhyTest::gradientIsThatOfFiniteDifferences()
{
    QFETCH(QByteArray, file);
    QFETCH(int, label);
    const auto& prepared = analysed(file.toStdString()).prepared;
    const auto k = static_cast<std::size_t>(label);
    const auto gradient = labelGradient(encoders(), prepared, static_cast<Label>(label));
    const double sigma = encoders().encode(prepared).sigmaNoise[k];
    std::vector<float> lines(gradient.size());
    for (std::size_t i = gradient.size() / 2; i < gradient.size(); ++i)
        lines[i] = prepared.mask[i] ? prepared.flux[i] - 1 : 0;
    for (const auto* const direction : { &gradient, static_cast<const std::vector<float>*>(&lines) }) {
        const double slope = std::inner_product(gradient.begin(), gradient.end(), direction->begin(), 0.0);
        const double most = direction == &lines ? 0.03 : std::numeric_limits<double>::infinity();
        const double step = std::min(0.5 * sigma / std::abs(slope), most);
        const auto valueAt = [&](double share) {
            auto moved = prepared;
            for (std::size_t i = 0; i < moved.flux.size(); ++i)
                moved.flux[i] += static_cast<float>(share * step) * (*direction)[i];
            return encoders().encode(moved).value[k];
        };
        const double found = 0.5 * (valueAt(1) - valueAt(-1)), expected = step * slope;
        QVERIFY2(std::abs(found - expected) < std::max(0.15 * std::abs(expected), 0.1 * sigma),
                 qPrintable(QStringLiteral("%1 instead of %2, σ %3").arg(found).arg(expected).arg(sigma)));
    }
}

void WhyTest::maskedPixelsPullNothing()
{
    const auto& analysis = analysed("mock_000_x1d.fits");
    const auto why = whyOf(analyzer(), analysis, Label::FeH);
    QCOMPARE(why.pull.size(), analysis.prepared.grid.size);
    QVERIFY(std::ranges::count(analysis.prepared.mask, 0) > 0);
    for (std::size_t i = 0; i < why.pull.size(); ++i)
        QVERIFY(analysis.prepared.mask[i] || why.pull[i] == 0);
}

/// To first order: the label is its twins' mean and what the data have more, the rest is of second order and
/// noise.
void WhyTest::pullsAddUpToTheDifference()
{
    auto analysis = analysed("mock_000_x1d.fits");
    const auto& stars = analyzer().atlas().stars;
    // Twins that are poorer in iron by .2: the iron lines pull [Fe/H] up against them.
    std::vector<std::size_t> order(stars.size());
    std::iota(order.begin(), order.end(), 0);
    const auto distance = [&](std::size_t star) {
        return std::hypot((stars[star].labels[0] - analysis.estimates[0].value) / 150,
                          (stars[star].labels[1] - analysis.estimates[1].value) / 0.3,
                          (stars[star].labels[2] - analysis.estimates[2].value + 0.2) / 0.1);
    };
    std::ranges::partial_sort(order, order.begin() + 6, {}, distance);
    analysis.neighbours.clear();
    double mean = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        analysis.neighbours.push_back({ order[i], Instrument::Nirspec, 1 });
        mean += stars[order[i]][Label::FeH] / 6;
    }
    const auto why = whyOf(analyzer(), analysis, Label::FeH);
    const double sum = std::accumulate(why.pull.begin(), why.pull.end(), 0.0);
    const double difference = analysis.estimates[2].value - mean;
    QVERIFY2(sum > 0 && std::abs(sum - difference) < 0.15,
             qPrintable(QStringLiteral("%1 of %2").arg(sum).arg(difference)));
}

void WhyTest::linesAreNamedByWhatTheyPull()
{
    const ModelGrid grid { ModelGrid::Spacing::Linear, 1.0, 1e-4, 1000 };
    Why why;
    why.pull.assign(grid.size, 0);
    why.pull[100] = 0.2F; // 1.01
    why.pull[101] = 0.1F;
    why.pull[500] = -0.5F; // 1.05
    why.pull[700] = 9;     // no line there
    const std::vector<double> lines { 1.01, 1.0104, 1.05, 1.09 };
    const auto found = strongestLines(why, grid, lines, 3);
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0].line, std::size_t(2));
    QVERIFY(std::abs(found[0].pull + 0.5) < 1e-6);
    QCOMPARE(found[1].line, std::size_t(0));
    QVERIFY(std::abs(found[1].pull - 0.3) < 1e-6);
    QVERIFY(strongestLines(why, grid, {}, 3).empty());
    QCOMPARE(strongestLines(why, grid, lines, 1).size(), std::size_t(1));
}

QTEST_APPLESS_MAIN(WhyTest)
#include "why_test.moc"
