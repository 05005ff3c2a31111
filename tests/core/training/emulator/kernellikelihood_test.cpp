#include "core/training/emulator/kernellikelihood.h"

#include <QTest>
#include <torch/torch.h>

#include <cmath>
#include <numbers>

using namespace syzygy;

namespace {

struct Problem {
    torch::Tensor inputs, targets, logWeights, logScales, logNoise;

    static Problem random()
    {
        torch::manual_seed(5);
        const auto options = torch::TensorOptions(torch::kDouble);
        return { torch::randn({ 25, 4 }, options), torch::randn({ 25, 3 }, options),
                 0.3 * torch::randn({ 2 }, options), -1 + 0.3 * torch::randn({ 2, 4 }, options),
                 torch::full({ 1 }, -2.0, options) };
    }
    ArdKernel kernel() const { return { logWeights, torch::exp(logScales) }; }
    KernelLikelihood likelihood() const { return kernelLikelihood(kernel(), logNoise, inputs, targets); }
};

double difference(Problem problem, torch::Tensor Problem::*which, std::int64_t element)
{
    constexpr double step = 1e-5;
    const auto valueAt = [&](double shift) {
        auto moved = problem;
        moved.*which = (problem.*which).clone();
        (moved.*which).view({ -1 })[element] += shift;
        return moved.likelihood().value;
    };
    return (valueAt(step) - valueAt(-step)) / (2 * step);
}

} // namespace

class KernelLikelihoodTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheGaussianDensity();
    void derivativesMatchDifferences();
    void doesNotDependOnTheAmplitudeOfTheTargets();
};

/// One target whose best amplitude is known: ln N(y; 0, σ² K) maximised over σ², Rasmussen & Williams (2006)
/// eq. 2.30.
void KernelLikelihoodTest::agreesWithTheGaussianDensity()
{
    auto problem = Problem::random();
    problem.targets = problem.targets.slice(1, 0, 1);
    const double stars = 25;
    const auto noise = kernelNoise(problem.logNoise) * torch::eye(25, torch::kDouble);
    const auto covariance = problem.kernel()(problem.inputs, problem.inputs) + noise;
    const auto misfit
        = torch::matmul(problem.targets.t(), torch::matmul(torch::inverse(covariance), problem.targets));
    const double amplitude = misfit.item<double>() / stars;
    const double lnDensity = -0.5 * stars * (1 + std::log(2 * std::numbers::pi))
        - 0.5 * stars * std::log(amplitude) - 0.5 * torch::logdet(covariance).item<double>();
    const double constant = 0.5 * (1 + std::log(2 * std::numbers::pi));
    QVERIFY(std::abs(problem.likelihood().value - (-lnDensity / stars - constant)) < 1e-9);
}

void KernelLikelihoodTest::derivativesMatchDifferences()
{
    const auto problem = Problem::random();
    const auto likelihood = problem.likelihood();
    for (std::int64_t i = 0; i < problem.logScales.numel(); ++i)
        QVERIFY(std::abs(likelihood.logScales.view({ -1 })[i].item<double>()
                         - difference(problem, &Problem::logScales, i))
                < 1e-7);
    for (std::int64_t i = 0; i < problem.logWeights.numel(); ++i)
        QVERIFY(
            std::abs(likelihood.logWeights[i].item<double>() - difference(problem, &Problem::logWeights, i))
            < 1e-7);
    QVERIFY(std::abs(likelihood.logNoise.item<double>() - difference(problem, &Problem::logNoise, 0)) < 1e-7);
}

void KernelLikelihoodTest::doesNotDependOnTheAmplitudeOfTheTargets()
{
    auto problem = Problem::random();
    const auto before = problem.likelihood();
    problem.targets = problem.targets * 7.0;
    const auto after = problem.likelihood();
    QVERIFY(std::abs(after.value - before.value - std::log(7.0)) < 1e-9);
    QVERIFY(torch::allclose(after.logScales, before.logScales));
}

QTEST_APPLESS_MAIN(KernelLikelihoodTest)

#include "kernellikelihood_test.moc"
