#include "core/nn/encoders.h"

#include "core/error.h"
#include "core/nn/encodermodel.h"
#include "core/nn/encodernetwork.h"
#include "core/nn/halfcomparison.h"
#include "core/nn/savedarchive.h"
#include "core/nn/starnet.h"
#include "core/nn/tensors.h"

#include <algorithm>
#include <optional>

namespace syzygy {

namespace {

double medianOfPositive(const torch::Tensor& values)
{
    const auto positive = values.masked_select(values > 0);
    return positive.numel() > 0 ? positive.median().item<double>() : 0;
}

void copyLabels(const torch::Tensor& matrix, std::int64_t row, std::array<double, labelCount>& to)
{
    const auto values = rowOf(matrix, row);
    std::copy(values.begin(), values.end(), to.begin());
}

/// Front ends, encoders and heads.
struct ProjectorModel : EncoderModel {
    explicit ProjectorModel(std::shared_ptr<const EncoderNetworks> given)
        : all(std::move(given))
        , nirspecHalves(all->nirspec)
        , apogeeHalves(all->apogee)
    {
        if (all->medium)
            mediumHalves.emplace(*all->medium);
    }

    std::vector<Encoding> encode(std::span<const PreparedSpectrum* const> spectra, double lineError,
                                 std::span<const std::size_t> cuts) const override;
    bool encodes(const ModelGrid& grid) const override { return all->branchFor(grid) != nullptr; }
    std::size_t latentDimensions() const override
    {
        return static_cast<std::size_t>(all->options.latent * all->options.members);
    }
    std::vector<float> moved(std::span<const float> latent, const Labels& change) const override;
    void write(torch::serialize::OutputArchive& archive) const override { all->write(archive); }
    const EncoderNetworks* networks() const override { return all.get(); }

    const HalfComparison& comparisonOf(const Branch& branch) const
    {
        return &branch == &all->nirspec ? nirspecHalves
            : &branch == &all->apogee   ? apogeeHalves
                                        : *mediumHalves;
    }

    std::shared_ptr<const EncoderNetworks> all;
    HalfComparison nirspecHalves, apogeeHalves;
    std::optional<HalfComparison> mediumHalves;
};

/// What the ensemble makes of projections and fits, σ calibrated.
struct Readings {
    torch::Tensor latent, value, noise, spread;

    Readings(const EncoderNetworks& all, const Branch& branch, const Projection& projection,
             const torch::Tensor& lineErrors, const ComponentFit& fit)
    {
        const auto features = featuresOf(branch, projection, lineErrors, fit);
        const auto output = runEnsemble(all, branch, features);
        const auto scale = sigmaScaleOf(branch, features);
        latent = output.latent;
        value = output.value;
        noise = output.noise * scale;
        spread = output.spread * scale;
    }

    void copyTo(LabelReading& reading, std::int64_t row) const
    {
        copyLabels(value, row, reading.value);
        copyLabels(noise, row, reading.sigmaNoise);
        copyLabels(spread, row, reading.sigmaModel);
    }
};

/// Of the spectra that are cut.
std::vector<Cut> cutsOf(std::span<const PreparedSpectrum* const> spectra, std::span<const std::size_t> cuts)
{
    std::vector<Cut> all;
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        if (cuts[i] > 0)
            all.push_back({ spectra[i], static_cast<std::int64_t>(i), static_cast<std::int64_t>(cuts[i]) });
    }
    return all;
}

/// A half's fit begins where the whole's ended.
void readHalves(const EncoderNetworks& all, const Branch& branch, const std::vector<Cut>& cuts,
                const Projection& wholes, const ComponentFit& fits, double lineError,
                std::vector<Encoding>& encodings)
{
    std::vector<std::size_t> rows;
    for (int half = 0; half < 2; ++half)
        for (const auto& cut : cuts)
            rows.push_back(static_cast<std::size_t>(cut.row));
    std::vector<Tangent> starts;
    for (const auto row : rows)
        starts.push_back(fits.tangents[row]);
    const auto projection = projectHalves(branch.front, cuts, wholes);
    const auto lineErrors = torch::full({ static_cast<std::int64_t>(rows.size()) }, lineError);
    const Readings readings(
        all, branch, projection, lineErrors,
        fitComponents(branch.model, branch.front, projection, lineErrors, std::move(starts)));
    for (std::size_t i = 0; i < rows.size(); ++i)
        readings.copyTo(encodings[rows[i]].parts.emplace_back(), static_cast<std::int64_t>(i));
}

std::vector<Encoding> ProjectorModel::encode(std::span<const PreparedSpectrum* const> spectra,
                                             double lineError, std::span<const std::size_t> cuts) const
{
    const auto& branch = *all->branchFor(spectra.front()->grid);
    const auto projection = project(branch.front, spectra);
    const auto lineErrors = torch::full({ static_cast<std::int64_t>(spectra.size()) }, lineError);
    const auto fit = fitComponents(branch.model, branch.front, projection, lineErrors);
    const Readings readings(*all, branch, projection, lineErrors, fit);
    const auto whitened = projection.coefficients / branch.front.variance.sqrt();

    std::vector<Encoding> encodings(spectra.size());
    for (std::size_t i = 0; i < encodings.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        auto& encoding = encodings[i];
        encoding.latent = rowOf(readings.latent, row);
        readings.copyTo(encoding, row);
        copyLabels(branch.sigmaFloor.unsqueeze(0), 0, encoding.sigmaFloor);
        const auto correlation = rowOf(fit.correlation, row);
        encoding.correlation.assign(correlation.begin(), correlation.end());
        encoding.bestFit = rowOf(projection.model, row);
        encoding.whitened = rowOf(whitened, row);
        encoding.residualScatter = medianOfPositive(projection.sigma[row]);
        encoding.errorScale = medianOfPositive(projection.errorScale[row]);
        encoding.clipped = projection.clipped[row].item<double>();
        encoding.segmentErrorScale = rowOf(projection.errorScale, row);
    }
    if (const auto halved = cutsOf(spectra, cuts); !halved.empty())
        if (const auto doubtful = comparisonOf(branch).doubtful(halved, projection, fit, lineError);
            !doubtful.empty())
            readHalves(*all, branch, doubtful, projection, fit, lineError, encodings);
    return encodings;
}

std::vector<float> ProjectorModel::moved(std::span<const float> latent, const Labels& change) const
{
    const auto from = torch::tensor(at::ArrayRef<float>(latent.data(), latent.size()));
    const auto by = torch::tensor(at::ArrayRef<double>(change.data(), change.size()), torch::kDouble);
    return rowOf(movedLatent(*all, from, by).unsqueeze(0), 0);
}

std::shared_ptr<const EncoderModel> readModel(torch::serialize::InputArchive& archive)
{
    if (StarNets::isIn(archive))
        return std::make_shared<StarNets>(StarNets::read(archive));
    return std::make_shared<ProjectorModel>(
        std::make_shared<EncoderNetworks>(EncoderNetworks::read(archive)));
}

auto fromArchive(const std::filesystem::path& file, const auto& read)
{
    try {
        torch::serialize::InputArchive archive;
        archive.load_from(file.string());
        return read(archive);
    } catch (const Error& error) {
        throw Error(file.string() + ": cannot be used as encoders: " + error.what()
                    + "; copy the bundle again.");
    } catch (const c10::Error& error) {
        throw Error(file.string() + ": is not a file of encoders ("
                    + std::string(error.what_without_backtrace()).substr(0, 120)
                    + "); copy the bundle again.");
    } catch (const std::exception&) { // what LibTorch's zip reader throws
        throw Error(file.string() + ": is not a file of encoders, or is damaged; copy the bundle again.");
    }
}

} // namespace

Encoders::Encoders(std::shared_ptr<const EncoderNetworks> networks)
    : m_model(std::make_shared<ProjectorModel>(std::move(networks)))
{
}

Encoders::Encoders(std::shared_ptr<const EncoderModel> model)
    : m_model(std::move(model))
{
}

Encoders Encoders::load(const std::filesystem::path& file)
{
    return fromArchive(file, [](auto& archive) { return Encoders(readModel(archive)); });
}

void Encoders::saveMedium(const std::filesystem::path& file) const
{
    torch::serialize::OutputArchive archive;
    networks().writeMedium(archive);
    saveArchive(archive, file);
}

Encoders Encoders::withMedium(const std::filesystem::path& file) const
{
    auto networks = std::make_shared<EncoderNetworks>(this->networks());
    fromArchive(file, [&](auto& archive) { networks->readMedium(archive); });
    return Encoders(std::move(networks)).withLineError(m_lineError);
}

bool Encoders::encodes(const ModelGrid& grid) const
{
    return m_model->encodes(grid);
}

void Encoders::save(const std::filesystem::path& file) const
{
    torch::serialize::OutputArchive archive;
    m_model->write(archive);
    saveArchive(archive, file);
}

Encoders Encoders::withLineError(double lineError) const
{
    auto copy = *this;
    copy.m_lineError = lineError;
    return copy;
}

std::size_t Encoders::latentDimensions() const
{
    return m_model->latentDimensions();
}

std::vector<float> Encoders::moved(std::span<const float> latent, const Labels& change) const
{
    const torch::NoGradGuard noGrad;
    return m_model->moved(latent, change);
}

bool Encoders::reconstructs() const
{
    return m_model->networks() != nullptr;
}

const EncoderNetworks& Encoders::networks() const
{
    return *m_model->networks();
}

std::vector<Encoding> Encoders::encode(std::span<const PreparedSpectrum* const> spectra,
                                       std::span<const std::size_t> cuts) const
{
    if (spectra.empty())
        return {};
    const torch::NoGradGuard noGrad;
    return m_model->encode(spectra, m_lineError, cuts);
}

Encoding Encoders::encode(const PreparedSpectrum& spectrum) const
{
    const PreparedSpectrum* const one = &spectrum;
    return std::move(encode(std::span(&one, 1)).front());
}

} // namespace syzygy
