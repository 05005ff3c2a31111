#include "core/error.h"
#include "core/labels.h"
#include "core/nn/archivedtensor.h"
#include "core/nn/encodernetwork.h"
#include "core/nn/tensors.h"

#include <torch/nn/utils/convert_parameters.h>

#include <algorithm>
#include <string>

namespace syzygy {

namespace {

constexpr std::int64_t formatVersion = 4;                     ///< of the file
constexpr std::int64_t largestSize = 65536, mostMembers = 64; ///< of what a file may ask for

void writeGrid(torch::serialize::OutputArchive& archive, const ModelGrid& grid)
{
    archive.write("grid",
                  torch::tensor({ grid.spacing == ModelGrid::Spacing::Linear ? 0.0 : 1.0, grid.start,
                                  grid.step, static_cast<double>(grid.size) },
                                torch::kDouble));
}

ModelGrid readGrid(torch::serialize::InputArchive& archive)
{
    const auto values = archivedTensor(archive, "grid", { { 4 } });
    const auto* v = values.data_ptr<double>();
    return { v[0] == 0 ? ModelGrid::Spacing::Linear : ModelGrid::Spacing::Log10, v[1], v[2],
             static_cast<std::size_t>(v[3]) };
}

void writeBranch(torch::serialize::OutputArchive& archive, const Branch& branch)
{
    writeGrid(archive, branch.front.grid);
    archive.write("mean", branch.front.mean);
    archive.write("basis", branch.front.basis.to(torch::kHalf));
    archive.write("variance", branch.front.variance);
    archive.write("independent_share", torch::tensor(branch.front.independentShare, torch::kDouble));
    archive.write("noise_knots", branch.noiseKnots);
    archive.write("sigma_scale", branch.sigmaScale);
    archive.write("sigma_floor", branch.sigmaFloor);
    torch::serialize::OutputArchive model;
    branch.model.write(model);
    archive.write("component_model", model);
}

/// Half precision: half the size. A bundle is calibrated before it is rounded and evaluated after.
void writeModule(torch::serialize::OutputArchive& archive, const std::string& name,
                 const torch::nn::Module& module)
{
    archive.write(name,
                  torch::nn::utils::parameters_to_vector(module.parameters()).detach().to(torch::kHalf));
}

void readModule(torch::serialize::InputArchive& archive, const std::string& name,
                const torch::nn::Module& module)
{
    auto parameters = module.parameters();
    std::int64_t count = 0;
    for (const auto& parameter : parameters)
        count += parameter.numel();
    const auto values = archivedTensor(archive, name, { { count } });
    const torch::NoGradGuard noGrad;
    torch::nn::utils::vector_to_parameters(values.to(torch::kFloat), parameters);
}

std::string numbered(const char* name, std::size_t member)
{
    return name + std::to_string(member);
}

void readFront(torch::serialize::InputArchive& archive, Branch& branch, std::int64_t components)
{
    branch.front.independentShare = archivedTensor(archive, "independent_share").item<double>();
    branch.front.grid = readGrid(archive);
    const auto pixels = static_cast<std::int64_t>(branch.front.grid.size);
    branch.front.mean = archivedTensor(archive, "mean", { { pixels } });
    branch.front.basis = archivedTensor(archive, "basis", { { pixels, components } }).to(torch::kFloat);
    branch.front.variance = archivedTensor(archive, "variance", { { components } });
    branch.noiseKnots = archivedTensor(archive, "noise_knots", { { -1 } });
    branch.sigmaScale
        = archivedTensor(archive, "sigma_scale", { { 2, branch.noiseKnots.size(0), labelColumns } });
    branch.sigmaFloor = archivedTensor(archive, "sigma_floor", { { labelColumns } });
    branch.front.finish();
    torch::serialize::InputArchive model;
    archive.read("component_model", model);
    branch.model = ComponentModel::read(model);
}

void requireFormat(torch::serialize::InputArchive& archive)
{
    if (archivedTensor(archive, "format").item<std::int64_t>() != formatVersion)
        throw Error("it is of another format version");
}

} // namespace

void EncoderNetworks::write(torch::serialize::OutputArchive& archive) const
{
    archive.write("format", torch::tensor(formatVersion, torch::kLong));
    archive.write("options",
                  torch::tensor({ options.components, options.hidden, options.latent, options.headHidden,
                                  options.members },
                                torch::kLong));
    archive.write("dropout", torch::tensor(options.dropout, torch::kDouble));
    archive.write("label_mean", labelMean);
    archive.write("label_scale", labelScale);
    torch::serialize::OutputArchive nirspecArchive, apogeeArchive;
    writeBranch(nirspecArchive, nirspec);
    writeBranch(apogeeArchive, apogee);
    archive.write("nirspec", nirspecArchive);
    archive.write("apogee", apogeeArchive);
    for (std::size_t member = 0; member < heads.size(); ++member) {
        writeModule(archive, numbered("nirspec_encoder", member), *nirspec.encoders[member]);
        writeModule(archive, numbered("nirspec_widths", member), *nirspec.widths[member]);
        writeModule(archive, numbered("apogee_encoder", member), *apogee.encoders[member]);
        writeModule(archive, numbered("apogee_widths", member), *apogee.widths[member]);
        writeModule(archive, numbered("heads", member), *heads[member]);
        archive.write(numbered("logit_scale", member),
                      logitScales[member].detach().clone()); // else the storage that it is a view of
    }
}

void EncoderNetworks::writeMedium(torch::serialize::OutputArchive& archive) const
{
    archive.write("format", torch::tensor(formatVersion, torch::kLong));
    torch::serialize::OutputArchive branch;
    writeBranch(branch, *medium);
    archive.write("medium", branch);
    for (std::size_t member = 0; member < medium->encoders.size(); ++member) {
        writeModule(archive, numbered("medium_encoder", member), *medium->encoders[member]);
        writeModule(archive, numbered("medium_widths", member), *medium->widths[member]);
    }
}

void EncoderNetworks::readMedium(torch::serialize::InputArchive& archive)
{
    requireFormat(archive);
    torch::serialize::InputArchive branch;
    archive.read("medium", branch);
    medium.emplace();
    readFront(branch, *medium, archivedTensor(branch, "variance", { { -1 } }).size(0));
    for (std::size_t member = 0; member < heads.size(); ++member) {
        medium->addMember(options);
        readModule(archive, numbered("medium_encoder", member), *medium->encoders[member]);
        readModule(archive, numbered("medium_widths", member), *medium->widths[member]);
        medium->encoders[member]->eval();
        medium->widths[member]->eval();
    }
}

void EncoderNetworks::readMember(torch::serialize::InputArchive& archive, std::size_t member)
{
    readModule(archive, numbered("nirspec_encoder", member), *nirspec.encoders[member]);
    readModule(archive, numbered("nirspec_widths", member), *nirspec.widths[member]);
    readModule(archive, numbered("apogee_encoder", member), *apogee.encoders[member]);
    readModule(archive, numbered("apogee_widths", member), *apogee.widths[member]);
    readModule(archive, numbered("heads", member), *heads[member]);
    logitScales[member] = archivedTensor(archive, numbered("logit_scale", member)).set_requires_grad(true);
}

EncoderNetworks EncoderNetworks::read(torch::serialize::InputArchive& archive)
{
    EncoderNetworks networks;
    requireFormat(archive);
    const auto sizes = archivedTensor(archive, "options", { { 5 } }).to(torch::kLong);
    const auto* v = sizes.data_ptr<std::int64_t>();
    if (!std::all_of(v, v + 4, [](std::int64_t size) { return size > 0 && size <= largestSize; }) || v[4] < 0
        || v[4] > mostMembers) // none in the checkpoint of a training
        throw Error("its sizes make no sense");
    networks.options = { v[0], v[1], v[2], v[3], archivedTensor(archive, "dropout").item<double>(), v[4] };
    networks.labelMean = archivedTensor(archive, "label_mean", { { labelColumns } });
    networks.labelScale = archivedTensor(archive, "label_scale", { { labelColumns } });
    torch::serialize::InputArchive nirspec, apogee;
    archive.read("nirspec", nirspec);
    archive.read("apogee", apogee);
    readFront(nirspec, networks.nirspec, networks.options.components);
    readFront(apogee, networks.apogee, networks.options.components);
    networks.makeNetworks();
    for (std::size_t member = 0; member < networks.heads.size(); ++member)
        networks.readMember(archive, member);
    networks.train(false);
    return networks;
}

} // namespace syzygy
