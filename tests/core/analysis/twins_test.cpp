#include "core/analysis/twins.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

Atlas atlasOf(std::initializer_list<double> temperatures)
{
    Atlas atlas;
    for (const double temperature : temperatures) {
        StellarParameters star;
        star[Label::Teff] = temperature;
        atlas.stars.push_back(star);
    }
    return atlas;
}

Analysis analysed(double temperature, double sigma)
{
    Analysis analysis;
    analysis.encoded = true;
    analysis.estimates.fill({ .value = 0, .sigma = 0.05, .constrained = true });
    analysis.estimates[indexOf(Label::Teff)] = { .value = temperature, .sigma = sigma, .constrained = true };
    return analysis;
}

const std::vector<AtlasNeighbour> firstThree { { 0, Instrument::Nirspec, 1 },
                                               { 1, Instrument::Apogee, 0.99 },
                                               { 1, Instrument::Nirspec, 0.98 },
                                               { 2, Instrument::Apogee, 0.97 } };

} // namespace

class TwinsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStarSeenTwiceCountsOnce()
    {
        const auto twins = twinLabels(firstThree, atlasOf({ 4000, 4100, 4200, 9000 }));
        QCOMPARE(twins[0]->stars, std::size_t { 3 });
        QCOMPARE(twins[0]->value, 4100.0);
        QCOMPARE(twins[0]->scatter, 100.0); // √((100² + 0 + 100²) / 2)
    }

    void tooFewTellNothing()
    {
        const auto twins = twinLabels({ firstThree[0], firstThree[1] }, atlasOf({ 4000, 4100, 4200 }));
        QVERIFY(!twins[0]);
        QVERIFY(twinDisagreements(analysed(9000, 10), twins).empty());
    }

    void warnsBeyondThreeOfBothSigmas_data()
    {
        QTest::addColumn<double>("teff");
        QTest::addColumn<double>("sigma");
        QTest::addColumn<bool>("warns");
        QTest::newRow("the same") << 4100.0 << 10.0 << false;
        QTest::newRow("the twins scatter as much") << 4390.0 << 10.0 << false;
        QTest::newRow("beyond") << 4410.0 << 10.0 << true;
        QTest::newRow("its own error allows it") << 4410.0 << 100.0 << false;
    }

    void warnsBeyondThreeOfBothSigmas()
    {
        QFETCH(double, teff);
        QFETCH(double, sigma);
        QFETCH(bool, warns);
        const auto twins = twinLabels(firstThree, atlasOf({ 4000, 4100, 4200 }));
        const auto flags = twinDisagreements(analysed(teff, sigma), twins);
        QCOMPARE(flags.size(), std::size_t(warns ? 1 : 0));
        if (warns)
            QCOMPARE(
                flags[0].words,
                std::string(
                    "The 3 nearest stars have other labels, by more than 3 σ of both: Teff (4100 ± 100)."));
    }

    void whatOnlyThePriorSaysIsNotHeldAgainstThem()
    {
        auto analysis = analysed(9000, 10);
        analysis.estimates[0].constrained = false;
        QVERIFY(twinDisagreements(analysis, twinLabels(firstThree, atlasOf({ 4000, 4100, 4200 }))).empty());
    }
};

QTEST_GUILESS_MAIN(TwinsTest)
#include "twins_test.moc"
