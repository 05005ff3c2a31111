#include "core/analysis/secondvelocity.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

/// χ² against trial velocity: flat but for dips [velocity km/s, depth], 40 km/s wide.
Velocity curveOf(std::initializer_list<std::pair<double, double>> dips)
{
    Velocity velocity;
    velocity.source = Velocity::Source::Measured;
    velocity.value = dips.begin()->first;
    for (double trial = -800; trial <= 800; trial += 10) {
        double chiSquare = 5000;
        for (const auto& [centre, depth] : dips)
            chiSquare -= depth * std::exp(-0.5 * std::pow((trial - centre) / 40, 2));
        velocity.trialVelocities.push_back(trial);
        velocity.chiSquare.push_back(chiSquare);
    }
    return velocity;
}

} // namespace

class SecondVelocityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheSecondStar()
    {
        const auto second = secondVelocityOf(curveOf({ { 100, 2000 }, { -200, 900 }, { 500, 300 } }));
        QVERIFY(second.has_value());
        QCOMPARE(second->velocity, -200.0);
        QVERIFY2(std::abs(second->share - 0.45) < 0.01, qPrintable(QString::number(second->share)));
    }

    void wingsOfTheFirstAreNone()
    {
        QVERIFY(!secondVelocityOf(curveOf({ { 100, 2000 } })).has_value());
        QVERIFY(!secondVelocityOf(curveOf({ { 100, 2000 }, { 220, 900 } })).has_value());
    }

    void nothingMeasuredNothingFound()
    {
        QVERIFY(!secondVelocityOf({}).has_value());
        auto given = curveOf({ { 100, 2000 }, { -200, 900 } });
        given.source = Velocity::Source::Given;
        QVERIFY(!secondVelocityOf(given).has_value());
    }
};

QTEST_APPLESS_MAIN(SecondVelocityTest)
#include "secondvelocity_test.moc"
