#include "core/training/encoders/mockfeatures.h"

#include "core/nn/blasthreads.h"
#include "core/nn/savedarchive.h"
#include "core/parallel.h"
#include "core/processing/prepare.h"
#include "core/training/mocks/cleanmocks.h"

#include <algorithm>

namespace syzygy {

namespace {

constexpr std::size_t starsAtOnce = 256;   ///< emulated and prepared together; bounds the memory
constexpr std::size_t starsPerThread = 64; ///< the same, by one thread

/// What NIRSpec's pixels of 2.3-2.4 Å tell once they are resampled to the grid's of 1.8 Å, over what as many
/// independent pixels of the resampled noise would: labels' variances by the Fisher matrix of either.
constexpr double nirspecIndependentShare = 0.63;

std::vector<const PreparedSpectrum*> pointersTo(const std::vector<PreparedSpectrum>& spectra)
{
    std::vector<const PreparedSpectrum*> pointers;
    for (const auto& spectrum : spectra)
        pointers.push_back(&spectrum);
    return pointers;
}

torch::Tensor projectedFeatures(const Branch& branch, const std::vector<PreparedSpectrum>& spectra,
                                const std::vector<float>& lineErrors)
{
    return featuresOf(branch, project(branch.front, pointersTo(spectra)), torch::tensor(lineErrors));
}

torch::Tensor labelsOf(const std::vector<StellarParameters>& stars)
{
    auto labels
        = torch::empty({ static_cast<std::int64_t>(stars.size()), static_cast<std::int64_t>(labelCount) });
    auto rows = labels.accessor<float, 2>();
    for (std::size_t i = 0; i < stars.size(); ++i)
        for (std::size_t k = 0; k < labelCount; ++k)
            rows[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(k)]
                = static_cast<float>(stars[i].labels[k]);
    return labels;
}

torch::Tensor fluxMatrix(const std::vector<PreparedSpectrum>& spectra)
{
    const auto pixels = static_cast<std::int64_t>(spectra.front().flux.size());
    auto matrix = torch::empty({ static_cast<std::int64_t>(spectra.size()), pixels });
    for (std::size_t i = 0; i < spectra.size(); ++i)
        std::copy(spectra[i].flux.begin(), spectra[i].flux.end(),
                  matrix.data_ptr<float>() + static_cast<std::int64_t>(i) * pixels);
    return matrix;
}

/// One thread's share: emulated, observed, prepared and read.
MockFeatures featuresOfStars(const Emulator& emulator, const ReadPairs& read, const MockOptions& options,
                             std::vector<StellarParameters> stars, std::uint64_t seed)
{
    const auto spectra = emulateStars(emulator, std::move(stars));
    Random random(seed);
    PreparedPairs pairs;
    for (std::size_t i = 0; i < spectra.stars.size(); ++i)
        pairs.add(preparePair(spectra, i, options, random.fork()));
    auto [nirspec, apogee] = read(pairs);
    return { std::move(nirspec), std::move(apogee), labelsOf(spectra.stars) };
}

/// Leading right singular vectors of rows − mean.
void fitFront(const torch::Tensor& rows, const ModelGrid& grid, std::int64_t components, Projector& front)
{
    constexpr int iterations = 4;
    const auto mean = rows.mean(0);
    const auto centred = rows - mean; // (n, P)
    auto basis = std::get<0>(torch::linalg_qr(torch::randn({ rows.size(1), components + 32 })));
    for (int k = 0; k < iterations; ++k)
        basis = std::get<0>(torch::linalg_qr(torch::mm(centred.t(), torch::mm(centred, basis))));
    const auto [u, s, vt] = torch::linalg_svd(torch::mm(centred, basis), false); // (n, K+32)
    front.grid = grid;
    front.independentShare = grid.spacing == ModelGrid::Spacing::Linear ? nirspecIndependentShare : 1;
    front.mean = mean.contiguous();
    front.basis = torch::mm(basis, vt.t()).slice(1, 0, components).contiguous();
    front.variance = (s.square() / static_cast<double>(rows.size(0))).slice(0, 0, components).contiguous();
    front.finish();
}

} // namespace

void MockFeatures::toHalf()
{
    nirspec = nirspec.to(torch::kHalf);
    apogee = apogee.to(torch::kHalf);
}

void MockFeatures::save(const std::filesystem::path& file) const
{
    torch::serialize::OutputArchive archive;
    archive.write("nirspec", nirspec);
    archive.write("apogee", apogee);
    archive.write("labels", labels);
    saveArchive(archive, file);
}

MockFeatures MockFeatures::load(const std::filesystem::path& file)
{
    torch::serialize::InputArchive archive;
    archive.load_from(file.string());
    MockFeatures features;
    archive.read("nirspec", features.nirspec);
    archive.read("apogee", features.apogee);
    archive.read("labels", features.labels);
    return features;
}

MockFeatures MockFeatures::join(const std::vector<MockFeatures>& parts)
{
    std::vector<torch::Tensor> nirspec, apogee, labels;
    for (const auto& part : parts) {
        nirspec.push_back(part.nirspec);
        apogee.push_back(part.apogee);
        labels.push_back(part.labels);
    }
    return { torch::cat(nirspec), torch::cat(apogee), torch::cat(labels) };
}

MockFeatures makeMockFeatures(const Emulator& emulator, const LabelPrior& prior, const ReadPairs& read,
                              const MockOptions& options, double hardNegativeShare, std::size_t count,
                              std::uint64_t seed)
{
    const auto stars = drawStars(prior, count, hardNegativeShare, seed);
    std::vector<MockFeatures> parts((count + starsPerThread - 1) / starsPerThread);
    parallelOnOneThreadEach(parts.size(), [&](std::size_t part) {
        const auto first = part * starsPerThread, last = std::min(count, first + starsPerThread);
        parts[part] = featuresOfStars(emulator, read, options,
                                      { stars.begin() + static_cast<std::ptrdiff_t>(first),
                                        stars.begin() + static_cast<std::ptrdiff_t>(last) },
                                      seed + 1'000'003 * (part + 1));
    });
    return MockFeatures::join(parts);
}

MockFeatures makeMockFeatures(const Emulator& emulator, const LabelPrior& prior,
                              const EncoderNetworks& networks, const MockOptions& options,
                              double hardNegativeShare, std::size_t count, std::uint64_t seed)
{
    const ReadPairs projected = [&](const PreparedPairs& pairs) {
        return std::pair(projectedFeatures(networks.nirspec, pairs.nirspec, pairs.nirspecLineErrors),
                         projectedFeatures(networks.apogee, pairs.apogee, pairs.apogeeLineErrors));
    };
    return makeMockFeatures(emulator, prior, projected, options, hardNegativeShare, count, seed);
}

namespace {

/// Prepared spectra without noise: (n, pixels) each.
struct CleanFluxes {
    torch::Tensor nirspec, apogee;
};

CleanFluxes cleanFluxes(const Emulator& emulator, const LabelPrior& prior, std::size_t stars,
                        std::uint64_t seed, Grating grating)
{
    const auto drawn = drawStars(prior, stars, 0, seed);
    std::vector<torch::Tensor> nirspec, apogee;
    for (std::size_t first = 0; first < stars; first += starsAtOnce) {
        const auto last = std::min(stars, first + starsAtOnce);
        const auto spectra = emulateStars(emulator,
                                          { drawn.begin() + static_cast<std::ptrdiff_t>(first),
                                            drawn.begin() + static_cast<std::ptrdiff_t>(last) });
        std::vector<PreparedSpectrum> nirspecSide(last - first), apogeeSide(last - first);
        parallelFor(last - first, [&](std::size_t i) {
            auto pair = makeCleanPair(spectra, i, seed + first + i, grating);
            nirspecSide[i] = std::move(pair.nirspec);
            apogeeSide[i] = std::move(pair.apogee);
        });
        nirspec.push_back(fluxMatrix(nirspecSide));
        apogee.push_back(fluxMatrix(apogeeSide));
    }
    return { torch::cat(nirspec), torch::cat(apogee) };
}

} // namespace

void fitFrontEnds(const Emulator& emulator, const LabelPrior& prior, std::size_t stars, std::uint64_t seed,
                  EncoderNetworks& networks)
{
    const torch::NoGradGuard noGrad;
    torch::manual_seed(seed);
    const auto fluxes = cleanFluxes(emulator, prior, stars, seed, Grating::G140H);
    fitFront(fluxes.nirspec, nirspecModelGrid(), networks.options.components, networks.nirspec.front);
    fitFront(fluxes.apogee, apogeeModelGrid(), networks.options.components, networks.apogee.front);
}

void fitMediumFrontEnd(const Emulator& emulator, const LabelPrior& prior, std::size_t stars,
                       std::uint64_t seed, int components, EncoderNetworks& networks)
{
    const torch::NoGradGuard noGrad;
    torch::manual_seed(seed);
    const auto fluxes = cleanFluxes(emulator, prior, stars, seed, Grating::G140M);
    fitFront(fluxes.nirspec, nirspecMediumModelGrid(), components, networks.nirspec.front);
}

} // namespace syzygy
