#include "core/training/emulator/kernellikelihood.h"

#include <cstddef>
#include <tuple>
#include <vector>

namespace syzygy {

namespace {

constexpr double smallestNoise = 1e-6;

std::vector<torch::Tensor> termsOf(const ArdKernel& kernel, const torch::Tensor& inputs) // each (N, N)
{
    std::vector<torch::Tensor> terms;
    for (std::int64_t t = 0; t < kernel.logWeights.size(0); ++t)
        terms.push_back(kernel.term(t, inputs, inputs));
    return terms;
}

/// The value, and its derivative with respect to the covariance, (N, N).
std::tuple<double, torch::Tensor> valueAndSlope(const torch::Tensor& covariance, const torch::Tensor& targets)
{
    const auto stars = static_cast<double>(targets.size(0));
    const auto factor = torch::linalg_cholesky(covariance);
    const auto inverse = torch::cholesky_inverse(factor);
    const auto solved = torch::matmul(inverse, targets); // (N, C)
    const auto misfit = (targets * solved).sum(0);       // (C)
    const auto value = 0.5 * torch::log(misfit / stars).mean() + torch::log(factor.diagonal()).sum() / stars;
    const auto explained = torch::matmul(solved / misfit, solved.t()) / static_cast<double>(targets.size(1));
    return { value.item<double>(), 0.5 * (inverse / stars - explained) };
}

/// Σ_ab pull_ab (x_a − x_b)² for each input, (D); pull (N, N) is symmetric.
torch::Tensor spreadUnder(const torch::Tensor& pull, const torch::Tensor& inputs)
{
    return 2 * (torch::matmul(pull.sum(1), inputs.square()) - (inputs * torch::matmul(pull, inputs)).sum(0));
}

} // namespace

torch::Tensor kernelNoise(const torch::Tensor& logNoise)
{
    return smallestNoise + torch::exp(logNoise);
}

KernelLikelihood kernelLikelihood(const ArdKernel& kernel, const torch::Tensor& logNoise,
                                  const torch::Tensor& inputs, const torch::Tensor& targets)
{
    const auto terms = termsOf(kernel, inputs);
    auto covariance = torch::diag(kernelNoise(logNoise).expand(inputs.size(0)));
    for (const auto& term : terms)
        covariance += term;
    const auto [value, slope] = valueAndSlope(covariance, targets);

    KernelLikelihood likelihood { value, torch::empty_like(kernel.logWeights),
                                  torch::empty_like(kernel.scales), slope.trace() * torch::exp(logNoise) };
    for (std::size_t t = 0; t < terms.size(); ++t) {
        const auto index = static_cast<std::int64_t>(t);
        const auto pull = slope * terms[t];
        likelihood.logWeights[index] = pull.sum();
        likelihood.logScales[index] = -kernel.scales[index].square() * spreadUnder(pull, inputs);
    }
    return likelihood;
}

} // namespace syzygy
