#include "core/training/encoders/cleancoefficients.h"

#include "core/error.h"
#include "core/nn/blasthreads.h"
#include "core/training/mocks/cleanmocks.h"

#include <algorithm>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::size_t cleanStarsPerThread = 64;
constexpr std::size_t chunkStars = 4'096; ///< between two looks at progress and cancellation
constexpr std::size_t scatteredShare = 8; ///< one star in so many is also made with wrong lines
constexpr double nirspecLineError = 0.04, apogeeLineError = 0.03;

/// What one thread makes.
struct CleanRows {
    std::vector<float> nirspecParameters, apogeeParameters;
    std::vector<PreparedSpectrum> nirspec, apogee, nirspecScattered, apogeeScattered;
};

void appendStar(const StellarParameters& star, std::vector<float>& row)
{
    for (const double label : star.labels)
        row.push_back(static_cast<float>(label));
    row.push_back(static_cast<float>(star.vmic));
    row.push_back(static_cast<float>(star.logC12C13));
}

void append(std::vector<float>& row, std::initializer_list<double> values)
{
    for (const double value : values)
        row.push_back(static_cast<float>(value));
}

CleanRows makeRows(const StarSpectra& spectra, Grating grating, std::uint64_t seed)
{
    CleanRows rows;
    for (std::size_t i = 0; i < spectra.stars.size(); ++i) {
        auto pair = makeCleanPair(spectra, i, seed + i, grating);
        appendStar(spectra.stars[i], rows.nirspecParameters);
        append(rows.nirspecParameters,
               { 1e4 * pair.nirspecTruth.lineSpread.fwhm, 1e4 * pair.nirspecTruth.lineSpread.slope,
                 pair.velocityError, 1e2 * pair.nirspecTruth.offset });
        appendStar(spectra.stars[i], rows.apogeeParameters);
        append(rows.apogeeParameters, { pair.apogeeTruth.broadening, pair.apogeeTruth.residualVelocity });
        rows.nirspec.push_back(std::move(pair.nirspec));
        rows.apogee.push_back(std::move(pair.apogee));
        if (i % scatteredShare != 0)
            continue;
        auto scattered = makeCleanPair(spectra, i, seed + i, grating, nirspecLineError, apogeeLineError);
        rows.nirspecScattered.push_back(std::move(scattered.nirspec));
        rows.apogeeScattered.push_back(std::move(scattered.apogee));
    }
    return rows;
}

/// (n, K): whitened coefficients without the prior's pull. The spectra are complete and of one noise, so the
/// normal matrix is diagonal.
torch::Tensor coefficientsOf(const Projector& front, const std::vector<PreparedSpectrum>& spectra)
{
    std::vector<const PreparedSpectrum*> pointers;
    for (const auto& spectrum : spectra)
        pointers.push_back(&spectrum);
    const auto projection = project(front, pointers);
    const auto constrained = 1 - projection.posteriorVariance / front.variance;
    return projection.coefficients / front.variance.sqrt() / constrained.clamp_min(1e-3);
}

torch::Tensor matrixOf(const std::vector<float>& values, std::size_t rows)
{
    return torch::tensor(values).view({ static_cast<std::int64_t>(rows), -1 });
}

CleanSide sideOf(const Projector& front, const std::vector<float>& parameters,
                 const std::vector<PreparedSpectrum>& exact, const std::vector<PreparedSpectrum>& scattered,
                 double lineError)
{
    const auto coefficients = coefficientsOf(front, exact);
    const auto same = torch::arange(0, coefficients.size(0), static_cast<std::int64_t>(scatteredShare));
    const auto all = matrixOf(parameters, exact.size());
    return { all, coefficients, coefficientsOf(front, scattered) - coefficients.index_select(0, same),
             all.index_select(0, same), lineError };
}

CleanMocks mocksOf(const Emulator& emulator, const EncoderNetworks& networks, Grating grating,
                   std::vector<StellarParameters> stars, std::uint64_t seed)
{
    const auto rows = makeRows(emulateStars(emulator, std::move(stars)), grating, seed);
    CleanMocks mocks;
    mocks.nirspec = sideOf(networks.nirspec.front, rows.nirspecParameters, rows.nirspec,
                           rows.nirspecScattered, nirspecLineError);
    if (grating == Grating::G140H)
        mocks.apogee = sideOf(networks.apogee.front, rows.apogeeParameters, rows.apogee, rows.apogeeScattered,
                              apogeeLineError);
    return mocks;
}

CleanSide joined(const std::vector<CleanMocks>& parts, CleanSide CleanMocks::*side)
{
    if (!(parts.front().*side).parameters.defined())
        return {};
    const auto joinedRows = [&](torch::Tensor CleanSide::*rows) {
        std::vector<torch::Tensor> all;
        for (const auto& part : parts)
            all.push_back((part.*side).*rows);
        return torch::cat(all);
    };
    return { joinedRows(&CleanSide::parameters), joinedRows(&CleanSide::coefficients),
             joinedRows(&CleanSide::lineChanges), joinedRows(&CleanSide::lineParameters),
             (parts.front().*side).lineError };
}

} // namespace

CleanMocks makeCleanMocks(const Emulator& emulator, const LabelPrior& prior, const EncoderNetworks& networks,
                          Grating grating, std::size_t count, std::uint64_t seed, const Progress& progress,
                          const std::stop_token& stop)
{
    constexpr double hardNegativeShare = 0.3;
    const auto stars = drawStars(prior, count, hardNegativeShare, seed);
    std::vector<CleanMocks> parts((count + cleanStarsPerThread - 1) / cleanStarsPerThread);
    constexpr auto partsAtOnce = chunkStars / cleanStarsPerThread;
    for (std::size_t begin = 0; begin < parts.size(); begin += partsAtOnce) {
        if (stop.stop_requested())
            throw Cancelled();
        const auto end = std::min(parts.size(), begin + partsAtOnce);
        parallelOnOneThreadEach(end - begin, [&](std::size_t k) {
            const auto first = (begin + k) * cleanStarsPerThread,
                       last = std::min(count, first + cleanStarsPerThread);
            parts[begin + k] = mocksOf(emulator, networks, grating,
                                       { stars.begin() + static_cast<std::ptrdiff_t>(first),
                                         stars.begin() + static_cast<std::ptrdiff_t>(last) },
                                       seed + 1 + first);
        });
        progress(
            static_cast<double>(end) / static_cast<double>(parts.size()),
            fmt::format("noise-free mocks: {} of {}", std::min(count, end * cleanStarsPerThread), count));
    }
    return { joined(parts, &CleanMocks::nirspec), joined(parts, &CleanMocks::apogee) };
}

} // namespace syzygy
