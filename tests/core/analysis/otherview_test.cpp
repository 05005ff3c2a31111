#include "core/analysis/otherview.h"

#include <QTest>

#include <cmath>

namespace syzygy {

class OtherViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsHaveTheErrorsAndTheirCorrelation();
    void drawsAreTheSameAgain();
    void exactLabelsHaveNoScatter();
};

namespace {

Analysis analysed(double correlation)
{
    Analysis analysis;
    analysis.correlation.assign(labelCount * labelCount, 0);
    for (std::size_t k = 0; k < labelCount; ++k) {
        analysis.estimates[k].value = k == 0 ? 4500 : 0.1 * static_cast<double>(k);
        analysis.estimates[k].sigma = k == 0 ? 50 : 0.1;
        analysis.correlation[k * labelCount + k] = 1;
    }
    analysis.correlation[1] = analysis.correlation[labelCount] = correlation; // Teff, log g
    return analysis;
}

} // namespace

void OtherViewTest::drawsHaveTheErrorsAndTheirCorrelation()
{
    const auto analysis = analysed(0.8);
    StellarParameters like;
    like.vmic = 1.7;
    const auto stars = drawsOf(analysis, like, 4000);
    double both = 0, first = 0, second = 0;
    for (const auto& star : stars) {
        const double teff = (star[Label::Teff] - 4500) / 50, logg = (star[Label::Logg] - 0.1) / 0.1;
        both += teff * logg;
        first += teff * teff;
        second += logg * logg;
        QCOMPARE(star.vmic, 1.7);
    }
    QVERIFY(std::abs(first / 4000 - 1) < 0.08 && std::abs(second / 4000 - 1) < 0.08);
    QVERIFY2(std::abs(both / std::sqrt(first * second) - 0.8) < 0.03,
             qPrintable(QString::number(both / std::sqrt(first * second))));
}

void OtherViewTest::drawsAreTheSameAgain()
{
    const auto one = drawsOf(analysed(0.5), {}, 3), other = drawsOf(analysed(0.5), {}, 3);
    QVERIFY(one[2].labels == other[2].labels && one[1].labels != one[2].labels);
}

void OtherViewTest::exactLabelsHaveNoScatter()
{
    auto analysis = analysed(0);
    for (auto& estimate : analysis.estimates)
        estimate.sigma = 0;
    for (const auto& star : drawsOf(analysis, {}, 5))
        for (std::size_t k = 0; k < labelCount; ++k)
            QVERIFY(std::abs(star.labels[k] - analysis.estimates[k].value) < 1e-9);
}

} // namespace syzygy

QTEST_APPLESS_MAIN(syzygy::OtherViewTest)
#include "otherview_test.moc"
