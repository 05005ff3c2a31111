#include "core/random.h"
#include "core/training/evaluation/retrievalceiling.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

/// Stars a dex, or 500 K, apart in every label.
std::vector<StellarParameters> scatteredStars(std::size_t count)
{
    Random random(5);
    std::vector<StellarParameters> stars(count);
    for (auto& star : stars)
        for (std::size_t k = 0; k < labelCount; ++k)
            star.labels[k] = k == 0 ? random.normal(5000, 500) : random.normal(0, 1);
    return stars;
}

/// Independent errors of `sigma` dex, or as many times 100 K / 0.1 dex, on both sides.
std::vector<CramerRao> bounds(std::size_t count, double sigma)
{
    CramerRao bound;
    for (std::size_t k = 0; k < labelCount; ++k) {
        const double own = k == 0 ? 1000 * sigma : sigma;
        bound.nirspecCovariance[k * labelCount + k] = bound.apogeeCovariance[k * labelCount + k] = own * own;
    }
    return std::vector<CramerRao>(count, bound);
}

} // namespace

class RetrievalCeilingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharpSpectraFindTheirTwins();
    void bluntOnesGuess();
    void sharperIsNeverWorse();
    void withoutBoundsThereIsNone();
};

void RetrievalCeilingTest::sharpSpectraFindTheirTwins()
{
    const auto stars = scatteredStars(200);
    const auto score = retrievalCeiling(stars, bounds(50, 0.01), 1);
    QCOMPARE(score.pool, std::size_t { 200 });
    QVERIFY(std::abs(score.at1 - 1) < 1e-9 && std::abs(score.reciprocalRank - 1) < 1e-9);
}

void RetrievalCeilingTest::bluntOnesGuess()
{
    const auto score = retrievalCeiling(scatteredStars(200), bounds(200, 1000), 1);
    QVERIFY(score.at1 < 0.05 && score.at10 < 0.15); // by chance 1/200 and 10/200
}

void RetrievalCeilingTest::sharperIsNeverWorse()
{
    const auto stars = scatteredStars(300);
    double before = 0;
    for (const double sigma : { 3.0, 1.0, 0.3, 0.1 }) {
        const auto score = retrievalCeiling(stars, bounds(150, sigma), 1);
        QVERIFY(score.reciprocalRank >= before);
        QVERIFY(score.at1 <= score.at5 && score.at5 <= score.at10);
        before = score.reciprocalRank;
    }
}

void RetrievalCeilingTest::withoutBoundsThereIsNone()
{
    QCOMPARE(retrievalCeiling(scatteredStars(10), {}, 1).at1, 0.0);
}

QTEST_APPLESS_MAIN(RetrievalCeilingTest)

#include "retrievalceiling_test.moc"
