#include "core/analysis/given.h"
#include "core/error.h"
#include "core/random.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

constexpr std::size_t teff = 0, logg = 1, feH = 2;

JointLabels joint()
{
    JointLabels labels;
    labels.value[teff] = 4700;
    labels.value[logg] = 2.0;
    labels.value[feH] = -0.5;
    labels.sigma.fill(0.1);
    labels.sigma[teff] = 80;
    labels.sigma[logg] = 0.2;
    labels.correlation.assign(labelCount * labelCount, 0);
    for (std::size_t k = 0; k < labelCount; ++k)
        labels.correlation[k * labelCount + k] = 1;
    labels.correlation[teff * labelCount + logg] = labels.correlation[logg * labelCount + teff] = 0.8;
    return labels;
}

} // namespace

class GivenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsGivenLabels()
    {
        const auto given = parseGiven(" logg=2.3±0.1, teff = 4750+-75,fe_h=-0.7±.05");
        QCOMPARE(given.size(), std::size_t(3));
        QVERIFY(given[0].label == Label::Logg && given[1].label == Label::Teff
                && given[2].label == Label::FeH);
        QCOMPARE(given[0].value, 2.3);
        QCOMPARE(given[1].sigma, 75.0);
        QCOMPARE(given[2].value, -0.7);
    }

    void refusesOthers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        QTest::newRow("nothing") << QString() << QStringLiteral("NAME=VALUE±ERROR");
        QTest::newRow("no error") << QStringLiteral("logg=2.3") << QStringLiteral("NAME=VALUE±ERROR");
        QTest::newRow("no value") << QStringLiteral("logg=±0.1") << QStringLiteral("NAME=VALUE±ERROR");
        QTest::newRow("words") << QStringLiteral("logg=two±0.1") << QStringLiteral("NAME=VALUE±ERROR");
        QTest::newRow("not finite") << QStringLiteral("logg=nan±0.1") << QStringLiteral("NAME=VALUE±ERROR");
        QTest::newRow("no label") << QStringLiteral("gravity=2±0.1")
                                  << QStringLiteral("is no label; known are teff");
        QTest::newRow("exactly") << QStringLiteral("logg=2±0") << QStringLiteral("above 0");
        QTest::newRow("twice") << QStringLiteral("logg=2±0.1,logg=3±0.1") << QStringLiteral("twice");
        QTest::newRow("a comma more") << QStringLiteral("logg=2±0.1,") << QStringLiteral("NAME=VALUE±ERROR");
    }

    void refusesOthers()
    {
        QFETCH(QString, text);
        QFETCH(QString, reason);
        try {
            parseGiven(text.toStdString());
            QFAIL("read all the same");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(reason), error.what());
        }
    }

    /// Two normal measurements of one number: the weighted mean, by hand.
    void combinesTwoMeasurements()
    {
        const auto after = conditioned(joint(), { { Label::Logg, 2.5, 0.2 } });
        QVERIFY(std::abs(after.value[logg] - 2.25) < 1e-12);
        QVERIFY(std::abs(after.sigma[logg] - 0.2 / std::sqrt(2.0)) < 1e-12);
        // Teff follows by ρ σ_T σ_g / (σ_g² + σ²) · difference = .8 · 80 · .2 / .08 · .5
        QVERIFY(std::abs(after.value[teff] - 4780) < 1e-9);
        QVERIFY(std::abs(after.sigma[teff] - 80 * std::sqrt(1 - 0.64 / 2)) < 1e-9);
        // what does not hang together stays
        QCOMPARE(after.value[feH], -0.5);
        QVERIFY(std::abs(after.sigma[feH] - 0.1) < 1e-12);
    }

    void orderDoesNotMatter()
    {
        const std::vector<GivenLabel> one { { Label::Logg, 2.4, 0.1 }, { Label::Teff, 4600, 50 } },
            other { one[1], one[0] };
        const auto a = conditioned(joint(), one), b = conditioned(joint(), other);
        for (std::size_t k = 0; k < labelCount; ++k) {
            QVERIFY(std::abs(a.value[k] - b.value[k]) < 1e-9 * std::max(1.0, std::abs(a.value[k])));
            QVERIFY(std::abs(a.sigma[k] - b.sigma[k]) < 1e-9 * a.sigma[k]);
        }
    }

    void vagueGivenLabelsChangeNothing()
    {
        const auto after = conditioned(joint(), { { Label::Logg, 9, 1e6 } });
        QVERIFY(std::abs(after.value[logg] - 2.0) < 1e-9);
        QVERIFY(std::abs(after.sigma[teff] - 80) < 1e-6);
    }

    /// Drawn from the joint distribution, conditioned truths lie within 1 σ as often as they should.
    void conditionedErrorsAreHonest()
    {
        Random random(3);
        const auto labels = joint();
        int within = 0;
        constexpr int draws = 4000;
        for (int i = 0; i < draws; ++i) {
            const double shared = random.normal();
            const double trueLogg = labels.value[logg] + 0.2 * shared;
            const double trueTeff = labels.value[teff] + 80 * (0.8 * shared + 0.6 * random.normal());
            const auto after = conditioned(labels, { { Label::Logg, random.normal(trueLogg, 0.1), 0.1 } });
            within += std::abs(after.value[teff] - trueTeff) < after.sigma[teff] ? 1 : 0;
        }
        QVERIFY(std::abs(static_cast<double>(within) / draws - 0.6827) < 0.03);
    }

    void tension() { QVERIFY(std::abs(tensionOf({ Label::Logg, 3.0, 0.3 }, 2.0, 0.4) - 2) < 1e-12); }
};

QTEST_APPLESS_MAIN(GivenTest)
#include "given_test.moc"
