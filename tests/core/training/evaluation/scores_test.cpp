#include "core/random.h"
#include "core/training/evaluation/scores.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace syzygy;

namespace {

/// Unit vectors in the plane, every ten degrees, turned by `degrees`.
std::vector<float> fan(std::size_t count, double degrees)
{
    std::vector<float> latents;
    for (std::size_t i = 0; i < count; ++i) {
        const double angle = (10 * static_cast<double>(i) + degrees) * std::numbers::pi / 180;
        latents.push_back(static_cast<float>(std::cos(angle)));
        latents.push_back(static_cast<float>(std::sin(angle)));
    }
    return latents;
}

bool isNear(double value, double expected, double tolerance = 1e-9)
{
    return std::abs(value - expected) < tolerance;
}

/// Errors of σ = 0.1 + bias, stated as `stated`, in every label.
std::vector<ScoredStar> gaussianStars(std::size_t count, double bias, double stated)
{
    Random random(4);
    std::vector<ScoredStar> stars(count);
    for (auto& star : stars)
        for (std::size_t k = 0; k < labelCount; ++k) {
            star.truth[k] = random.normal(0, 0.5);
            star.value[k] = star.truth[k] + bias + random.normal(0, 0.1);
            star.sigma[k] = stated;
        }
    return stars;
}

} // namespace

class ScoresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void perfectRetrieval();
    void knownRanks();
    void tiesCountAgainst();
    void coverageOfExactGaussians();
    void biasAndScatter();
    void ratioToTheBound();
    void nothingToScore();
};

void ScoresTest::perfectRetrieval()
{
    const auto score = scoreRetrieval(fan(12, 0), fan(12, 0), 2);
    QCOMPARE(score.pool, std::size_t { 12 });
    for (const double value : { score.at1, score.at5, score.at10, score.reciprocalRank })
        QCOMPARE(value, 1.0);
}

/// Queries turned by 14°: the next two candidates (4° and 6° away) come before the twin (14°); the last two
/// queries have fewer behind them.
void ScoresTest::knownRanks()
{
    const auto score = scoreRetrieval(fan(10, 14), fan(10, 0), 2);
    QVERIFY(isNear(score.at1, 0.1));
    QVERIFY(isNear(score.at5, 1));
    QVERIFY(isNear(score.reciprocalRank, (8.0 / 3 + 1.0 / 2 + 1) / 10));
    const auto worse = scoreRetrieval(fan(10, 44), fan(10, 0), 2); // ranks 9 or fewer: eight are nearer
    QVERIFY(isNear(worse.at10, 1) && worse.at5 < 0.7);
}

void ScoresTest::tiesCountAgainst()
{
    std::vector<float> same;
    for (int i = 0; i < 20; ++i)
        same.insert(same.end(), { 1, 0 });
    const auto score = scoreRetrieval(same, same, 2);
    QCOMPARE(score.at1, 0.0);
    QCOMPARE(score.at10, 0.0);
    QVERIFY(isNear(score.reciprocalRank, 1.0 / 20));
}

void ScoresTest::coverageOfExactGaussians()
{
    const auto scores = scoreLabels(gaussianStars(20000, 0, 0.1));
    for (const auto& score : scores) {
        QVERIFY(isNear(score.within1, 0.6827, 0.015));
        QVERIFY(isNear(score.within2, 0.9545, 0.008));
    }
    QVERIFY(isNear(scoreLabels(gaussianStars(20000, 0, 0.05))[3].within1, 0.3829, 0.015));
}

void ScoresTest::biasAndScatter()
{
    auto stars = gaussianStars(20000, 0.05, 0.1);
    auto score = scoreLabels(stars)[7];
    QVERIFY(isNear(score.bias, 0.05, 0.004));
    QVERIFY(isNear(score.rmse, std::hypot(0.1, 0.05), 0.004));
    QVERIFY(isNear(score.robustSigma, 0.1, 0.004));
    QVERIFY(isNear(score.priorScatter, 0.5, 0.015));
    QCOMPARE(score.medianSigma, 0.1);
    for (std::size_t i = 0; i < 1000; ++i) // one star in twenty far off
        stars[i].value[7] += 100;
    score = scoreLabels(stars)[7];
    QVERIFY(score.rmse > 20);
    QVERIFY(isNear(score.robustSigma, 0.1, 0.012));
}

void ScoresTest::ratioToTheBound()
{
    auto stars = gaussianStars(20000, 0, 0.1);
    QCOMPARE(scoreLabels(stars)[0].ratioToBound, 0.0);
    for (std::size_t i = 0; i < stars.size(); i += 2)
        stars[i].bound.fill(0.05);
    const auto score = scoreLabels(stars)[0];
    QCOMPARE(score.bound, 0.05);
    QVERIFY(isNear(score.ratioToBound, 2, 0.08));
    QVERIFY(isNear(score.boundRmse, 1 / std::hypot(1 / 0.05, 1 / score.priorScatter), 1e-6));
}

void ScoresTest::nothingToScore()
{
    QCOMPARE(scoreLabels({})[0].rmse, 0.0);
    QCOMPARE(scoreRetrieval({}, {}, 8).pool, std::size_t { 0 });
}

QTEST_APPLESS_MAIN(ScoresTest)

#include "scores_test.moc"
