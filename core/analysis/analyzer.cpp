#include "core/analysis/analyzer.h"

#include "core/analysis/analyzerstate.h"
#include "core/error.h"
#include "core/nn/labelgradient.h"
#include "core/processing/mask.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace syzygy {

namespace {

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
    return manifest.files.contains(Encoders::mediumFile) ? encoders.withMedium(bundle / Encoders::mediumFile)
                                                         : encoders;
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

/// templates(): only called where they are needed.
Velocity findVelocity(const Spectrum& spectrum, const std::vector<MaskReason>& reasons,
                      const AnalysisOptions& options, const ModelGrid& grid, const auto& templates)
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
    velocity = measureVelocity(prepareMasked(spectrum, reasons, grid, 0), templates());
    if (velocity.source == Velocity::Source::Measured)
        velocity.zeroPointError = zeroPointErrorOf(spectrum.instrument, traitsOf(grid).pixel);
    return velocity;
}

/// Of normalised flux, rms: what the emulator of the lines that it was made of leaves, see DESIGN.md.
constexpr double emulatorError = 0.0007;

bool areEncodedTogether(const Analysis& a, const Analysis& b)
{
    return a.prepared.grid == b.prepared.grid && a.lineError == b.lineError;
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
    auto index = indexOf(atlas);
    auto state = std::make_unique<const State>(State {
        manifest, std::move(emulator), encodersIn(manifest, bundle),
        correctionIn(manifest, bundle, "calibration.json"), correctionIn(manifest, bundle, "correction.json"),
        std::move(atlas), ParametricMap::load(bundle / "map.pt"), PcaProjection::load(bundle / "pca.json"),
        Domain::load(bundle / "domain.json"), std::move(index), std::make_unique<State::Templates>(),
        std::make_unique<State::Templates>(), std::make_unique<State::Templates>(),
        std::make_unique<std::array<PartIndex, 2>>() });
    return Analyzer(std::move(state));
}

Analysis Analyzer::analyze(const Spectrum& spectrum, const AnalysisOptions& options,
                           std::stop_token stop) const
{
    const auto* one = &spectrum;
    return std::move(analyze(std::span(&one, 1), std::span(&options, 1), std::move(stop)).front());
}

std::vector<Analysis> Analyzer::analyze(std::span<const Spectrum* const> spectra,
                                        std::span<const AnalysisOptions> options, std::stop_token stop) const
{
    std::vector<Analysis> analyses;
    for (std::size_t i = 0; i < spectra.size(); ++i)
        analyses.push_back(begin(*spectra[i], options[i], stop));
    checkStop(stop);
    std::vector<bool> isDone(spectra.size(), false);
    for (std::size_t i = 0; i < spectra.size(); ++i) { // those of a kind together
        std::vector<Analysis*> alike;
        std::vector<const AnalysisOptions*> theirs;
        for (std::size_t k = i; k < spectra.size(); ++k) {
            if (isDone[k] || !analyses[k].flags.empty() || !areEncodedTogether(analyses[i], analyses[k]))
                continue;
            alike.push_back(&analyses[k]);
            theirs.push_back(&options[k]);
            isDone[k] = true;
        }
        if (!alike.empty())
            encode(alike, theirs);
    }
    return analyses;
}

/// As far as it goes without encoding it; flagged where it cannot be encoded.
Analysis Analyzer::begin(const Spectrum& spectrum, const AnalysisOptions& options,
                         const std::stop_token& stop) const
{
    Analysis analysis;
    analysis.modelId = m_state->manifest.exportedId();
    const bool isApogee = spectrum.instrument == Instrument::Apogee;
    analysis.encodedAs = isApogee ? Instrument::Apogee : Instrument::Nirspec;
    const auto& grid = modelGridOf(spectrum);
    analysis.flags = refusalsOf(spectrum,
                                m_state->encoders.encodes(nirspecMediumModelGrid()) ? MediumMode::Encoded
                                                                                    : MediumMode::NotEncoded);
    checkStop(stop);
    auto reasons = maskSamples(spectrum, options.prepare);
    if (analysis.flags.empty())
        analysis.velocity = findVelocity(
            spectrum, reasons, options, grid, [&]() -> const auto& { return m_state->templatesFor(grid); });
    checkStop(stop);
    analysis.prepared = prepareMasked(spectrum, std::move(reasons), grid, analysis.velocity.value);
    analysis.snr = analysis.prepared.snr;
    if (analysis.flags.empty())
        analysis.flags = refusalsOf(analysis.prepared);
    if (analysis.flags.empty())
        analysis.lineError = options.lineError.value_or(defaultLineError(analysis.encodedAs));
    return analysis;
}

StellarParameters Analyzer::starOf(const Analysis& analysis) const
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
    if (analysis.lineError <= 0)
        fitOptions.modelError = emulatorError;
    const auto prepared = lines.removedFrom(analysis.prepared, lines.modelFrom(analysis.bestFit));
    auto fit = fitEmulator(m_state->emulator, spectrum, prepared, starOf(analysis), fitOptions, stop);
    fit.model = lines.observedFrom(fit.model);
    return fit;
}

PhysicalFit Analyzer::fitKnown(const Spectrum& spectrum, const Analysis& analysis, const Labels& known,
                               std::stop_token stop) const
{
    auto start = starOf(analysis);
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

PreparedSpectrum Analyzer::referenceSpectrum(const StellarParameters& star, const ModelGrid& grid) const
{
    return std::move(referenceSpectra(std::span(&star, 1), grid).front());
}

std::vector<PreparedSpectrum> Analyzer::referenceSpectra(std::span<const StellarParameters> stars,
                                                         const ModelGrid& grid) const
{
    return syzygy::referenceSpectra(m_state->emulator, stars, grid);
}

std::vector<float> Analyzer::gradient(const Analysis& analysis, Label label) const
{
    const auto& lines = m_state->correctionFor(analysis).spectral;
    const auto prepared = lines.removedFrom(analysis.prepared, lines.modelFrom(analysis.bestFit));
    return labelGradient(m_state->encoders.withLineError(analysis.lineError), prepared, label);
}

std::vector<AtlasNeighbour> Analyzer::nearest(std::span<const float> latent, int k,
                                              std::optional<Instrument> seenBy) const
{
    if (!seenBy)
        return nearestOfEach(latent, k).front();
    const bool isApogee = *seenBy == Instrument::Apogee;
    const auto found = (*m_state->parts)[isApogee ? 1 : 0].nearest(latent, k, [&] {
        PartIndex::Contents part { isApogee ? m_state->atlas.apogeeLatents : m_state->atlas.nirspecLatents,
                                   std::vector<std::size_t>(m_state->atlas.size()) };
        std::iota(part.rows.begin(), part.rows.end(), std::size_t(0));
        return part;
    });
    std::vector<AtlasNeighbour> neighbours;
    for (const auto& [star, cosine] : found)
        neighbours.push_back({ star, *seenBy, static_cast<double>(cosine) });
    return neighbours;
}

std::vector<std::vector<AtlasNeighbour>> Analyzer::nearestOfEach(std::span<const float> latents, int k) const
{
    const auto stars = m_state->atlas.size();
    std::vector<std::vector<AtlasNeighbour>> all;
    for (const auto& found : m_state->index.nearestOfEach(latents, k)) {
        auto& neighbours = all.emplace_back();
        for (const auto& [row, cosine] : found)
            neighbours.push_back({ row % stars, row < stars ? Instrument::Nirspec : Instrument::Apogee,
                                   static_cast<double>(cosine) });
    }
    return all;
}

} // namespace syzygy
