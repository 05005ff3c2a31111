#include "core/nn/starnet.h"

#include "core/nn/tensors.h"
#include "core/processing/modelgrid.h"

#include <torch/nn/init.h>
#include <torch/nn/utils/convert_parameters.h>

#include <algorithm>

namespace syzygy {

namespace {

namespace F = torch::nn::functional;

constexpr std::int64_t filterLength = 8;
constexpr std::int64_t poolLength = 4;
constexpr std::int64_t firstFilters = 4, secondFilters = 16;
constexpr std::int64_t wideUnits = 256, narrowUnits = 128;
constexpr float inputUnit = 0.1F;    ///< of normalised flux: brings lines to order one
constexpr float largestInput = 1.5F; ///< of |flux − 1|; more is a bad pixel
constexpr std::int64_t starNetVersion = 1;
constexpr auto formatKey = "starnet"; ///< no other encoders have it

/// He's normal distribution, as StarNet starts from; no bias.
void initialise(torch::Tensor& parameter)
{
    if (parameter.dim() > 1)
        torch::nn::init::kaiming_normal_(parameter, 0, torch::kFanIn, torch::kReLU);
    else
        torch::nn::init::zeros_(parameter);
}

void writeBranch(torch::serialize::OutputArchive& archive, const StarNetBranch& branch)
{
    archive.write(
        "network",
        torch::nn::utils::parameters_to_vector(branch.network->parameters()).detach().to(torch::kHalf));
    archive.write("read_out", branch.readOut);
    archive.write("sigma", branch.sigma);
}

torch::Tensor ofShape(const torch::Tensor& tensor, torch::IntArrayRef shape)
{
    TORCH_CHECK(tensor.sizes() == shape, "a table has another shape");
    return tensor.to(torch::kFloat);
}

void readBranch(torch::serialize::InputArchive& archive, StarNetBranch& branch)
{
    torch::Tensor weights, readOut, sigma;
    archive.read("network", weights);
    archive.read("read_out", readOut);
    archive.read("sigma", sigma);
    const torch::NoGradGuard noGrad;
    auto parameters = branch.network->parameters();
    torch::nn::utils::vector_to_parameters(weights.to(torch::kFloat), parameters);
    branch.readOut = ofShape(readOut, { labelColumns + 1, labelColumns });
    branch.sigma = ofShape(sigma, { labelColumns });
}

} // namespace

StarNetImpl::StarNetImpl(std::int64_t pixels)
{
    const auto pooled = (pixels - 2 * (filterLength - 1)) / poolLength;
    first = register_module("first", torch::nn::Conv1d(1, firstFilters, filterLength));
    second = register_module("second", torch::nn::Conv1d(firstFilters, secondFilters, filterLength));
    wide = register_module("wide", torch::nn::Linear(secondFilters * pooled, wideUnits));
    narrow = register_module("narrow", torch::nn::Linear(wideUnits, narrowUnits));
    output = register_module("output", torch::nn::Linear(narrowUnits, labelColumns));
    for (auto& parameter : parameters())
        initialise(parameter);
}

torch::Tensor StarNetImpl::forward(const torch::Tensor& spectra)
{
    const auto filtered = second->forward(torch::relu(first->forward(spectra.unsqueeze(1)))); // (n, 16, P')
    const auto pooled = torch::relu(torch::max_pool1d(filtered, poolLength)).flatten(1);
    return output->forward(torch::relu(narrow->forward(torch::relu(wide->forward(pooled)))));
}

torch::Tensor starNetInput(std::span<const PreparedSpectrum* const> spectra)
{
    const auto pixels = spectra.empty() ? std::size_t { 0 } : spectra.front()->flux.size();
    auto input
        = torch::empty({ static_cast<std::int64_t>(spectra.size()), static_cast<std::int64_t>(pixels) });
    auto* to = input.data_ptr<float>();
    for (const auto* spectrum : spectra)
        for (const float flux : spectrum->flux)
            *to++ = std::clamp(flux - 1, -largestInput, largestInput) / inputUnit;
    return input;
}

torch::Tensor runStarNet(StarNet network, const torch::Tensor& spectra)
{
    constexpr std::int64_t batch = 128;
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> outputs;
    for (const auto& part : spectra.split(batch))
        outputs.push_back(network->forward(part.to(torch::kFloat)));
    return torch::cat(outputs);
}

StarNetBranch::StarNetBranch(std::int64_t pixels)
    : network(pixels)
    , readOut(torch::cat({ torch::eye(labelColumns), torch::zeros({ 1, labelColumns }) }))
    , sigma(torch::ones({ labelColumns }))
{
}

torch::Tensor StarNetBranch::labelsOf(const torch::Tensor& outputs) const
{
    return torch::cat({ outputs, torch::ones({ outputs.size(0), 1 }) }, 1).matmul(readOut);
}

StarNets::StarNets()
    : StarNets(static_cast<std::int64_t>(nirspecModelGrid().size),
               static_cast<std::int64_t>(apogeeModelGrid().size))
{
}

StarNets::StarNets(std::int64_t nirspecPixels, std::int64_t apogeePixels)
    : nirspec(nirspecPixels)
    , apogee(apogeePixels)
{
}

std::vector<Encoding> StarNets::encode(std::span<const PreparedSpectrum* const> spectra, double,
                                       std::span<const std::size_t>) const
{
    const auto& branch = spectra.front()->grid == nirspecModelGrid() ? nirspec : apogee;
    const auto outputs = runStarNet(branch.network, starNetInput(spectra));
    const auto latents = F::normalize(outputs, F::NormalizeFuncOptions().dim(1));
    const auto values = branch.labelsOf(outputs);
    const auto sigma = rowOf(branch.sigma.unsqueeze(0), 0);
    std::vector<Encoding> encodings(spectra.size());
    for (std::size_t i = 0; i < encodings.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        encodings[i].latent = rowOf(latents, row);
        std::ranges::copy(rowOf(values, row), encodings[i].value.begin());
        std::ranges::copy(sigma, encodings[i].sigmaNoise.begin());
    }
    return encodings;
}

void StarNets::write(torch::serialize::OutputArchive& archive) const
{
    archive.write(formatKey, torch::tensor(starNetVersion, torch::kLong));
    torch::serialize::OutputArchive nirspecArchive, apogeeArchive;
    writeBranch(nirspecArchive, nirspec);
    writeBranch(apogeeArchive, apogee);
    archive.write("nirspec", nirspecArchive);
    archive.write("apogee", apogeeArchive);
}

bool StarNets::isIn(torch::serialize::InputArchive& archive)
{
    torch::Tensor version;
    return archive.try_read(formatKey, version);
}

StarNets StarNets::read(torch::serialize::InputArchive& archive)
{
    torch::Tensor version;
    archive.read(formatKey, version);
    TORCH_CHECK(version.item<std::int64_t>() == starNetVersion, "it is of another format version");
    torch::serialize::InputArchive nirspecArchive, apogeeArchive;
    archive.read("nirspec", nirspecArchive);
    archive.read("apogee", apogeeArchive);
    StarNets networks;
    readBranch(nirspecArchive, networks.nirspec);
    readBranch(apogeeArchive, networks.apogee);
    return networks;
}

} // namespace syzygy
