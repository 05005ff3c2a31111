#include "core/training/encoders/fittedstart.h"

#include <torch/linalg.h>

#include <algorithm>

namespace syzygy {

namespace {

constexpr double spread = 0.05; ///< of an error in the latent's plane: the sphere is flat at that size

std::int64_t sharedCount(const EncoderNetworks& networks)
{
    return std::min({ ComponentModel::sharedParameters, networks.nirspec.model.parameters(),
                      networks.options.latent - 1 });
}

torch::Tensor fittedParameters(const Branch& branch, const torch::Tensor& features, std::int64_t count)
{
    const auto first = branch.front.featureCount();
    return features.slice(1, first, first + count).to(torch::kFloat);
}

torch::Tensor fittedSigmas(const Branch& branch, const torch::Tensor& features, std::int64_t count)
{
    const auto first = branch.front.featureCount() + branch.model.parameters(); // ln σ
    return features.slice(1, first, first + count).to(torch::kFloat).exp();
}

/// The (n, count) in the axes and units of the factor.
torch::Tensor whitened(const torch::Tensor& rows, const torch::Tensor& factor)
{
    return torch::linalg_solve_triangular(factor, rows.t(), false).t();
}

/// Cholesky factor of the covariance about zero without the rows farthest out by that same covariance: wrong
/// fits are not to speak for all.
torch::Tensor robustFactor(const torch::Tensor& rows)
{
    constexpr double kept = 0.8, jitter = 1e-6;
    constexpr int passes = 4;
    const auto most
        = std::max<std::int64_t>(1, static_cast<std::int64_t>(kept * static_cast<double>(rows.size(0))));
    auto factor = std::get<0>(rows.square().median(0)).clamp_min(1e-9).sqrt().diag();
    for (int pass = 0; pass < passes; ++pass) {
        const auto distance = whitened(rows, factor).square().sum(1);
        const auto limit = std::get<0>(distance.kthvalue(most));
        const auto near = rows.index_select(0, (distance <= limit).nonzero().squeeze(1));
        factor = torch::linalg_cholesky(torch::mm(near.t(), near) / static_cast<double>(near.size(0))
                                        + jitter * torch::eye(rows.size(1)));
    }
    return factor;
}

/// (count, count), lower: of what the two instruments say of the same star, every pair in units of its own
/// noise so that all S/N speak.
torch::Tensor factorOfErrors(const EncoderNetworks& networks, const MockFeatures& mocks, std::int64_t count)
{
    const auto sigma = fittedSigmas(networks.nirspec, mocks.nirspec, count);
    const auto usual = sigma.square().mean(0).sqrt();
    const auto difference = fittedParameters(networks.nirspec, mocks.nirspec, count)
        - fittedParameters(networks.apogee, mocks.apogee, count);
    return robustFactor(difference / (sigma / usual).mean(1, true));
}

void silence(const PerceptronImpl& perceptron)
{
    auto last = perceptron.layers->children().back()->parameters();
    for (auto& weights : last)
        weights.zero_();
}

} // namespace

void startFromFits(EncoderNetworks& networks, std::size_t member, const MockFeatures& mocks)
{
    constexpr double startScale
        = 5.3; ///< ln 200: how well such errors can be told apart, half of 1 / spread²
    const torch::NoGradGuard noGrad;
    const auto shared = sharedCount(networks);
    const auto factor = factorOfErrors(networks, mocks, shared);
    const auto whitening = torch::linalg_solve_triangular(factor, torch::eye(shared), false);
    for (auto* branch : { &networks.nirspec, &networks.apogee }) {
        auto& encoder = branch->encoders[member];
        encoder->output->weight.zero_();
        encoder->output->bias.zero_();
        encoder->direct->weight.zero_();
        encoder->direct->weight.slice(0, 0, shared).slice(1, 0, shared).copy_(spread * whitening);
    }
    auto& head = networks.heads[member];
    silence(*head->curved);
    const auto direct = std::min(shared, static_cast<std::int64_t>(labelCount));
    head->direct->weight.zero_();
    head->direct->bias.zero_();
    head->direct->weight.slice(0, 0, direct).slice(1, 0, shared).copy_(factor.slice(0, 0, direct) / spread);
    networks.logitScales[member].fill_(startScale);
}

void startLikeApogee(EncoderNetworks& networks, std::size_t member)
{
    const torch::NoGradGuard noGrad;
    const auto shared = sharedCount(networks);
    auto& encoder = networks.nirspec.encoders[member];
    encoder->output->weight.zero_();
    encoder->output->bias.zero_();
    encoder->direct->weight.zero_();
    encoder->direct->weight.slice(1, 0, shared)
        .copy_(networks.apogee.encoders[member]->direct->weight.slice(1, 0, shared));
}

} // namespace syzygy
