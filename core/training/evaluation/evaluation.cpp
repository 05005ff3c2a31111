#include "core/training/evaluation/evaluation.h"

#include "core/analysis/analyzer.h"
#include "core/error.h"
#include "core/median.h"
#include "core/nn/blasthreads.h"
#include "core/training/evaluation/cramerrao.h"
#include "core/training/evaluation/retrievalceiling.h"
#include "core/training/evaluation/scores.h"
#include "core/training/mocks/mocks.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::size_t starsAtOnce = 128; ///< observed and analysed together; bounds the memory
constexpr double lowestDwarfLogg = 3.5;
constexpr double metalPoor = -1;

/// Both sides of every star at one S/N.
struct Sides {
    std::vector<ScoredStar> nirspec, apogee;
    std::vector<ScoredStar> fits; ///< of the first stars
    std::vector<float> nirspecLatents, apogeeLatents;
    std::vector<double> velocityErrors;
    std::size_t velocitiesFound = 0;
    std::vector<CramerRao> bounds; ///< of the first stars
};

void checkStop(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Cancelled();
}

ScoredStar scored(const StellarParameters& star, const Analysis& analysis)
{
    ScoredStar result;
    result.truth = star.labels;
    for (std::size_t k = 0; k < labelCount; ++k) {
        result.value[k] = analysis.estimates[k].value;
        result.sigma[k] = analysis.estimates[k].sigma;
    }
    return result;
}

ScoredStar scored(const StellarParameters& star, const PhysicalFit& fit)
{
    return { star.labels, fit.star.labels, fit.sigma, {} };
}

MockOptions mocksAt(double snr, const EvaluationOptions& options)
{
    MockOptions mocks;
    mocks.nirspec.grating = options.grating;
    mocks.nirspec.snrLow = mocks.nirspec.snrHigh = snr;
    mocks.apogee.snrLow = mocks.apogee.snrHigh = options.apogeeSnr;
    mocks.nirspec.defects = mocks.apogee.defects = options.defects;
    mocks.nirspec.lineScatter = mocks.apogee.lineScatter = options.lineError;
    return mocks;
}

/// Bad luck can leave a mock without enough samples; an evaluation has no use for it.
void requireEncoded(const Analysis& analysis)
{
    if (!analysis.encoded)
        throw Error("A mock could not be encoded: "
                    + (analysis.flags.empty() ? std::string("no reason") : analysis.flags[0].words));
}

std::vector<GivenLabel> toldOf(const StellarParameters& star, const EvaluationOptions& options,
                               std::uint64_t seed)
{
    Random random(seed ^ 0x91f3a);
    auto told = options.given;
    for (auto& given : told)
        given.value = random.normal(star[given.label], given.sigma);
    return told;
}

AnalysisOptions velocityOptions(const MockPair& pair, const EvaluationOptions& options, std::uint64_t seed)
{
    AnalysisOptions analysis;
    analysis.neighbours = 1;
    analysis.lineError = options.lineError;
    analysis.given = toldOf(pair.star, options, seed);
    if (!options.measureVelocity) {
        Random random(seed ^ 0x5eed);
        analysis.velocity = pair.nirspecTruth.velocity
            + expectedVelocityError(pair.nirspecTruth.snr, options.grating) * random.normal();
    }
    return analysis;
}

void store(const std::vector<float>& latent, std::size_t row, std::vector<float>& latents)
{
    std::copy(latent.begin(), latent.end(),
              latents.begin() + static_cast<std::ptrdiff_t>(row * latent.size()));
}

/// Analyses the stars [first, first + spectra.size()) of one S/N; returns their pairs for the bounds.
std::vector<MockPair> analyseBlock(const Analyzer& analyzer, const StarSpectra& spectra,
                                   const MockOptions& mocks, const EvaluationOptions& options,
                                   std::size_t first, Sides& sides)
{
    std::vector<MockPair> pairs(spectra.stars.size());
    std::vector<double> velocityErrors(pairs.size());
    std::vector<std::uint8_t> found(pairs.size());
    parallelOnOneThreadEach(pairs.size(), [&](std::size_t i) {
        const auto seed = options.seed + 7919 * (first + i);
        pairs[i] = makeMockPair(spectra, i, mocks, seed);
        auto apogeeOptions = options;
        apogeeOptions.measureVelocity = true;
        const auto nirspec = analyzer.analyze(pairs[i].nirspec, velocityOptions(pairs[i], options, seed));
        const auto apogee = analyzer.analyze(pairs[i].apogee, velocityOptions(pairs[i], apogeeOptions, seed));
        requireEncoded(nirspec);
        requireEncoded(apogee);
        sides.nirspec[first + i] = scored(spectra.stars[i], nirspec);
        sides.apogee[first + i] = scored(spectra.stars[i], apogee);
        if (first + i < sides.fits.size())
            sides.fits[first + i] = scored(spectra.stars[i], analyzer.fit(pairs[i].nirspec, nirspec));
        store(nirspec.latent, first + i, sides.nirspecLatents);
        store(apogee.latent, first + i, sides.apogeeLatents);
        velocityErrors[i] = nirspec.velocity.value - pairs[i].nirspecTruth.velocity;
        found[i] = nirspec.velocity.source == Velocity::Source::Measured;
    });
    for (std::size_t i = 0; i < pairs.size(); ++i)
        if (found[i]) {
            sides.velocityErrors.push_back(velocityErrors[i]);
            ++sides.velocitiesFound;
        }
    return pairs;
}

void storeBounds(const Emulator& emulator, std::span<const MockPair> pairs, std::size_t first, Sides& sides)
{
    const auto bounds = cramerRaoBounds(emulator, pairs);
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        sides.nirspec[first + i].bound = bounds[i].nirspec;
        sides.apogee[first + i].bound = bounds[i].apogee;
        if (first + i < sides.fits.size())
            sides.fits[first + i].bound = bounds[i].nirspec;
    }
    sides.bounds.insert(sides.bounds.end(), bounds.begin(), bounds.end());
}

using Selection = bool (*)(const Labels&);
struct Group {
    const char* name;
    Selection selects;
};
constexpr std::array<Group, 5> groups { {
    { "all", [](const Labels&) { return true; } },
    { "giants", [](const Labels& star) { return star[1] < lowestDwarfLogg; } },
    { "dwarfs", [](const Labels& star) { return star[1] >= lowestDwarfLogg; } },
    { "metal-poor", [](const Labels& star) { return star[2] < metalPoor; } },
    { "metal-rich", [](const Labels& star) { return star[2] >= metalPoor; } },
} };

std::vector<ScoredStar> selected(const std::vector<ScoredStar>& stars, const Group& group)
{
    std::vector<ScoredStar> result;
    std::copy_if(stars.begin(), stars.end(), std::back_inserter(result),
                 [&](const auto& star) { return group.selects(star.truth); });
    return result;
}

double robustScatter(std::vector<double> values)
{
    if (values.empty())
        return 0;
    for (auto& value : values)
        value = std::abs(value);
    return 1.4826 * medianOf(std::move(values));
}

SnrScore summarise(double snr, const Sides& sides, std::size_t dimensions)
{
    SnrScore score;
    score.snr = snr;
    for (const auto& group : groups) {
        const auto nirspec = selected(sides.nirspec, group);
        const auto fits = selected(sides.fits, group);
        score.groups.push_back({ group.name, nirspec.size(), scoreLabels(nirspec),
                                 scoreLabels(selected(sides.apogee, group)), fits.size(), scoreLabels(fits),
                                 scoreLabels(std::span(nirspec).first(fits.size())) });
    }
    score.nirspecToApogee = scoreRetrieval(sides.nirspecLatents, sides.apogeeLatents, dimensions);
    score.apogeeToNirspec = scoreRetrieval(sides.apogeeLatents, sides.nirspecLatents, dimensions);
    score.velocityScatter = robustScatter(sides.velocityErrors);
    score.velocityFound = static_cast<double>(sides.velocitiesFound)
        / static_cast<double>(std::max<std::size_t>(1, sides.nirspec.size()));
    return score;
}

/// Spectra of stars [first, last), emulated or from the truth file.
StarSpectra spectraOf(const Emulator& emulator, const StarSpectra* truth, bool correctTruth,
                      const std::vector<StellarParameters>& stars, std::size_t first, std::size_t last)
{
    std::vector<StellarParameters> block(stars.begin() + static_cast<std::ptrdiff_t>(first),
                                         stars.begin() + static_cast<std::ptrdiff_t>(last));
    if (!truth)
        return emulateStars(emulator, std::move(block));
    const auto slice = [&](const std::vector<float>& flux, std::size_t pixels) {
        return std::vector<float>(flux.begin() + static_cast<std::ptrdiff_t>(first * pixels),
                                  flux.begin() + static_cast<std::ptrdiff_t>(last * pixels));
    };
    StarSpectra spectra { std::move(block), truth->nirspecGrid, truth->apogeeGrid,
                          slice(truth->nirspec, truth->nirspecGrid.size),
                          slice(truth->apogee, truth->apogeeGrid.size) };
    return correctTruth ? withCorrectedLines(std::move(spectra), emulator) : spectra;
}

} // namespace

Evaluation evaluate(const std::filesystem::path& bundle, const SpectralGrid* truth,
                    const EvaluationOptions& options, const Progress& progress, std::stop_token stop)
{
    const auto analyzer = Analyzer::load(bundle);
    const auto emulator = Emulator::load(bundle / "emulator.pt");
    std::optional<StarSpectra> truthSpectra;
    if (truth)
        truthSpectra = starsOfGrid(*truth);
    const auto stars = truth
        ? truthSpectra->stars
        : drawStars(LabelPrior::load(bundle / "label_prior.json"), options.stars, 0, options.seed);
    const auto dimensions = analyzer.atlas().dimensions;
    Evaluation evaluation { analyzer.manifest().modelId, truth ? "truth file" : "emulator", options, {} };
    const double total = static_cast<double>(stars.size() * options.snr.size());
    for (const double snr : options.snr) {
        Sides sides { std::vector<ScoredStar>(stars.size()),
                      std::vector<ScoredStar>(stars.size()),
                      std::vector<ScoredStar>(std::min(stars.size(), options.fitStars)),
                      std::vector<float>(stars.size() * dimensions),
                      std::vector<float>(stars.size() * dimensions),
                      {},
                      0,
                      {} };
        for (std::size_t first = 0; first < stars.size(); first += starsAtOnce) {
            checkStop(stop);
            const auto last = std::min(stars.size(), first + starsAtOnce);
            const auto spectra = spectraOf(emulator, truth ? &*truthSpectra : nullptr, options.correctTruth,
                                           stars, first, last);
            const auto pairs = analyseBlock(analyzer, spectra, mocksAt(snr, options), options, first, sides);
            if (first < options.boundStars)
                storeBounds(emulator,
                            std::span(pairs).first(std::min(pairs.size(), options.boundStars - first)), first,
                            sides);
            const double done = static_cast<double>(evaluation.scores.size() * stars.size() + last);
            progress(done / total, fmt::format("S/N {:.0f}: {} of {} stars", snr, last, stars.size()));
        }
        evaluation.scores.push_back(summarise(snr, sides, dimensions));
        if (!sides.bounds.empty())
            evaluation.scores.back().ceiling = retrievalCeiling(stars, sides.bounds, options.seed);
    }
    return evaluation;
}

} // namespace syzygy
