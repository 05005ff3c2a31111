#include "core/analysis/domain.h"

#include "core/analysis/modetraits.h"
#include "core/atomicfile.h"
#include "core/error.h"
#include "core/median.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <optional>

namespace syzygy {

namespace {

constexpr double lowestSnr = 8;         ///< the lowest that the encoders were trained on
constexpr double leastCoverage = 0.3;   ///< of the model grid
constexpr double brokenScatter = 0.025; ///< of normalised flux: residuals no reduced star shows
constexpr double brokenErrorScale = 4;  ///< residuals over stated errors
constexpr double brokenClipped = 0.12;  ///< share of pixels that do not fit a star
constexpr double strangeScore = 0.75;
constexpr double coarsestHighPixel = 5e-4; ///< µm; G140H has 2.4e-4
constexpr double coarsestPixel = 8e-4;     ///< µm; G140M has 6.4e-4, SOSS 9e-4, the prism 30e-4 and more
constexpr std::array<double, 2> apogeeRange { 1.50,
                                              1.71 }; ///< µm: nothing of an APOGEE spectrum lies outside
constexpr double apogeePixel = 0.5e-4;                ///< µm; APOGEE has 0.2e-4

nlohmann::json toJson(const DomainStatistics& statistics)
{
    return { { "latent_distance_50", statistics.latentDistance50 },
             { "latent_distance_99", statistics.latentDistance99 },
             { "whitened_50", statistics.whitened50 },
             { "whitened_99", statistics.whitened99 } };
}

DomainStatistics fromJson(const nlohmann::json& json)
{
    return { json.at("latent_distance_50"), json.at("latent_distance_99"), json.at("whitened_50"),
             json.at("whitened_99") };
}

/// Where a spectrum scatters more than elsewhere.
struct NoisyStretch {
    double first = 0, last = 0; ///< µm, rest frame
    double errorScale = 0;      ///< median there
};

/// The longest run of segments whose residuals are at least twice as many stated errors as the median's.
std::optional<NoisyStretch> noisyStretchOf(const Encoding& encoding, const ModelGrid& grid)
{
    constexpr std::size_t leastSegments = 3;
    constexpr double outstanding = 2;
    const auto& scales = encoding.segmentErrorScale;
    std::size_t run = 0, length = 0, end = 0;
    for (std::size_t s = 0; s < scales.size(); ++s) {
        run = scales[s] > outstanding * encoding.errorScale ? run + 1 : 0;
        if (run > length) {
            length = run;
            end = s + 1;
        }
    }
    if (length < leastSegments)
        return std::nullopt;
    const auto first = end - length;
    const auto lastPixel = std::min(grid.size, end * Encoding::segmentPixels) - 1;
    return NoisyStretch { grid.wavelength(first * Encoding::segmentPixels), grid.wavelength(lastPixel),
                          medianOf(std::vector<float>(scales.begin() + static_cast<std::ptrdiff_t>(first),
                                                      scales.begin() + static_cast<std::ptrdiff_t>(end))) };
}

void flagWrongErrors(const Encoding& encoding, const ModelGrid& grid, std::vector<Flag>& flags)
{
    constexpr double tooSmall = 2, tooSmallSomewhere = 4; // residuals over stated errors
    const auto stretch = noisyStretchOf(encoding, grid);
    const bool somewhere = stretch && stretch->errorScale > tooSmallSomewhere;
    if (encoding.errorScale <= tooSmall && !somewhere)
        return;
    const auto where = somewhere
        ? fmt::format(", at {:.2f}-{:.2f} µm {:.1f} ×", stretch->first, stretch->last, stretch->errorScale)
        : std::string();
    flags.push_back(
        { Flag::Severity::Note, "errors_too_small",
          fmt::format("Residuals are {:.1f} × the stated errors{}; the σ of the labels allow for it.",
                      encoding.errorScale, where) });
}

void flagBrokenExtraction(const Encoding& encoding, const ModelGrid& grid, std::vector<Flag>& flags)
{
    const bool noisy = encoding.residualScatter > brokenScatter && encoding.errorScale > brokenErrorScale;
    if (noisy || encoding.clipped > brokenClipped)
        flags.push_back(
            { Flag::Severity::Refusal, "broken_extraction",
              fmt::format("The extraction looks broken: residuals of {:.1f} % are {:.1f} × the stated errors "
                          "and {:.0f} % of "
                          "the samples fit no star; do not use these labels.",
                          100 * encoding.residualScatter, encoding.errorScale, 100 * encoding.clipped) });
    else
        flagWrongErrors(encoding, grid, flags);
}

void flagVelocity(const Velocity& velocity, std::vector<Flag>& flags)
{
    if (velocity.source == Velocity::Source::NotFound)
        flags.push_back({ Flag::Severity::Refusal, "velocity_not_found",
                          "No velocity stands out against the templates; give one if it is known." });
}

/// A K7 dwarf of 3932 K (HD 201092, IRTF library) is found 285 K too hot: what is found below 4300 K may be
/// cooler than the models reach.
void flagCoolDwarf(const Encoding& encoding, std::vector<Flag>& flags)
{
    constexpr double coolest = 4300, lowestDwarfLogg = 3.8; // K, dex
    const double teff = encoding.value[static_cast<std::size_t>(Label::Teff)],
                 logg = encoding.value[static_cast<std::size_t>(Label::Logg)];
    if (logg > lowestDwarfLogg && teff < coolest)
        flags.push_back({ Flag::Severity::Warning, "cool_dwarf",
                          "A dwarf this cool lies where the synthetic spectra are extrapolated; it may be "
                          "cooler still by 300 K." });
}

std::string rangeText(const Spectrum& spectrum)
{
    const std::string mode = spectrum.provenance.mode.empty() ? "This spectrum" : spectrum.provenance.mode;
    if (spectrum.size() == 0)
        return mode + " has no samples";
    return fmt::format("{} covers {:.3f}-{:.3f} µm", mode, spectrum.wavelength.front(),
                       spectrum.wavelength.back());
}

} // namespace

void Domain::save(const std::filesystem::path& file) const
{
    nlohmann::json json { { "nirspec", toJson(nirspec) }, { "apogee", toJson(apogee) } };
    if (medium)
        json["nirspec_g140m"] = toJson(*medium);
    writeTextAtomically(file, json.dump(2) + "\n");
}

const DomainStatistics& Domain::of(const ModelGrid& grid) const
{
    if (grid == apogeeModelGrid())
        return apogee;
    return medium && grid == nirspecMediumModelGrid() ? *medium : nirspec;
}

Domain Domain::load(const std::filesystem::path& file)
{
    try {
        std::ifstream stream(file);
        const auto json = nlohmann::json::parse(stream);
        Domain domain { fromJson(json.at("nirspec")), fromJson(json.at("apogee")), {} };
        if (const auto medium = json.find("nirspec_g140m"); medium != json.end())
            domain.medium = fromJson(*medium);
        return domain;
    } catch (const nlohmann::json::exception& error) {
        throw Error(file.string() + ": cannot be understood (" + error.what() + "); copy the bundle again.");
    }
}

double whitenedRms(const Encoding& encoding)
{
    const auto count = std::min<std::size_t>(64, encoding.whitened.size());
    double sum = 0;
    for (std::size_t k = 0; k < count; ++k)
        sum += static_cast<double>(encoding.whitened[k]) * static_cast<double>(encoding.whitened[k]);
    return count > 0 ? std::sqrt(sum / static_cast<double>(count)) : 0;
}

double domainScore(const DomainStatistics& statistics, double latentDistance, double whitened)
{
    const auto excess = [](double value, double median, double high) {
        return 0.5 * (value - median) / std::max(1e-9, high - median);
    };
    const double larger
        = std::max(excess(latentDistance, statistics.latentDistance50, statistics.latentDistance99),
                   excess(whitened, statistics.whitened50, statistics.whitened99));
    return std::clamp(larger, 0.0, 1.0);
}

std::vector<Flag> flagsOf(const Analysis& analysis, const Encoding& encoding)
{
    std::vector<Flag> flags;
    flagBrokenExtraction(encoding, analysis.prepared.grid, flags);
    flagVelocity(analysis.velocity, flags);
    flagCoolDwarf(encoding, flags);
    if (analysis.domainScore > strangeScore)
        flags.push_back({ Flag::Severity::Warning, "out_of_domain",
                          "The spectrum is unlike any mock that the encoders were trained on; its labels are "
                          "extrapolated." });
    if (analysis.snr < lowestSnr)
        flags.push_back(
            { Flag::Severity::Warning, "low_snr",
              fmt::format(
                  "S/N {:.1f} per pixel is below {:.0f}, the lowest that the encoders were trained on.",
                  analysis.snr, lowestSnr) });
    if (analysis.encodedAs == Instrument::Nirspec && analysis.prepared.coverage < leastCoverage)
        flags.push_back({ Flag::Severity::Warning, "little_coverage",
                          fmt::format("Only {:.0f} % of the encoder's wavelength range has usable samples.",
                                      100 * analysis.prepared.coverage) });
    return flags;
}

std::vector<Flag> refusalsOf(const PreparedSpectrum& prepared)
{
    const auto used = static_cast<std::size_t>(
        std::ranges::count_if(prepared.mask, [](auto value) { return value != 0; }));
    const auto least = traitsOf(prepared.grid).leastPixels;
    if (used >= least)
        return {};
    return { { Flag::Severity::Refusal, "too_few_samples",
               fmt::format("Only {} pixels of the encoders' {} can be used, fewer than {}: the mask, errors "
                           "and holes leave too little. It is shown, but not "
                           "analysed.",
                           used, prepared.mask.size(), least) } };
}

std::vector<Flag> markBorders(Estimates& estimates, const StellarParameters& lower,
                              const StellarParameters& upper)
{
    std::string named;
    for (std::size_t k = 0; k < labelCount; ++k) {
        auto& estimate = estimates[k];
        const bool below = estimate.value <= lower.labels[k], above = estimate.value >= upper.labels[k];
        if (!below && !above)
            continue;
        estimate.border = below ? GridBorder::Lower : GridBorder::Upper;
        estimate.limit = below ? lower.labels[k] : upper.labels[k];
        if (estimate.constrained)
            named += fmt::format("{}{} {} {:.{}f} {}", named.empty() ? "" : ", ", labelInfos[k].symbol,
                                 below ? "<" : ">", estimate.limit, labelInfos[k].unit == "K" ? 0 : 2,
                                 labelInfos[k].unit);
    }
    if (named.empty())
        return {};
    return { { Flag::Severity::Warning, "outside_grid",
               "The synthetic spectra end here: " + named + " are limits, not measurements." } };
}

namespace {

/// A grating, filter or order that the encoders were not trained for, whatever it covers. Tables and texts
/// say nothing: judged by their wavelengths.
bool isOtherMode(const Spectrum& spectrum)
{
    static const std::array<std::string, 2> gratings { "G140H", "G140M" };
    const auto& origin = spectrum.provenance;
    if (spectrum.instrument == Instrument::Nirspec)
        return !origin.mode.empty() && std::ranges::none_of(gratings, [&](const std::string& grating) {
            return origin.mode == grating || origin.mode.find(grating + "/F100LP") != std::string::npos;
        });
    return spectrum.instrument == Instrument::Other && origin.product.starts_with("JWST");
}

/// A table or text with the range and the pixels of APOGEE that does not say whose it is: the NIRSpec encoder
/// would take it for a piece of one of its own.
bool looksLikeApogee(const Spectrum& spectrum, const Sampling& sampling)
{
    return spectrum.instrument == Instrument::Other && spectrum.provenance.mode.empty() && spectrum.size() > 0
        && spectrum.wavelength.front() > apogeeRange[0] && spectrum.wavelength.back() < apogeeRange[1]
        && sampling.step < apogeePixel;
}

} // namespace

std::vector<Flag> refusalsOf(const Spectrum& spectrum, MediumMode medium)
{
    const auto& grid = modelGridOf(spectrum);
    const bool isMedium = grid == nirspecMediumModelGrid();
    const auto sampling = samplingOf(spectrum, grid.wavelength(0), grid.wavelength(grid.size - 1));
    if (sampling.samples < traitsOf(grid).leastSamples
        && (sampling.samples == 0 || sampling.step <= coarsestPixel))
        return { { Flag::Severity::Refusal, "out_of_range",
                   rangeText(spectrum)
                       + "; the encoders know stars at 0.972-1.821 µm (NIRSpec G140H or G140M with F100LP) "
                         "and 1.514-1.696 µm "
                         "(APOGEE). It is shown, but not analysed." } };
    if (const double coarsest = medium == MediumMode::Encoded ? coarsestPixel : coarsestHighPixel;
        sampling.step > coarsest)
        return { { Flag::Severity::Refusal, "too_coarse",
                   fmt::format("Its pixels of {:.1f} Å are too coarse for the encoders, which need {:.0f} Å "
                               "or finer. It is "
                               "shown, but not analysed.",
                               1e4 * sampling.step, 1e4 * coarsest) } };
    if (looksLikeApogee(spectrum, sampling))
        return { { Flag::Severity::Refusal, "mode_needed",
                   rangeText(spectrum)
                       + " in pixels as fine as APOGEE's, but does not say whose it is: analyse it with "
                         "--mode R=22500 (in the window: "
                         "Source > Say its units or mode) if it is APOGEE's, with --mode G140H/F100LP if it "
                         "is of another instrument." } };
    if (isOtherMode(spectrum) || (isMedium && medium == MediumMode::NotEncoded))
        return { { Flag::Severity::Refusal, "other_mode",
                   fmt::format("The encoders know NIRSpec's {}F100LP, not {}. It is shown, but not analysed.",
                               medium == MediumMode::Encoded ? "G140H and G140M with " : "G140H/",
                               spectrum.provenance.mode.empty() ? "this instrument"
                                                                : spectrum.provenance.mode) } };
    return {};
}

} // namespace syzygy
