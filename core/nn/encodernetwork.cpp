#include "core/nn/encodernetwork.h"

#include "core/nn/tensors.h"

#include <array>
#include <cmath>

namespace syzygy {

namespace {

constexpr int residualBlocks = 2;

/// The part of the features that tells how noisy and complete a spectrum is and what was fitted to it: (n, F
/// − K).
torch::Tensor noisePart(const torch::Tensor& features, std::int64_t components)
{
    return features.slice(1, components);
}

std::array<torch::nn::Module*, 5> modulesOf(const EncoderNetworks& networks, std::size_t member)
{
    return { networks.nirspec.encoders[member].ptr().get(), networks.nirspec.widths[member].ptr().get(),
             networks.apogee.encoders[member].ptr().get(), networks.apogee.widths[member].ptr().get(),
             networks.heads[member].ptr().get() };
}

bool isLearning(const torch::nn::Module& module)
{
    return module.parameters().front().requires_grad();
}

} // namespace

EncoderNetImpl::EncoderNetImpl(std::int64_t features, std::int64_t fitted, std::int64_t hidden,
                               std::int64_t latent, double dropoutShare)
    : fittedFeatures(fitted)
    , dropout(dropoutShare)
{
    input = register_module("input", torch::nn::Linear(features, hidden));
    for (int k = 0; k < residualBlocks; ++k) {
        norms->push_back(torch::nn::LayerNorm(torch::nn::LayerNormOptions({ hidden })));
        blocks->push_back(torch::nn::Sequential(torch::nn::Linear(hidden, hidden), torch::nn::SiLU(),
                                                torch::nn::Linear(hidden, hidden)));
    }
    register_module("norms", norms);
    register_module("blocks", blocks);
    output = register_module("output", torch::nn::Linear(hidden, latent - 1));
    direct = register_module("direct",
                             torch::nn::Linear(torch::nn::LinearOptions(fitted, latent - 1).bias(false)));
}

torch::Tensor EncoderNetImpl::forward(const torch::Tensor& features)
{
    auto hidden = torch::silu(input->forward(features)); // (n, hidden)
    for (std::size_t k = 0; k < blocks->size(); ++k) {
        const auto normed = norms[k]->as<torch::nn::LayerNorm>()->forward(hidden);
        hidden = hidden
            + torch::dropout(blocks[k]->as<torch::nn::Sequential>()->forward(normed), dropout, is_training());
    }
    const auto fitted = features.slice(1, features.size(1) - fittedFeatures);
    const auto plane = output->forward(hidden) + direct->forward(fitted);
    return torch::nn::functional::normalize(torch::cat({ torch::ones_like(plane.slice(1, 0, 1)), plane }, 1),
                                            torch::nn::functional::NormalizeFuncOptions().dim(1));
}

ReadoutImpl::ReadoutImpl(std::int64_t latent, std::int64_t hidden, std::int64_t out)
    : curved(register_module("curved", Perceptron(latent - 1, hidden, out)))
    , direct(register_module("direct", torch::nn::Linear(latent - 1, out)))
{
}

torch::Tensor ReadoutImpl::forward(const torch::Tensor& latent)
{
    const auto plane = latent.slice(1, 1) / latent.slice(1, 0, 1).clamp_min(1e-4);
    return curved->forward(plane) + direct->forward(plane);
}

PerceptronImpl::PerceptronImpl(std::int64_t in, std::int64_t hidden, std::int64_t out)
{
    layers = register_module("layers",
                             torch::nn::Sequential(torch::nn::Linear(in, hidden), torch::nn::SiLU(),
                                                   torch::nn::Linear(hidden, hidden), torch::nn::SiLU(),
                                                   torch::nn::Linear(hidden, out)));
}

torch::Tensor PerceptronImpl::forward(const torch::Tensor& x)
{
    return layers->forward(x);
}

torch::Tensor featuresOf(const Branch& branch, const Projection& projection, const torch::Tensor& lineErrors)
{
    return featuresOf(branch, projection, lineErrors,
                      fitComponents(branch.model, branch.front, projection, lineErrors));
}

torch::Tensor featuresOf(const Branch& branch, const Projection& projection, const torch::Tensor& lineErrors,
                         const ComponentFit& fit)
{
    return torch::cat({ featuresOf(branch.front, projection, lineErrors), featuresOf(fit) }, 1);
}

MemberOutput runMember(const EncoderNetworks& networks, const Branch& branch, std::size_t member,
                       const torch::Tensor& features)
{
    auto encoder = branch.encoders[member]; // handles; forward() is not const in LibTorch
    auto widths = branch.widths[member];
    auto heads = networks.heads[member];
    MemberOutput output;
    output.latent = encoder->forward(features);
    output.mean = heads->forward(output.latent);
    const auto noise = noisePart(features, branch.front.components());
    const auto fitted
        = features.slice(1, branch.front.featureCount() + branch.model.parameters()); // ln σ first
    output.logSigma = (widths->forward(torch::cat({ output.latent.detach(), noise }, 1))
                       + fitted.slice(1, 0, labelColumns))
                          .clamp(-6, 1.5);
    return output;
}

torch::Tensor sigmaScaleOf(const Branch& branch, const torch::Tensor& features)
{
    constexpr double wrongLines = 0.04;
    const auto knots = branch.noiseKnots.size(0);
    const auto level = noiseLevel(features, branch.front.components()).contiguous();
    const auto right = torch::searchsorted(branch.noiseKnots, level).clamp(knots > 1 ? 1 : 0, knots - 1);
    const auto left = (right - 1).clamp_min(0);
    const auto from = branch.noiseKnots.index_select(0, left), to = branch.noiseKnots.index_select(0, right);
    const auto t = ((level - from) / (to - from).clamp_min(1e-6)).clamp(0, 1).unsqueeze(1); // (n, 1)
    const auto between = [&](std::int64_t lines) {
        const auto& table = branch.sigmaScale[lines];
        return table.index_select(0, left) * (1 - t) + table.index_select(0, right) * t;
    };
    const auto wrong
        = (lineErrorOf(features, branch.front.components()) / wrongLines).clamp(0, 1).unsqueeze(1);
    return between(0) * (1 - wrong) + between(1) * wrong;
}

torch::Tensor movedLatent(const EncoderNetworks& networks, const torch::Tensor& latent,
                          const torch::Tensor& change)
{
    constexpr double step = 0.01, ridge = 1e-6; // in the plane; of the Jacobian's squares
    const auto members = static_cast<std::int64_t>(networks.heads.size());
    const auto target = (change / networks.labelScale).to(torch::kFloat); // (20)
    std::vector<torch::Tensor> moved;
    for (std::int64_t member = 0; member < members; ++member) {
        auto head = networks.heads[static_cast<std::size_t>(member)];
        const auto size = latent.size(0) / members;
        const auto own = latent.slice(0, member * size, (member + 1) * size);
        const auto plane = own.slice(0, 1) / own[0].clamp_min(1e-4); // (size − 1)
        const auto around
            = torch::cat({ plane.unsqueeze(0), plane.unsqueeze(0) + step * torch::eye(size - 1) });
        const auto read = head->forward(torch::cat({ torch::ones({ size, 1 }), around }, 1)); // (size, 20)
        const auto jacobian = ((read.slice(0, 1) - read[0]) / step).t(); // (20, size − 1)
        auto squares = torch::mm(jacobian, jacobian.t());
        squares.diagonal().add_(ridge * squares.diagonal().mean());
        const auto shift
            = torch::mv(jacobian.t(), torch::linalg_solve(squares, target.unsqueeze(1)).squeeze(1));
        const auto point = torch::cat({ torch::ones({ 1 }), plane + shift });
        moved.push_back(point / point.norm());
    }
    return torch::cat(moved) / std::sqrt(static_cast<double>(members));
}

EnsembleOutput runEnsemble(const EncoderNetworks& networks, const Branch& branch,
                           const torch::Tensor& features)
{
    std::vector<torch::Tensor> latents, means, variances;
    for (std::size_t member = 0; member < networks.heads.size(); ++member) {
        const auto output = runMember(networks, branch, member, features);
        latents.push_back(output.latent);
        means.push_back(output.mean);
        variances.push_back((2 * output.logSigma).exp());
    }
    const auto count = static_cast<double>(latents.size());
    const auto all = torch::stack(means); // (members, n, 20)
    EnsembleOutput output;
    output.latent = torch::cat(latents, 1) / std::sqrt(count);
    output.value = all.mean(0) * networks.labelScale + networks.labelMean;
    output.noise = torch::stack(variances).mean(0).sqrt() * networks.labelScale;
    output.spread = count > 1 ? all.std(0) * networks.labelScale : torch::zeros_like(output.noise);
    return output;
}

void Branch::trustSigma()
{
    if (!sigmaScale.defined())
        sigmaScale = torch::ones({ 2, 1, labelColumns });
    if (!noiseKnots.defined())
        noiseKnots = torch::zeros({ 1 });
    if (!sigmaFloor.defined())
        sigmaFloor = torch::zeros({ labelColumns });
}

void Branch::addMember(const NetworkOptions& options)
{
    trustSigma();
    encoders.emplace_back(featureCount(), model.featureCount(), options.hidden, options.latent,
                          options.dropout);
    widths.emplace_back(options.latent + featureCount() - front.components(), options.headHidden,
                        labelColumns);
}

const Branch* EncoderNetworks::branchFor(const ModelGrid& grid) const
{
    for (const auto* branch : { &nirspec, &apogee, medium ? &*medium : nullptr })
        if (branch && branch->front.grid == grid)
            return branch;
    return nullptr;
}

void EncoderNetworks::makeNetworks()
{
    for (auto* branch : { &nirspec, &apogee }) {
        branch->trustSigma();
        branch->encoders.clear();
        branch->widths.clear();
    }
    heads.clear();
    for (std::int64_t member = 0; member < options.members; ++member)
        addMember();
}

void EncoderNetworks::addMember()
{
    for (auto* branch : { &nirspec, &apogee })
        branch->addMember(options);
    heads.emplace_back(options.latent, options.headHidden, labelColumns);
    if (logitScales.size() < heads.size())
        logitScales.push_back(
            torch::full({}, 2.66, torch::requires_grad())); // τ = 0.07, as CLIP starts (Radford+ 2021)
}

bool Branch::learns() const
{
    return !encoders.empty() && isLearning(*encoders.front());
}

std::vector<torch::Tensor> EncoderNetworks::parameters(std::size_t member) const
{
    std::vector<torch::Tensor> all;
    if (logitScales[member].requires_grad())
        all.push_back(logitScales[member]);
    for (const auto* module : modulesOf(*this, member))
        if (isLearning(*module))
            for (const auto& parameter : module->parameters())
                all.push_back(parameter);
    return all;
}

void EncoderNetworks::train(bool on)
{
    for (std::size_t member = 0; member < heads.size(); ++member)
        for (auto* module : modulesOf(*this, member))
            module->train(on && isLearning(*module));
}

void EncoderNetworks::hold()
{
    for (std::size_t member = 0; member < heads.size(); ++member) {
        logitScales[member].set_requires_grad(false);
        for (auto* module : modulesOf(*this, member))
            for (auto& parameter : module->parameters())
                parameter.set_requires_grad(false);
    }
    train(false);
}

} // namespace syzygy
