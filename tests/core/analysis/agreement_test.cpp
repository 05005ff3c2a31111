#include "core/analysis/agreement.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

Analysis saying(double value, double noise, double shared)
{
    Analysis analysis;
    analysis.encoded = true;
    for (auto& estimate : analysis.estimates)
        estimate = { value, std::hypot(noise, shared), noise, 0, shared, true };
    return analysis;
}

} // namespace

class AgreementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void probabilityOfTables_data() // Abramowitz & Stegun, table 26.8: χ² exceeded with probability Q
    {
        QTest::addColumn<double>("chiSquare");
        QTest::addColumn<int>("degrees");
        QTest::addColumn<double>("probability");
        QTest::newRow("1") << 3.84146 << 1 << 0.05;
        QTest::newRow("2") << 9.21034 << 2 << 0.01;
        QTest::newRow("3") << 7.81473 << 3 << 0.05;
        QTest::newRow("4") << 9.48773 << 4 << 0.05;
        QTest::newRow("9") << 21.6660 << 9 << 0.01;
        QTest::newRow("none") << 0.0 << 5 << 1.0;
    }
    void probabilityOfTables()
    {
        QFETCH(double, chiSquare);
        QFETCH(int, degrees);
        QFETCH(double, probability);
        QVERIFY(std::abs(chiSquareProbability(chiSquare, degrees) - probability) < 1e-6);
    }

    void noiseAveragesDownAndTheFloorDoesNot()
    {
        const auto agreement = compareExposures({ saying(1.0, 0.2, 0.1), saying(1.3, 0.1, 0.1) });
        const auto& label = agreement.labels[4];
        QCOMPARE(agreement.degreesOfFreedom, 1);
        QVERIFY(std::abs(label.value - (1.0 * 25 + 1.3 * 100) / 125) < 1e-12);
        QVERIFY(std::abs(label.sigma - std::sqrt(1.0 / 125 + 0.01)) < 1e-12);
        QVERIFY(std::abs(label.chiSquare - 0.09 / 0.05) < 1e-9); // (difference)² / (σ₁² + σ₂²)
        QVERIFY(disagreementWords(agreement).empty());
    }

    void disagreementIsNamed()
    {
        auto first = saying(1.0, 0.1, 0.1), second = saying(1.0, 0.1, 0.1);
        second.estimates[indexOf(Label::Logg)].value = 1.6;
        second.estimates[indexOf(Label::Mg)].value = 1.6;
        second.estimates[indexOf(Label::Mg)].constrained = false; // then it says nothing
        const auto words = disagreementWords(compareExposures({ first, second }));
        QVERIFY2(words.starts_with("log g (χ² 18.0, 0.0022 %)"), words.c_str());
        QVERIFY(words.find("[Mg/Fe]") == std::string::npos);
    }

    void whatIsNotEncodedIsLeftOut()
    {
        const auto agreement = compareExposures({ Analysis {}, saying(1, 0.1, 0) });
        QCOMPARE(agreement.members, std::vector<std::size_t> { 1 });
        QCOMPARE(agreement.degreesOfFreedom, 0);
        QCOMPARE(agreement.labels[0].value, 1.0);
        QVERIFY(compareExposures({}).members.empty());
    }

    void noNoiseAtAllIsNoDivisionByZero()
    {
        const auto agreement = compareExposures({ saying(1, 0, 0), saying(1, 0, 0) });
        QCOMPARE(agreement.labels[0].value, 1.0);
        QCOMPARE(agreement.labels[0].probability, 1.0);
    }
};

QTEST_APPLESS_MAIN(AgreementTest)
#include "agreement_test.moc"
