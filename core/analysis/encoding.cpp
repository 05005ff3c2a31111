// From prepared spectra to what is said of them.
#include "core/analysis/analyzerstate.h"
#include "core/analysis/doubts.h"
#include "core/analysis/linewidth.h"
#include "core/analysis/parts.h"
#include "core/analysis/secondvelocity.h"
#include "core/analysis/starsalike.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

constexpr double secondStar
    = 0.05; // share of what the first velocity explains; measured on mocks and standards, see DESIGN.md
constexpr double tooBroad = 2.8; // likewise

bool isConstrained(std::size_t label, double sigma, double prior)
{
    constexpr double informative = 0.8; // σ over the scatter of such stars: a third of the variance explained
    return label < 3 || sigma < informative * prior;
}

JointLabels jointOf(const Analysis& analysis)
{
    JointLabels joint;
    for (std::size_t k = 0; k < labelCount; ++k) {
        joint.value[k] = analysis.estimates[k].value;
        joint.sigma[k] = analysis.estimates[k].sigma;
    }
    joint.correlation = analysis.correlation;
    return joint;
}

JointLabels labelsOf(const LabelReading& reading)
{
    JointLabels labels;
    labels.value = reading.value;
    for (std::size_t k = 0; k < labelCount; ++k)
        labels.sigma[k] = std::hypot(reading.sigmaNoise[k], reading.sigmaModel[k]);
    return labels;
}

/// Splits the calibrated σ of the networks into what it is made of.
Estimate makeEstimate(const Encoding& encoding, std::size_t label, double prior)
{
    Estimate estimate;
    estimate.value = encoding.value[label];
    estimate.sigmaModel = encoding.sigmaModel[label];
    estimate.sigma = std::hypot(encoding.sigmaNoise[label], estimate.sigmaModel);
    estimate.sigmaFloor = std::min(encoding.sigmaFloor[label], encoding.sigmaNoise[label]);
    estimate.sigmaNoise = std::sqrt(
        std::max(0.0, std::pow(encoding.sigmaNoise[label], 2) - std::pow(estimate.sigmaFloor, 2)));
    estimate.constrained = isConstrained(label, estimate.sigma, prior);
    return estimate;
}

double chiSquareOf(const PreparedSpectrum& prepared, const std::vector<float>& fit)
{
    double sum = 0;
    std::size_t used = 0;
    for (std::size_t i = 0; i < fit.size(); ++i) {
        if (!prepared.mask[i] || !(prepared.error[i] > 0))
            continue;
        const double deviation = static_cast<double>((prepared.flux[i] - fit[i]) / prepared.error[i]);
        sum += std::min(deviation * deviation, 100.0);
        ++used;
    }
    return used > 0 ? sum / static_cast<double>(used) : 0;
}

} // namespace

void Analyzer::heedGiven(Analysis& analysis, const std::vector<GivenLabel>& given,
                         const std::array<double, labelCount>& prior) const
{
    const auto before = jointOf(analysis);
    const auto after = conditioned(before, given);
    analysis.alone = analysis.estimates;
    analysis.correlation = after.correlation;
    Labels change {};
    for (std::size_t k = 0; k < labelCount; ++k) {
        auto& estimate = analysis.estimates[k];
        const double shrunk = after.sigma[k] / before.sigma[k];
        change[k] = after.value[k] - before.value[k];
        estimate.value = after.value[k];
        for (auto* part :
             { &estimate.sigma, &estimate.sigmaNoise, &estimate.sigmaModel, &estimate.sigmaFloor })
            *part *= shrunk;
        estimate.constrained = isConstrained(k, estimate.sigma, prior[k]);
    }
    analysis.latent = m_state->encoders.moved(analysis.latent, change);
}

/// How many times broader the lines are than those of the emulated star with these labels; 1 where they are
/// as narrow as most, which costs no emulation, or noise hides them.
double Analyzer::broadeningOf(const Analysis& analysis) const
{
    const auto& grid = analysis.prepared.grid;
    const auto found = correlationLength(analysis.prepared);
    if (!found || *found < traitsOf(grid).usualLineLength)
        return 1;
    const auto star = starOf(analysis);
    auto reference = std::move(referenceSpectra(std::span(&star, 1), grid).front());
    for (std::size_t i = 0; i < reference.mask.size(); ++i) {
        reference.mask[i] = reference.mask[i] && analysis.prepared.mask[i];
        reference.error[i] = analysis.prepared.error[i];
    }
    const auto expected = correlationLength(reference);
    return expected ? *found / *expected : 1;
}

void Analyzer::encode(std::span<Analysis* const> analyses,
                      std::span<const AnalysisOptions* const> options) const
{
    const auto& first = *analyses.front();
    const auto least
        = m_state->encoders.reconstructs() ? traitsOf(first.prepared.grid).leastPixelsOfAHalf : 0;
    std::vector<const PreparedSpectrum*> spectra;
    std::vector<std::size_t> cuts;
    int wanted = 1;
    for (std::size_t i = 0; i < analyses.size(); ++i) {
        spectra.push_back(&analyses[i]->prepared);
        cuts.push_back(least > 0 ? middleOf(analyses[i]->prepared, least).value_or(0) : 0);
        wanted = std::max(wanted, options[i]->neighbours);
    }
    const auto encodings = syzygy::encode(m_state->encoders.withLineError(first.lineError),
                                          m_state->correctionFor(first), spectra, cuts);
    std::vector<float> latents;
    for (std::size_t i = 0; i < analyses.size(); ++i) {
        estimate(*analyses[i], encodings[i], *options[i]);
        latents.insert(latents.end(), analyses[i]->latent.begin(), analyses[i]->latent.end());
    }
    const auto neighbours = nearestOfEach(latents, wanted);
    const auto mapPositions = m_state->map.place(latents), pcaPositions = m_state->pca.place(latents);
    for (std::size_t i = 0; i < analyses.size(); ++i) {
        auto& analysis = *analyses[i];
        analysis.neighbours = neighbours[i];
        analysis.neighbours.resize(
            std::min(neighbours[i].size(), static_cast<std::size_t>(std::max(1, options[i]->neighbours))));
        analysis.mapPosition = mapPositions[i];
        analysis.pcaPosition = pcaPositions[i];
        judge(analysis, encodings[i], cuts[i], *options[i]);
        analysis.encoded = true;
    }
}

/// Labels and place in the latent space.
void Analyzer::estimate(Analysis& analysis, const Encoding& encoding, const AnalysisOptions& options) const
{
    const auto prior = starsAlike(m_state->atlas, encoding.value).scatter;
    for (std::size_t k = 0; k < labelCount; ++k)
        analysis.estimates[k] = makeEstimate(encoding, k, prior[k]);
    analysis.correlation = encoding.correlation;
    analysis.latent = encoding.latent;
    if (!options.given.empty())
        heedGiven(analysis, options.given, prior);
    analysis.bestFit = encoding.bestFit;
    analysis.reducedChiSquare = chiSquareOf(analysis.prepared, encoding.bestFit);
}

/// The reasons to doubt.
void Analyzer::judge(Analysis& analysis, const Encoding& encoding, std::size_t cut,
                     const AnalysisOptions& options) const
{
    const auto& grid = analysis.prepared.grid;
    const double distance = analysis.neighbours.empty() ? 1 : 1 - analysis.neighbours.front().cosine;
    analysis.domainScore = domainScore(m_state->domain.of(grid), distance, whitenedRms(encoding));
    auto& flags = analysis.flags;
    flags = flagsOf(analysis, encoding);
    for (auto& flag :
         markBorders(analysis.estimates, m_state->emulator.lowerBound(), m_state->emulator.upperBound()))
        flags.push_back(std::move(flag));
    if (const double broadening = broadeningOf(analysis); broadening > tooBroad)
        flags.push_back(linesTooBroad(broadening));
    if (const auto second = secondVelocityOf(analysis.velocity); second && second->share > secondStar)
        flags.push_back(twoVelocities(*second));
    if (encoding.parts.size() == 2)
        if (const auto tension
            = largestTension(std::array { labelsOf(encoding.parts[0]), labelsOf(encoding.parts[1]) });
            tension.size() > disagreeingParts)
            flags.push_back(partsDisagree(tension, grid.wavelength(cut)));
    for (const auto& given : options.given) {
        const auto& alone = (*analysis.alone)[indexOf(given.label)];
        if (const double tension = tensionOf(given, alone.value, alone.sigma);
            std::abs(tension) > contradicts)
            flags.push_back(contradiction(given, alone, tension));
    }
}

} // namespace syzygy
