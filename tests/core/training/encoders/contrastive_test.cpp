#include "core/training/encoders/contrastive.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace syzygy;

namespace {

double infoNce(const torch::Tensor& left, const torch::Tensor& right, double scale)
{
    return symmetricInfoNce(left, right, torch::tensor(scale)).item<double>();
}

/// −ln of the share of the twin in a row of logits.
double crossEntropy(const std::vector<double>& logits, std::size_t twin)
{
    double sum = 0;
    for (const double logit : logits)
        sum += std::exp(logit);
    return std::log(sum) - logits[twin];
}

/// Labels of which [Fe/H], log g and Teff say where in the order a star stands.
torch::Tensor scatteredLabels(std::int64_t stars)
{
    torch::manual_seed(3);
    auto labels = torch::zeros({ stars, 20 });
    labels.select(1, 0).uniform_(3500, 6500);
    labels.select(1, 1).uniform_(0, 5);
    labels.select(1, 2).uniform_(-2.4, 0.5);
    return labels;
}

} // namespace

class ContrastiveTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void infoNceByHand();
    void infoNceOfUninformativeLatents();
    void infoNceOfPerfectLatents();
    void infoNceIsSymmetric();
    void gaussianLossByHand();
    void gaussianLossIsLowestAtTheTruth();
    void batchesHaveDistinctRows();
    void batchesHaveNeighbourhoods();
    void sameRandomSameBatch();
};

/// Cosines (1, 0, 0.6), (0, 1, 0.8), (0, 0, 0) of two sides in three dimensions, 1/τ = 2.
void ContrastiveTest::infoNceByHand()
{
    const auto left = torch::eye(3);
    const auto right = torch::tensor({ { 1.0F, 0.0F, 0.0F }, { 0.0F, 1.0F, 0.0F }, { 0.6F, 0.8F, 0.0F } });
    const double forward
        = crossEntropy({ 2, 0, 1.2 }, 0) + crossEntropy({ 0, 2, 1.6 }, 1) + crossEntropy({ 0, 0, 0 }, 2);
    const double backward
        = crossEntropy({ 2, 0, 0 }, 0) + crossEntropy({ 0, 2, 0 }, 1) + crossEntropy({ 1.2, 1.6, 0 }, 2);
    QVERIFY(std::abs(infoNce(left, right, 2) - (forward + backward) / 6) < 1e-6);
}

void ContrastiveTest::infoNceOfUninformativeLatents()
{
    for (const std::int64_t n : { 2, 5, 100 }) {
        const auto same = torch::eye(4).slice(0, 0, 1).expand({ n, 4 });
        QVERIFY(std::abs(infoNce(same, same, 20) - std::log(static_cast<double>(n))) < 1e-5);
    }
}

void ContrastiveTest::infoNceOfPerfectLatents()
{
    const double expected = std::log(std::exp(3.0) + 7) - 3;
    QVERIFY(std::abs(infoNce(torch::eye(8), torch::eye(8), 3) - expected) < 1e-6);
    QVERIFY(infoNce(torch::eye(8), torch::eye(8), 50) < 1e-6);
    QVERIFY(infoNce(torch::eye(8), torch::eye(8).flip(0), 50) > 20);
}

void ContrastiveTest::infoNceIsSymmetric()
{
    torch::manual_seed(1);
    const auto unit = [] {
        const auto rows = torch::randn({ 16, 5 });
        return rows / rows.norm(2, 1, true);
    };
    const auto left = unit(), right = unit();
    QVERIFY(std::abs(infoNce(left, right, 7) - infoNce(right, left, 7)) < 1e-5);
}

/// σ · (½ (error / σ)² + ln σ)
void ContrastiveTest::gaussianLossByHand()
{
    const auto loss = [](double error, double sigma) {
        return gaussianLoss(torch::tensor({ 0.0 }), torch::tensor({ std::log(sigma) }),
                            torch::tensor({ error }))
            .item<double>();
    };
    QVERIFY(std::abs(loss(2, 1) - 2) < 1e-6);
    QVERIFY(std::abs(loss(1, 2) - 2 * (0.125 + std::log(2))) < 1e-6);
    QVERIFY(std::abs(loss(0.3, 0.1) - 0.1 * (4.5 + std::log(0.1))) < 1e-6);
}

void ContrastiveTest::gaussianLossIsLowestAtTheTruth()
{
    const auto truth = torch::tensor({ 0.7, -1.2, 0.1 });
    auto mean = truth.clone().set_requires_grad(true);
    gaussianLoss(mean, torch::zeros({ 3 }), truth).backward();
    QVERIFY(mean.grad().abs().max().item<double>() < 1e-12);
    auto off = (truth + 0.5).set_requires_grad(true);
    gaussianLoss(off, torch::zeros({ 3 }), truth).backward();
    QVERIFY((off.grad() > 0).all().item<bool>());

    // Of an error of 0.5, σ = 0.5 is the best: no gradient there, and the right sign at both sides.
    for (const double sigma : { 0.25, 0.5, 1.0 }) {
        auto logSigma = torch::full({ 3 }, std::log(sigma), torch::kDouble).set_requires_grad(true);
        gaussianLoss(truth + 0.5, logSigma, truth).backward();
        const double slope = logSigma.grad().sum().item<double>();
        QVERIFY(sigma == 0.5 ? std::abs(slope) < 1e-6 : (slope > 0) == (sigma > 0.5));
    }
}

void ContrastiveTest::batchesHaveDistinctRows()
{
    const BatchSampler sampler(scatteredLabels(1000));
    Random random(1);
    for (const double share : { 0.0, 0.5, 1.0 })
        for (const int size : { 1, 100, 999, 1000, 5000 }) {
            const auto rows = sampler.draw(size, share, random);
            std::set<std::int64_t> distinct;
            for (std::int64_t i = 0; i < rows.size(0); ++i)
                distinct.insert(rows[i].item<std::int64_t>());
            QCOMPARE(static_cast<int>(distinct.size()), std::min(size, 1000));
            QCOMPARE(rows.size(0), static_cast<std::int64_t>(distinct.size()));
            QVERIFY(*distinct.begin() >= 0 && *distinct.rbegin() < 1000);
        }
}

void ContrastiveTest::batchesHaveNeighbourhoods()
{
    const auto labels = scatteredLabels(5000);
    const BatchSampler sampler(labels);
    const auto nearestOther
        = [&](double share) { // mean difference in [Fe/H] and log g to the star drawn next
              Random random(2);
              const auto drawn = labels.index_select(0, sampler.draw(256, share, random));
              const auto next = drawn.slice(0, 1), before = drawn.slice(0, 0, drawn.size(0) - 1);
              return (next - before).slice(1, 1, 3).abs().mean().item<double>();
          };
    QVERIFY(nearestOther(1) < 0.2 * nearestOther(0));
    QVERIFY(nearestOther(0.5) < 0.75 * nearestOther(0));
}

void ContrastiveTest::sameRandomSameBatch()
{
    const BatchSampler sampler(scatteredLabels(500));
    Random first(9), second(9);
    QVERIFY(torch::equal(sampler.draw(64, 0.5, first), sampler.draw(64, 0.5, second)));
    QVERIFY(!torch::equal(sampler.draw(64, 0.5, first), sampler.draw(64, 0.5, first)));
}

QTEST_APPLESS_MAIN(ContrastiveTest)

#include "contrastive_test.moc"
