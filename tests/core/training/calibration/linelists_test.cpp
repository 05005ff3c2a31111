#include "core/error.h"
#include "core/random.h"
#include "core/training/calibration/linelists.h"
#include "core/training/mocks/mocks.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

const Emulator& emulator()
{
    static const auto loaded = Emulator::load(defaultBundle() / "emulator.pt").withLineStrengths({});
    return loaded;
}

const LabelPrior& prior()
{
    static const auto loaded = LabelPrior::load(defaultBundle() / "label_prior.json");
    return loaded;
}

constexpr std::size_t silicon = static_cast<std::size_t>(Label::Si) - static_cast<std::size_t>(Label::FeH);

/// A sky in which iron is .2 dex weaker and silicon .25 dex stronger in the H band than the emulator's lines
/// say.
LineStrengths sky()
{
    LineStrengths strengths;
    for (const double end : LineListOptions().ends)
        strengths.lists.push_back({ end, {} });
    strengths.lists.emplace_back();
    strengths.lists[2].offset[0] = -0.2;
    strengths.lists[2].offset[silicon] = 0.25;
    return strengths;
}

StandardStar standard(const Emulator& truth, std::size_t number)
{
    Random random(number + 1);
    StellarParameters star;
    star.labels = { 4400 + 250.0 * static_cast<double>(number), 1.8 + 0.5 * static_cast<double>(number),
                    -0.3 + 0.1 * static_cast<double>(number) };
    NirspecObservation observation;
    observation.snr = 200;
    const auto spectra = emulateStars(truth, { star });
    StandardStar known;
    known.name = "star " + std::to_string(number);
    known.title = known.name;
    known.spectrum = observeNirspec(spectra.fine(Band::Nirspec, 0), observation, random);
    known.analysis.prepared = prepare(known.spectrum, nirspecModelGrid(), 0);
    known.analysis.encoded = true;
    for (std::size_t k = 0; k < labelCount; ++k)
        known.analysis.estimates[k].value = star.labels[k] + (k == 0 ? 60 : k < 3 ? 0.1 : 0);
    known.truth = star.labels;
    known.sigma.fill(0.05);
    known.sigma[0] = 40;
    return known;
}

std::vector<StandardStar> standards(std::size_t count, const LineStrengths& strengths)
{
    const auto truth = emulator().withLineStrengths(strengths);
    std::vector<StandardStar> stars;
    for (std::size_t number = 0; number < count; ++number)
        stars.push_back(standard(truth, number));
    return stars;
}

LineListResult learnt(const std::vector<StandardStar>& stars)
{
    LineListOptions options;
    options.iterations = 3;
    return learnLineStrengths(emulator(), prior(), stars, options, [](double, const std::string&) {}, {});
}

double rmsIron(const LineListResult& result, bool after)
{
    double squares = 0;
    for (const auto& fit : result.fits)
        squares += std::pow((after ? fit.after : fit.before).star[Label::FeH] - fit.truth[2], 2);
    return std::sqrt(squares / static_cast<double>(result.fits.size()));
}

} // namespace

class LineListsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatIsWrong()
    {
        const auto result = learnt(standards(4, sky()));
        const auto& lists = result.strengths.lists;
        QCOMPARE(lists.size(), std::size_t(4));
        QVERIFY2(std::abs(lists[2].offset[0] + 0.2) < 0.05, qPrintable(QString::number(lists[2].offset[0])));
        QVERIFY2(std::abs(lists[2].offset[silicon] - 0.25) < 0.08,
                 qPrintable(QString::number(lists[2].offset[silicon])));
        QVERIFY2(std::abs(lists[0].offset[0]) < 0.04, qPrintable(QString::number(lists[0].offset[0])));
        QVERIFY(result.logEvidence > 10);
        QVERIFY(result.sigma[2][0] > 0 && result.sigma[2][0] < 0.05);
        QVERIFY(result.sigma[2][speciesCount - 1] > result.sigma[2][0]); // cerium shows little
        QVERIFY2(rmsIron(result, true) < 0.6 * rmsIron(result, false),
                 qPrintable(QStringLiteral("%1 %2").arg(rmsIron(result, false)).arg(rmsIron(result, true))));
    }

    void findsNothingWhereNothingIsWrong()
    {
        const auto result = learnt(standards(3, {}));
        for (const auto& list : result.strengths.lists)
            for (const std::size_t species : { std::size_t(0), silicon })
                QVERIFY2(std::abs(list.offset[species]) < 0.06,
                         qPrintable(QString::number(list.offset[species])));
    }

    void tellsItInTables()
    {
        LineListResult result;
        result.strengths = sky();
        result.sigma.resize(4);
        const auto text = QString::fromStdString(toText(result));
        QVERIFY(text.contains(QStringLiteral("| Fe | +0.00 ± 0.00 | +0.00 ± 0.00 | -0.20 ± 0.00 |")));
        QVERIFY(text.contains(QStringLiteral("1.510-1.700 µm")));
    }

    void canBeStopped()
    {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(learnLineStrengths(
                                     emulator(), prior(), standards(1, {}), {},
                                     [](double, const std::string&) {}, stop.get_token()),
                                 Cancelled);
    }
};

QTEST_APPLESS_MAIN(LineListsTest)
#include "linelists_test.moc"
