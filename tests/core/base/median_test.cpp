#include "core/median.h"

#include <QTest>

using namespace syzygy;

class MedianTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void medians()
    {
        QCOMPARE(medianOf(std::vector<double> { 5 }), 5.0);
        QCOMPARE(medianOf(std::vector<double> { 9, 1, 4 }), 4.0);
        QCOMPARE(medianOf(std::vector<float> { 4, 1, 3, 2 }), 3.0F);
    }

    void quantiles()
    {
        std::vector<double> values { 10, 0, 20, 40, 30 };
        QCOMPARE(quantileOf(values, 0), 0.0);
        QCOMPARE(quantileOf(values, 0.25), 10.0);
        QCOMPARE(quantileOf(values, 0.5), 20.0);
        QCOMPARE(quantileOf(values, 0.99), 30.0);
        QCOMPARE(quantileOf(values, 1), 40.0);
    }
};

QTEST_APPLESS_MAIN(MedianTest)
#include "median_test.moc"
