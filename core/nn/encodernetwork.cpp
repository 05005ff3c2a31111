#include "core/nn/encodernetwork.h"

namespace syzygy {

namespace {

constexpr int residualBlocks = 2;
constexpr auto labels = static_cast<std::int64_t>(labelCount);

void writeGrid(torch::serialize::OutputArchive& archive, const ModelGrid& grid)
{
    archive.write("grid", torch::tensor({ grid.spacing == ModelGrid::Spacing::Linear ? 0.0 : 1.0, grid.start, grid.step,
                                          static_cast<double>(grid.size) },
                                        torch::kDouble));
}

ModelGrid readGrid(torch::serialize::InputArchive& archive)
{
    torch::Tensor values;
    archive.read("grid", values);
    const auto* v = values.data_ptr<double>();
    return { v[0] == 0 ? ModelGrid::Spacing::Linear : ModelGrid::Spacing::Log10, v[1], v[2], static_cast<std::size_t>(v[3]) };
}

void writeBranch(torch::serialize::OutputArchive& archive, const Branch& branch)
{
    writeGrid(archive, branch.front.grid);
    archive.write("mean", branch.front.mean);
    archive.write("basis", branch.front.basis.to(torch::kHalf));
    archive.write("variance", branch.front.variance);
    archive.write("sigma_scale", branch.sigmaScale);
    archive.write("sigma_floor", branch.sigmaFloor);
    torch::serialize::OutputArchive encoder, widths;
    branch.encoder->save(encoder);
    branch.widths->save(widths);
    archive.write("encoder", encoder);
    archive.write("widths", widths);
}

void readFront(torch::serialize::InputArchive& archive, Branch& branch)
{
    branch.front.grid = readGrid(archive);
    archive.read("mean", branch.front.mean);
    archive.read("basis", branch.front.basis);
    archive.read("variance", branch.front.variance);
    archive.read("sigma_scale", branch.sigmaScale);
    archive.read("sigma_floor", branch.sigmaFloor);
    branch.front.basis = branch.front.basis.to(torch::kFloat);
    branch.front.finish();
}

void readNetworks(torch::serialize::InputArchive& archive, Branch& branch)
{
    torch::serialize::InputArchive encoder, widths;
    archive.read("encoder", encoder);
    archive.read("widths", widths);
    branch.encoder->load(encoder);
    branch.widths->load(widths);
}

} // namespace

EncoderNetImpl::EncoderNetImpl(std::int64_t features, std::int64_t hidden, std::int64_t latent, double dropoutShare)
    : dropout(dropoutShare)
{
    input = register_module("input", torch::nn::Linear(features, hidden));
    for (int k = 0; k < residualBlocks; ++k) {
        norms->push_back(torch::nn::LayerNorm(torch::nn::LayerNormOptions({ hidden })));
        blocks->push_back(torch::nn::Sequential(torch::nn::Linear(hidden, hidden), torch::nn::SiLU(), torch::nn::Linear(hidden, hidden)));
    }
    register_module("norms", norms);
    register_module("blocks", blocks);
    output = register_module("output", torch::nn::Linear(hidden, latent));
}

torch::Tensor EncoderNetImpl::forward(const torch::Tensor& features)
{
    auto hidden = torch::silu(input->forward(features)); // (n, hidden)
    for (std::size_t k = 0; k < blocks->size(); ++k) {
        const auto normed = norms[k]->as<torch::nn::LayerNorm>()->forward(hidden);
        hidden = hidden + torch::dropout(blocks[k]->as<torch::nn::Sequential>()->forward(normed), dropout, is_training());
    }
    return torch::nn::functional::normalize(output->forward(hidden), torch::nn::functional::NormalizeFuncOptions().dim(1));
}

PerceptronImpl::PerceptronImpl(std::int64_t in, std::int64_t hidden, std::int64_t out)
{
    layers = register_module("layers",
                             torch::nn::Sequential(torch::nn::Linear(in, hidden), torch::nn::SiLU(), torch::nn::Linear(hidden, hidden),
                                                   torch::nn::SiLU(), torch::nn::Linear(hidden, out)));
}

torch::Tensor PerceptronImpl::forward(const torch::Tensor& x) { return layers->forward(x); }

torch::Tensor noisePart(const torch::Tensor& features, std::int64_t components) { return features.slice(1, components); }

torch::Tensor logSigma(const Branch& branch, const torch::Tensor& latent, const torch::Tensor& features)
{
    const auto noise = noisePart(features, branch.front.components());
    auto widths = branch.widths; // a handle; forward() is not const in LibTorch
    return widths->forward(torch::cat({ latent, noise }, 1)).clamp(-6, 1.5);
}

void EncoderNetworks::makeNetworks()
{
    for (auto* branch : { &nirspec, &apogee }) {
        const auto features = branch->front.featureCount();
        branch->encoder = EncoderNet(features, options.hidden, options.latent, options.dropout);
        branch->widths = Perceptron(options.latent + features - branch->front.components(), options.headHidden, labels);
        if (!branch->sigmaScale.defined())
            branch->sigmaScale = torch::ones({ labels });
        if (!branch->sigmaFloor.defined())
            branch->sigmaFloor = torch::zeros({ labels });
    }
    heads = Perceptron(options.latent, options.headHidden, labels);
    if (!logitScale.defined())
        logitScale = torch::full({}, 2.66, torch::requires_grad()); // τ = 0.07, as CLIP starts (Radford+ 2021)
}

std::vector<torch::Tensor> EncoderNetworks::parameters() const
{
    std::vector<torch::Tensor> all { logitScale };
    const auto append = [&](const torch::nn::Module& module) {
        for (const auto& parameter : module.parameters())
            all.push_back(parameter);
    };
    for (const auto* branch : { &nirspec, &apogee }) {
        append(*branch->encoder);
        append(*branch->widths);
    }
    append(*heads);
    return all;
}

void EncoderNetworks::train(bool on)
{
    for (auto* branch : { &nirspec, &apogee }) {
        branch->encoder->train(on);
        branch->widths->train(on);
    }
    heads->train(on);
}

void EncoderNetworks::write(torch::serialize::OutputArchive& archive) const
{
    archive.write("options", torch::tensor({ options.components, options.hidden, options.latent, options.headHidden }, torch::kLong));
    archive.write("dropout", torch::tensor(options.dropout, torch::kDouble));
    archive.write("label_mean", labelMean);
    archive.write("label_scale", labelScale);
    archive.write("logit_scale", logitScale.detach());
    torch::serialize::OutputArchive nirspecArchive, apogeeArchive, headsArchive;
    writeBranch(nirspecArchive, nirspec);
    writeBranch(apogeeArchive, apogee);
    heads->save(headsArchive);
    archive.write("nirspec", nirspecArchive);
    archive.write("apogee", apogeeArchive);
    archive.write("heads", headsArchive);
}

EncoderNetworks EncoderNetworks::read(torch::serialize::InputArchive& archive)
{
    EncoderNetworks networks;
    torch::Tensor sizes, dropout;
    archive.read("options", sizes);
    archive.read("dropout", dropout);
    const auto* v = sizes.data_ptr<std::int64_t>();
    networks.options = { v[0], v[1], v[2], v[3], dropout.item<double>() };
    archive.read("label_mean", networks.labelMean);
    archive.read("label_scale", networks.labelScale);
    archive.read("logit_scale", networks.logitScale);
    networks.logitScale.set_requires_grad(true);
    torch::serialize::InputArchive nirspec, apogee, heads;
    archive.read("nirspec", nirspec);
    archive.read("apogee", apogee);
    archive.read("heads", heads);
    readFront(nirspec, networks.nirspec);
    readFront(apogee, networks.apogee);
    networks.makeNetworks();
    readNetworks(nirspec, networks.nirspec);
    readNetworks(apogee, networks.apogee);
    networks.heads->load(heads);
    networks.train(false);
    return networks;
}

} // namespace syzygy
