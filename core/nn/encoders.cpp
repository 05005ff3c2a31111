#include "core/nn/encoders.h"

#include "core/atomicfile.h"
#include "core/error.h"
#include "core/nn/encodernetwork.h"

#include <algorithm>

namespace syzygy {

namespace {

double medianOfPositive(const torch::Tensor& values)
{
    const auto positive = values.masked_select(values > 0);
    return positive.numel() > 0 ? positive.median().item<double>() : 0;
}

std::vector<float> rowOf(const torch::Tensor& matrix, std::int64_t row)
{
    const auto values = matrix[row].contiguous();
    const auto* first = values.data_ptr<float>();
    return { first, first + values.numel() };
}

void copyLabels(const torch::Tensor& matrix, std::int64_t row, std::array<double, labelCount>& to)
{
    const auto values = rowOf(matrix, row);
    std::copy(values.begin(), values.end(), to.begin());
}

} // namespace

Encoders::Encoders(std::shared_ptr<const EncoderNetworks> networks)
    : m_networks(std::move(networks))
{
}

Encoders Encoders::load(const std::filesystem::path& file)
{
    try {
        torch::serialize::InputArchive archive;
        archive.load_from(file.string());
        return Encoders(std::make_shared<EncoderNetworks>(EncoderNetworks::read(archive)));
    } catch (const c10::Error& error) {
        throw Error(file.string() + ": is not a file of encoders ("
                    + std::string(error.what_without_backtrace()).substr(0, 120)
                    + "); copy the bundle again.");
    }
}

void Encoders::save(const std::filesystem::path& file) const
{
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        torch::serialize::OutputArchive archive;
        m_networks->write(archive);
        archive.save_to(temporary.string());
    });
}

Encoders Encoders::withLineError(double lineError) const
{
    auto copy = *this;
    copy.m_lineError = lineError;
    return copy;
}

std::size_t Encoders::latentDimensions() const
{
    return static_cast<std::size_t>(m_networks->options.latent * m_networks->options.members);
}

std::vector<Encoding> Encoders::encode(std::span<const PreparedSpectrum* const> spectra) const
{
    if (spectra.empty())
        return {};
    const torch::NoGradGuard noGrad;
    const bool isNirspec = spectra.front()->grid == m_networks->nirspec.front.grid;
    const auto& branch = m_networks->branch(isNirspec);
    const auto projection = project(branch.front, spectra);
    const auto lineErrors = torch::full({ static_cast<std::int64_t>(spectra.size()) }, m_lineError);
    const auto features = featuresOf(branch, projection, lineErrors);
    const auto output = runEnsemble(*m_networks, isNirspec, features);
    const auto scale = sigmaScaleOf(branch, features);
    const auto noise = output.noise * scale, spread = output.spread * scale;
    const auto whitened = projection.coefficients / branch.front.variance.sqrt();

    std::vector<Encoding> encodings(spectra.size());
    for (std::size_t i = 0; i < encodings.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        auto& encoding = encodings[i];
        encoding.latent = rowOf(output.latent, row);
        copyLabels(output.value, row, encoding.value);
        copyLabels(noise, row, encoding.sigmaNoise);
        copyLabels(spread, row, encoding.sigmaModel);
        copyLabels(branch.sigmaFloor.unsqueeze(0), 0, encoding.sigmaFloor);
        encoding.bestFit = rowOf(projection.model, row);
        encoding.whitened = rowOf(whitened, row);
        encoding.residualScatter = medianOfPositive(projection.sigma[row]);
        encoding.errorScale = medianOfPositive(projection.errorScale[row]);
        encoding.clipped = projection.clipped[row].item<double>();
    }
    return encodings;
}

Encoding Encoders::encode(const PreparedSpectrum& spectrum) const
{
    const PreparedSpectrum* const one = &spectrum;
    return std::move(encode(std::span(&one, 1)).front());
}

} // namespace syzygy
