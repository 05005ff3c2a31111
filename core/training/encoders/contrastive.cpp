#include "core/training/encoders/contrastive.h"

#include "core/training/encoders/peers.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace syzygy {

namespace {

constexpr std::size_t neighbourhood = 32; ///< stars that follow each other in one batch
constexpr double largestLogitScale
    = 8; ///< CLIP stops at ln 100 (Radford+ 2021): too coarse for stars a few errors apart

torch::Tensor standardised(const EncoderNetworks& networks, const torch::Tensor& labels)
{
    return (labels - networks.labelMean) / networks.labelScale;
}

} // namespace

BatchSampler::BatchSampler(const torch::Tensor& labels)
    : m_order(static_cast<std::size_t>(labels.size(0)))
{
    std::iota(m_order.begin(), m_order.end(), 0);
    const auto contiguous = labels.contiguous();
    const auto rows = contiguous.accessor<float, 2>();
    const auto cell = [&](std::int64_t i) {
        return std::make_tuple(std::lround(rows[i][2] / 0.15F), std::lround(rows[i][1] / 0.3F), rows[i][0]);
    };
    std::sort(m_order.begin(), m_order.end(),
              [&](std::int64_t a, std::int64_t b) { return cell(a) < cell(b); });
}

torch::Tensor BatchSampler::draw(int size, double hardShare, Random& random) const
{
    const auto wanted = std::min(static_cast<std::size_t>(size), m_order.size());
    std::vector<std::int64_t> rows;
    std::vector<bool> taken(m_order.size());
    const auto take = [&](std::size_t position) {
        if (rows.size() < wanted && !taken[position]) {
            taken[position] = true;
            rows.push_back(m_order[position]);
        }
    };
    const auto hard = static_cast<std::size_t>(hardShare * static_cast<double>(wanted));
    while (rows.size() < hard) {
        const auto first = random.index(m_order.size());
        for (std::size_t k = first; k < std::min(first + neighbourhood, m_order.size()); ++k)
            take(k);
    }
    while (rows.size() < wanted)
        take(random.index(m_order.size()));
    return torch::tensor(rows, torch::kLong);
}

torch::Tensor symmetricInfoNce(const torch::Tensor& left, const torch::Tensor& right,
                               const torch::Tensor& scale)
{
    const auto logits = torch::mm(left, right.t()) * scale; // (n, n)
    const auto truth = torch::arange(left.size(0), torch::kLong);
    return 0.5 * (torch::cross_entropy_loss(logits, truth) + torch::cross_entropy_loss(logits.t(), truth));
}

torch::Tensor gaussianLoss(const torch::Tensor& mean, const torch::Tensor& logSigma,
                           const torch::Tensor& truth)
{
    const auto nll = 0.5 * ((truth - mean) * (-logSigma).exp()).square() + logSigma;
    return (nll * logSigma.detach().exp()).mean();
}

namespace {

/// Every process has the loss of the whole batch, as it depends on its own rows: these gradients add up to
/// the whole. The scale belongs to all, who take an equal part of its gradient each.
torch::Tensor sharedInfoNce(const torch::Tensor& left, const torch::Tensor& right, const torch::Tensor& scale,
                            Peers& peers)
{
    const auto ownPart = (scale - scale.detach()) / peers.count();
    return symmetricInfoNce(peers.gathered(left), peers.gathered(right), scale.detach() + ownPart);
}

} // namespace

PairLoss pairLoss(const EncoderNetworks& networks, std::size_t member, const MockFeatures& mocks,
                  const torch::Tensor& rows, double contrastiveWeight, Peers* peers)
{
    const auto nirspec = runMember(networks, networks.nirspec, member,
                                   mocks.nirspec.index_select(0, rows).to(torch::kFloat));
    const auto apogee
        = runMember(networks, networks.apogee, member, mocks.apogee.index_select(0, rows).to(torch::kFloat));
    const auto truth = standardised(networks, mocks.labels.index_select(0, rows));
    const auto scale = networks.logitScales[member].clamp_max(largestLogitScale).exp();
    PairLoss loss;
    loss.contrastive = peers != nullptr ? sharedInfoNce(nirspec.latent, apogee.latent, scale, *peers)
                                        : symmetricInfoNce(nirspec.latent, apogee.latent, scale);
    loss.likelihood = 0.5
        * (gaussianLoss(nirspec.mean, nirspec.logSigma, truth)
           + gaussianLoss(apogee.mean, apogee.logSigma, truth));
    const double share = peers != nullptr ? 1.0 / peers->count() : 1;
    loss.total = loss.likelihood * (10 * share) + contrastiveWeight * loss.contrastive;
    return loss;
}

HeldOutScore assess(EncoderNetworks& networks, const MockFeatures& mocks, double contrastiveWeight)
{
    const torch::NoGradGuard noGrad;
    networks.train(false);
    constexpr std::int64_t batch = 1024;
    HeldOutScore score;
    std::vector<torch::Tensor> nirspec, apogee, values;
    double losses = 0;
    for (std::int64_t first = 0; first + 2 <= mocks.size(); first += batch) {
        const auto rows = torch::arange(first, std::min(mocks.size(), first + batch), torch::kLong);
        for (std::size_t member = 0; member < networks.heads.size(); ++member, ++losses)
            score.loss += pairLoss(networks, member, mocks, rows, contrastiveWeight).total.item<double>();
        const auto output
            = runEnsemble(networks, networks.nirspec, mocks.nirspec.index_select(0, rows).to(torch::kFloat));
        nirspec.push_back(output.latent);
        values.push_back(output.value);
        apogee.push_back(
            runEnsemble(networks, networks.apogee, mocks.apogee.index_select(0, rows).to(torch::kFloat))
                .latent);
    }
    score.loss /= std::max(1.0, losses);
    const auto left = torch::cat(nirspec), right = torch::cat(apogee);
    const auto rmse
        = (torch::cat(values) - mocks.labels.slice(0, 0, left.size(0))).square().mean(0).sqrt().contiguous();
    std::copy_n(rmse.data_ptr<float>(), labelCount, score.rmse.begin());
    const auto found = torch::mm(left, right.t()).argmax(1) == torch::arange(left.size(0), torch::kLong);
    score.retrievalAt1 = found.to(torch::kFloat).mean().item<double>();
    return score;
}

namespace {

/// Fills sigmaScale for exact or for wrong lines from mocks of that kind, in groups of like noise.
void calibrateScale(Branch& branch, std::int64_t lines, const torch::Tensor& level,
                    const torch::Tensor& ratio)
{
    const auto order = level.argsort();
    const auto knots = branch.noiseKnots.size(0), count = order.size(0);
    for (std::int64_t knot = 0; knot < knots; ++knot) {
        const auto rows = order.slice(0, knot * count / knots, (knot + 1) * count / knots);
        if (rows.size(0) > 0)
            branch.sigmaScale[lines][knot] = torch::quantile(ratio.index_select(0, rows), 0.6827, 0);
    }
}

void calibrateFloor(Branch& branch, const torch::Tensor& error, const torch::Tensor& sigma)
{
    const auto quietest = sigma.quantile(0.1, 0);
    branch.sigmaFloor = torch::empty({ static_cast<std::int64_t>(labelCount) });
    for (std::int64_t k = 0; k < static_cast<std::int64_t>(labelCount); ++k) {
        const auto rows = sigma.select(1, k) <= quietest[k];
        branch.sigmaFloor[k] = error.select(1, k).masked_select(rows).quantile(0.6827);
    }
}

void calibrateBranch(const EncoderNetworks& networks, Branch& branch, const torch::Tensor& features,
                     const torch::Tensor& labels)
{
    constexpr std::int64_t knots = 5, fewest = 200; // mocks per knot
    if (!branch.learns())
        return;
    const auto output = runEnsemble(networks, branch, features);
    const auto error = (output.value - labels).abs(); // (n, 20)
    const auto sigma = (output.noise.square() + output.spread.square()).sqrt();
    const auto level = noiseLevel(features, branch.front.components());
    const auto used = std::clamp(level.size(0) / (3 * fewest), std::int64_t { 1 }, knots);
    const auto middles = (torch::arange(used).to(torch::kFloat) + 0.5) / static_cast<double>(used);
    branch.noiseKnots = torch::quantile(level, middles);
    branch.sigmaScale = torch::quantile(error / sigma, 0.6827, 0)
                            .expand({ 2, used, static_cast<std::int64_t>(labelCount) })
                            .clone();
    const auto wrong = lineErrorOf(features, branch.front.components()) > 0.005;
    for (const std::int64_t lines : { 0, 1 }) {
        const auto rows = (lines == 1 ? wrong : wrong.logical_not()).nonzero().squeeze(1);
        if (rows.size(0) >= fewest)
            calibrateScale(branch, lines, level.index_select(0, rows), (error / sigma).index_select(0, rows));
    }
    calibrateFloor(branch, error, sigma);
}

} // namespace

void calibrate(EncoderNetworks& networks, const MockFeatures& heldOut)
{
    const torch::NoGradGuard noGrad;
    networks.train(false);
    calibrateBranch(networks, networks.nirspec, heldOut.nirspec.to(torch::kFloat), heldOut.labels);
    calibrateBranch(networks, networks.apogee, heldOut.apogee.to(torch::kFloat), heldOut.labels);
}

} // namespace syzygy
