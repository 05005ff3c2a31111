#include "core/analysis/analyzer.h"

#include "core/analysis/domain.h"
#include "core/analysis/linewidth.h"
#include "core/analysis/parts.h"
#include "core/analysis/reference.h"
#include "core/analysis/secondvelocity.h"
#include "core/analysis/starsalike.h"
#include "core/error.h"
#include "core/latent/neighbours.h"
#include "core/nn/correction.h"
#include "core/nn/emulator.h"
#include "core/nn/encoders.h"
#include "core/nn/labelgradient.h"
#include "core/processing/velocitysearch.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace syzygy {

struct Analyzer::State {
    Manifest manifest;
    Emulator emulator;
    Encoders encoders;
    Correction calibration; ///< on real standards, as shipped
    Correction correction;  ///< of a fine-tuned bundle: goes before the calibration
    Atlas atlas;
    ParametricMap map;
    PcaProjection pca;
    Domain domain;
    NeighbourIndex index; ///< NIRSpec latents, then APOGEE latents
    VelocityTemplates nirspecTemplates, mediumTemplates, apogeeTemplates;

    const VelocityTemplates& templatesFor(const ModelGrid& grid) const
    {
        if (grid == apogeeModelGrid())
            return apogeeTemplates;
        return grid == nirspecMediumModelGrid() ? mediumTemplates : nirspecTemplates;
    }

    /// None where the lines are trusted: it was learnt from the sky, not from the emulator.
    const InstrumentCorrection& correctionFor(const Analysis& analysis) const
    {
        static const InstrumentCorrection none;
        if (analysis.lineError <= 0)
            return none;
        const bool isApogee = analysis.encodedAs == Instrument::Apogee;
        const auto& own = isApogee ? correction.apogee : correction.nirspec;
        const auto& chosen = own.stars > 0 ? own : isApogee ? calibration.apogee : calibration.nirspec;
        // What was learnt per pixel of G140H says nothing about G140M's.
        return analysis.prepared.grid == nirspecMediumModelGrid() && !chosen.spectral.empty() ? none : chosen;
    }
};

namespace {

constexpr std::size_t leastPixelsOfAHalf = 400, leastMediumPixelsOfAHalf = 150;
constexpr double secondStar = 0.05; // share of what the first velocity explains, likewise
constexpr double tooBroad = 2.5; // measured on mocks and standards, see DESIGN.md
constexpr double nirspecTemplateStep = 10, mediumTemplateStep = 25, apogeeTemplateStep = 4; // km/s
constexpr auto mediumFile = "encoders_g140m.pt";

NeighbourIndex indexOf(const Atlas& atlas)
{
    auto both = atlas.nirspecLatents;
    both.insert(both.end(), atlas.apogeeLatents.begin(), atlas.apogeeLatents.end());
    return { both, atlas.dimensions };
}

void checkGrids(const Manifest& manifest, const std::filesystem::path& bundle)
{
    if (manifest.nirspecGrid != nirspecModelGrid().description()
        || manifest.apogeeGrid != apogeeModelGrid().description())
        throw Error(bundle.string()
                    + ": the bundle was made for other wavelength grids than this program prepares; use the "
                      "bundle that "
                      "came with this version or train it again.");
}

Encoders encodersIn(const Manifest& manifest, const std::filesystem::path& bundle)
{
    const auto encoders = Encoders::load(bundle / "encoders.pt");
    return manifest.files.contains(mediumFile) ? encoders.withMedium(bundle / mediumFile) : encoders;
}

Correction correctionIn(const Manifest& manifest, const std::filesystem::path& bundle, const char* file)
{
    return manifest.files.contains(file) ? Correction::load(bundle / file) : Correction {};
}

void checkStop(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Cancelled();
}

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

Flag contradiction(const GivenLabel& given, const Estimate& alone, double tension)
{
    const auto& info = infoOf(given.label);
    const int decimals = info.unit == "K" ? 0 : 2;
    return { Flag::Severity::Warning, "contradicts_given",
             fmt::format("The spectrum alone says {} = {:.{}f} ± {:.{}f} {}, {:.1f} σ from the {:.{}f} ± {:.{}f} given.", info.symbol, alone.value,
                         decimals, alone.sigma, decimals, info.unit, std::abs(tension), given.value, decimals, given.sigma, decimals) };
}

JointLabels labelsOf(const Encoding& encoding)
{
    JointLabels labels;
    labels.value = encoding.value;
    for (std::size_t k = 0; k < labelCount; ++k)
        labels.sigma[k] = std::hypot(encoding.sigmaNoise[k], encoding.sigmaModel[k]);
    return labels;
}

Flag partsDisagree(const PartTension& tension, const PreparedSpectrum& red)
{
    const auto& info = infoOf(tension.label);
    const int decimals = info.unit == "K" ? 0 : 2;
    const auto first = std::ranges::find_if(red.mask, [](auto value) { return value != 0; });
    const double border = red.grid.wavelength(static_cast<std::size_t>(first - red.mask.begin()));
    return { Flag::Severity::Warning, "parts_disagree",
             fmt::format("Below {:.2f} µm it says {} = {:.{}f} ± {:.{}f} {}, above it {:.{}f} ± {:.{}f}: {:.1f} σ apart; look for a second star, a wrong extraction "
                         "or a part that is not of this star.",
                         border, info.symbol, tension.value[0], decimals, tension.sigma[0], decimals, info.unit, tension.value[1], decimals, tension.sigma[1],
                         decimals, tension.size()) };
}

Flag linesTooBroad(double broadening)
{
    return { Flag::Severity::Warning, "lines_too_broad",
             fmt::format("Its lines are {:.1f} times as broad as those of such a star: a lower resolution than the mode has, or rotation; [Fe/H] and "
                         "abundances come out wrong, mostly too low.",
                         broadening) };
}

Flag twoVelocities(const SecondVelocity& second)
{
    return { Flag::Severity::Warning, "two_velocities",
             fmt::format("The lines of a star stand at {:.0f} km/s too, with {:.0f} % of the weight of the "
                         "first: two stars, or two slits in one; the labels are of neither.",
                         second.velocity, 100 * second.share) };
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

Velocity findVelocity(const Spectrum& spectrum, const AnalysisOptions& options, const ModelGrid& grid,
                      const VelocityTemplates& templates)
{
    Velocity velocity;
    if (options.velocity) {
        velocity.source = Velocity::Source::Given;
        velocity.value = *options.velocity;
        return velocity;
    }
    if (spectrum.frame == Frame::Rest) {
        velocity.source = Velocity::Source::AlreadyAtRest;
        return velocity;
    }
    velocity = measureVelocity(prepare(spectrum, grid, 0, options.prepare), templates);
    if (velocity.source == Velocity::Source::Measured)
        velocity.zeroPointError = zeroPointErrorOf(spectrum.instrument, grid);
    return velocity;
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

double defaultLineError(Instrument encodedAs)
{
    return encodedAs == Instrument::Apogee ? 0.03 : 0.04;
}

Analyzer::Analyzer(std::unique_ptr<const State> state)
    : m_state(std::move(state))
{
}
Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;

Analyzer Analyzer::load(const std::filesystem::path& bundle)
{
    const auto manifest = loadManifest(bundle);
    checkGrids(manifest, bundle);
    auto emulator = Emulator::load(bundle / "emulator.pt");
    auto atlas = loadAtlas(bundle / "atlas.bin");
    const auto stars = templateStars();
    auto nirspecTemplates
        = makeVelocityTemplates(referenceSpectra(emulator, stars, nirspecModelGrid()), nirspecTemplateStep);
    auto mediumTemplates
        = makeVelocityTemplates(referenceSpectra(emulator, stars, nirspecMediumModelGrid()), mediumTemplateStep);
    auto apogeeTemplates
        = makeVelocityTemplates(referenceSpectra(emulator, stars, apogeeModelGrid()), apogeeTemplateStep);
    auto index = indexOf(atlas);
    auto state = std::make_unique<const State>(State {
        manifest, std::move(emulator), encodersIn(manifest, bundle),
        correctionIn(manifest, bundle, "calibration.json"), correctionIn(manifest, bundle, "correction.json"),
        std::move(atlas), ParametricMap::load(bundle / "map.pt"), PcaProjection::load(bundle / "pca.json"),
        Domain::load(bundle / "domain.json"), std::move(index), std::move(nirspecTemplates),
        std::move(mediumTemplates), std::move(apogeeTemplates) });
    return Analyzer(std::move(state));
}

Analysis Analyzer::analyze(const Spectrum& spectrum, const AnalysisOptions& options,
                           std::stop_token stop) const
{
    Analysis analysis;
    analysis.modelId = m_state->manifest.exportedId();
    const bool isApogee = spectrum.instrument == Instrument::Apogee;
    analysis.encodedAs = isApogee ? Instrument::Apogee : Instrument::Nirspec;
    const auto& grid = modelGridOf(spectrum);
    analysis.flags = refusalsOf(spectrum, m_state->encoders.encodes(nirspecMediumModelGrid()) ? MediumMode::Encoded : MediumMode::NotEncoded);
    if (!analysis.flags.empty()) {
        analysis.prepared = prepare(spectrum, grid, 0, options.prepare);
        analysis.snr = analysis.prepared.snr;
        return analysis;
    }
    checkStop(stop);
    analysis.velocity = findVelocity(spectrum, options, grid, m_state->templatesFor(grid));
    checkStop(stop);
    analysis.prepared = prepare(spectrum, grid, analysis.velocity.value, options.prepare);
    analysis.snr = analysis.prepared.snr;
    analysis.flags = refusalsOf(analysis.prepared);
    if (analysis.flags.empty())
        encode(analysis, options);
    return analysis;
}

void Analyzer::heedGiven(Analysis& analysis, const std::vector<GivenLabel>& given, const std::array<double, labelCount>& prior) const
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
        for (auto* part : { &estimate.sigma, &estimate.sigmaNoise, &estimate.sigmaModel, &estimate.sigmaFloor })
            *part *= shrunk;
        estimate.constrained = isConstrained(k, estimate.sigma, prior[k]);
    }
    analysis.latent = m_state->encoders.moved(analysis.latent, change);
}

/// How many times broader the lines are than those of the emulated star with these labels; 1 where they are as narrow as most, which
/// costs no emulation, or noise hides them.
double Analyzer::broadeningOf(const Analysis& analysis) const
{
    constexpr double usualNirspec = 9, usualMedium = 24, usualApogee = 2; // Å
    const auto& grid = analysis.prepared.grid;
    const auto found = correlationLength(analysis.prepared);
    if (!found || *found < (grid == apogeeModelGrid() ? usualApogee : grid == nirspecMediumModelGrid() ? usualMedium : usualNirspec))
        return 1;
    const auto star = startOf(analysis);
    auto reference = std::move(referenceSpectra(m_state->emulator, std::span(&star, 1), grid).front());
    for (std::size_t i = 0; i < reference.mask.size(); ++i) {
        reference.mask[i] = reference.mask[i] && analysis.prepared.mask[i];
        reference.error[i] = analysis.prepared.error[i];
    }
    const auto expected = correlationLength(reference);
    return expected ? *found / *expected : 1;
}

void Analyzer::encode(Analysis& analysis, const AnalysisOptions& options) const
{
    analysis.lineError = options.lineError.value_or(defaultLineError(analysis.encodedAs));
    const auto leastOfAHalf = analysis.prepared.grid == nirspecMediumModelGrid() ? leastMediumPixelsOfAHalf : leastPixelsOfAHalf;
    const auto halves = m_state->encoders.reconstructs() ? halvesOf(analysis.prepared, leastOfAHalf) : std::nullopt;
    std::vector<const PreparedSpectrum*> spectra { &analysis.prepared };
    if (halves)
        spectra.insert(spectra.end(), { &(*halves)[0], &(*halves)[1] }); // together: one product
    const auto encodings = syzygy::encode(m_state->encoders.withLineError(analysis.lineError), m_state->correctionFor(analysis), spectra);
    const auto& encoding = encodings.front();
    const auto prior = starsAlike(m_state->atlas, encoding.value).scatter;
    for (std::size_t k = 0; k < labelCount; ++k)
        analysis.estimates[k] = makeEstimate(encoding, k, prior[k]);
    analysis.correlation = encoding.correlation;
    analysis.latent = encoding.latent;
    if (!options.given.empty())
        heedGiven(analysis, options.given, prior);
    analysis.bestFit = encoding.bestFit;
    analysis.reducedChiSquare = chiSquareOf(analysis.prepared, encoding.bestFit);
    analysis.neighbours = nearest(analysis.latent, std::max(1, options.neighbours));
    analysis.mapPosition = m_state->map.place(analysis.latent).front();
    analysis.pcaPosition = m_state->pca.place(analysis.latent).front();
    const auto& statistics = m_state->domain.of(analysis.prepared.grid);
    const double distance = analysis.neighbours.empty() ? 1 : 1 - analysis.neighbours.front().cosine;
    analysis.domainScore = domainScore(statistics, distance, whitenedRms(encoding));
    analysis.flags = flagsOf(analysis, encoding);
    for (auto& flag : markBorders(analysis.estimates, m_state->emulator.lowerBound(), m_state->emulator.upperBound()))
        analysis.flags.push_back(std::move(flag));
    if (const double broadening = broadeningOf(analysis); broadening > tooBroad)
        analysis.flags.push_back(linesTooBroad(broadening));
    if (const auto second = secondVelocityOf(analysis.velocity); second && second->share > secondStar)
        analysis.flags.push_back(twoVelocities(*second));
    if (halves) {
        const auto tension = largestTension({ labelsOf(encodings[1]), labelsOf(encodings[2]) });
        if (tension.size() > disagreeingParts)
            analysis.flags.push_back(partsDisagree(tension, (*halves)[1]));
    }
    for (const auto& given : options.given) {
        const auto& alone = (*analysis.alone)[indexOf(given.label)];
        if (const double tension = tensionOf(given, alone.value, alone.sigma); std::abs(tension) > contradicts)
            analysis.flags.push_back(contradiction(given, alone, tension));
    }
    analysis.encoded = true;
}

/// Labels as estimated, vmic and ¹²C/¹³C of the nearest reference star.
StellarParameters Analyzer::startOf(const Analysis& analysis) const
{
    StellarParameters start;
    if (!analysis.neighbours.empty())
        start = m_state->atlas.stars[analysis.neighbours.front().star];
    for (std::size_t k = 0; k < labelCount; ++k)
        start.labels[k] = analysis.estimates[k].value;
    return start;
}

PhysicalFit Analyzer::fit(const Spectrum& spectrum, const Analysis& analysis,
                          const PhysicalFitOptions& options, std::stop_token stop) const
{
    const auto& lines = m_state->correctionFor(analysis).spectral;
    auto fitOptions = options;
    fitOptions.lineError = analysis.lineError;
    const auto prepared = lines.removedFrom(analysis.prepared, lines.modelFrom(analysis.bestFit));
    auto fit = fitEmulator(m_state->emulator, spectrum, prepared, startOf(analysis), fitOptions, stop);
    fit.model = lines.observedFrom(fit.model);
    return fit;
}

PhysicalFit Analyzer::fitKnown(const Spectrum& spectrum, const Analysis& analysis, const Labels& known,
                               std::stop_token stop) const
{
    auto start = startOf(analysis);
    for (std::size_t k = 0; k < labelCount; ++k)
        if (std::isfinite(known[k]))
            start.labels[k] = known[k];
    PhysicalFitOptions options;
    options.labelsFixed = true;
    return fitEmulator(m_state->emulator, spectrum, analysis.prepared, start, options, stop);
}

const Atlas& Analyzer::atlas() const
{
    return m_state->atlas;
}

const Manifest& Analyzer::manifest() const
{
    return m_state->manifest;
}

PreparedSpectrum Analyzer::referenceSpectrum(const StellarParameters& star, Instrument instrument) const
{
    return referenceSpectrum(star, instrument == Instrument::Apogee ? apogeeModelGrid() : nirspecModelGrid());
}

PreparedSpectrum Analyzer::referenceSpectrum(const StellarParameters& star, const ModelGrid& grid) const
{
    return std::move(referenceSpectra(m_state->emulator, std::span(&star, 1), grid).front());
}

std::vector<float> Analyzer::gradient(const Analysis& analysis, Label label) const
{
    const auto& lines = m_state->correctionFor(analysis).spectral;
    const auto prepared = lines.removedFrom(analysis.prepared, lines.modelFrom(analysis.bestFit));
    return labelGradient(m_state->encoders.withLineError(analysis.lineError), prepared, label);
}

std::vector<AtlasNeighbour> Analyzer::nearest(std::span<const float> latent, int k) const
{
    std::vector<AtlasNeighbour> neighbours;
    const auto stars = m_state->atlas.size();
    for (const auto& [row, cosine] : m_state->index.nearest(latent, k))
        neighbours.push_back({ row % stars, row < stars ? Instrument::Nirspec : Instrument::Apogee,
                               static_cast<double>(cosine) });
    return neighbours;
}

} // namespace syzygy
