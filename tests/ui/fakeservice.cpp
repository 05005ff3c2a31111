#include "tests/ui/fakeservice.h"

#include "core/error.h"
#include "core/processing/maskedranges.h"
#include "core/random.h"
#include "core/units.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <thread>

namespace syzygy::test {

namespace {

constexpr double gapFrom = 1.302, gapTo = 1.338; // µm, G140H fixed slit

struct FakeLine {
    double wavelength, depth;
};
constexpr std::array fakeLines { FakeLine { 1.00521, 0.12 }, FakeLine { 1.09412, 0.2 },
                                 FakeLine { 1.1831, 0.35 },  FakeLine { 1.28216, 0.3 },
                                 FakeLine { 1.31270, 0.2 },  FakeLine { 1.4881, 0.25 },
                                 FakeLine { 1.50290, 0.3 },  FakeLine { 1.55817, 0.3 },
                                 FakeLine { 1.57450, 0.25 }, FakeLine { 1.58927, 0.35 },
                                 FakeLine { 1.6189, 0.35 },  FakeLine { 1.67235, 0.2 },
                                 FakeLine { 1.7113, 0.35 },  FakeLine { 1.77180, 0.15 } };

/// Normalised flux of the made-up star; strength scales the lines.
double normalised(double restWavelength, double strength)
{
    double flux = 1;
    for (const auto& line : fakeLines)
        flux -= strength * line.depth
            * std::exp(-0.5 * std::pow((restWavelength - line.wavelength) / 4e-4, 2));
    return flux
        - strength * 0.03 * (1 + std::sin(restWavelength * 300))
        * std::exp(-2 * std::abs(restWavelength - 1.4));
}

double continuumAt(double wavelength)
{
    return 3e-5 * std::exp(-std::pow((wavelength - 1.35) / 0.6, 2));
}

double hashed(const std::string& name)
{
    return static_cast<double>(std::hash<std::string> {}(name) % 1000) / 1000.0;
}

StellarParameters starAt(double phase, Random& random)
{
    StellarParameters star;
    const bool dwarf = random.chance(0.3);
    star[Label::Teff] = dwarf ? 4200 + 2200 * phase : 3700 + 1400 * phase;
    star[Label::Logg] = dwarf ? 4.6 - 0.4 * phase : 0.4 + 2.9 * phase;
    star[Label::FeH] = std::clamp(random.normal(-0.4, 0.45), -2.3, 0.5);
    for (std::size_t i = indexOf(Label::C); i < labelCount; ++i)
        star.labels[i] = random.normal(-0.25 * star[Label::FeH] * (i % 3 == 1), 0.1);
    return star;
}

void placeStar(Atlas& atlas, double phase, Random& random)
{
    const auto& star = atlas.stars.back();
    const auto angle = static_cast<float>(6 * phase + (star[Label::Logg] > 4 ? 2.0 : 0.0));
    const auto radius = static_cast<float>(3 + 1.5 * star[Label::FeH] + random.normal(0, 0.15));
    atlas.mapPositions.push_back({ radius * std::cos(angle), radius * std::sin(angle) });
    atlas.pcaPositions.push_back(
        { static_cast<float>(phase + random.normal(0, 0.05)), static_cast<float>(star[Label::FeH]) });
    std::array<float, 4> latent { std::cos(angle), std::sin(angle), radius / 5,
                                  static_cast<float>(random.normal(0, 0.1)) };
    float length = 0;
    for (const float value : latent)
        length += value * value;
    for (const float value : latent) {
        atlas.nirspecLatents.push_back(value / std::sqrt(length));
        atlas.apogeeLatents.push_back(value / std::sqrt(length));
    }
}

/// Even stars were seen by NIRSpec, odd ones by APOGEE.
std::vector<AtlasNeighbour> nearestIn(const Atlas& atlas, std::span<const float> latent, int k,
                                      std::optional<Instrument> seenBy = {})
{
    std::vector<AtlasNeighbour> all;
    for (std::size_t star = 0; star < atlas.size(); ++star) {
        double cosine = 0;
        for (std::size_t d = 0; d < atlas.dimensions; ++d)
            cosine += static_cast<double>(latent[d] * atlas.nirspecLatents[star * atlas.dimensions + d]);
        all.push_back({ star, star % 2 ? Instrument::Apogee : Instrument::Nirspec, cosine });
    }
    std::erase_if(all, [&](const auto& neighbour) { return seenBy && neighbour.instrument != *seenBy; });
    std::ranges::sort(all, std::greater {}, &AtlasNeighbour::cosine);
    all.resize(std::min(all.size(), static_cast<std::size_t>(k)));
    return all;
}

PreparedSpectrum preparedOf(const Spectrum& spectrum, double velocity)
{
    PreparedSpectrum prepared;
    prepared.grid = nirspecModelGrid();
    prepared.velocity = velocity;
    prepared.snr = 100;
    Random random(7);
    for (std::size_t i = 0; i < prepared.grid.size; ++i) {
        const double rest = prepared.grid.wavelength(i), observed = rest * (1 + velocity / speedOfLight);
        const bool used = (observed < gapFrom || observed > gapTo) && observed < 1.80
            && !(observed > 1.2 && observed < 1.203);
        prepared.mask.push_back(used);
        prepared.flux.push_back(used ? static_cast<float>(normalised(rest, 1) + random.normal(0, 0.01))
                                     : 1.0F);
        prepared.error.push_back(used ? 0.01F : 0.0F);
        prepared.continuum.push_back(used ? static_cast<float>(continuumAt(observed)) : 0.0F);
    }
    prepared.coverage = 0.93;
    prepared.reasons.assign(spectrum.size(), MaskReason::Used);
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        if (spectrum.quality[i] & 1u)
            prepared.reasons[i] = MaskReason::Quality;
        else if (!std::isfinite(spectrum.flux[i]))
            prepared.reasons[i] = MaskReason::NotFinite;
        else if (spectrum.flux[i] > 2 * continuumAt(spectrum.wavelength[i]))
            prepared.reasons[i] = MaskReason::Outlier;
        else if (spectrum.wavelength[i] > 1.80)
            prepared.reasons[i] = MaskReason::OutOfRange;
        ++prepared.counts[static_cast<std::size_t>(prepared.reasons[i])];
    }
    return prepared;
}

/// Leaves out what was masked by hand; the share of the pixels that is lost.
double leaveOut(PreparedSpectrum& prepared, const Spectrum& spectrum, const MaskedRanges& ranges)
{
    const auto isIn = [&](double wavelength) {
        return std::ranges::any_of(
            ranges, [&](const auto& range) { return wavelength >= range[0] && wavelength <= range[1]; });
    };
    std::size_t lost = 0;
    for (std::size_t i = 0; i < prepared.grid.size; ++i)
        if (prepared.mask[i] && isIn(prepared.grid.wavelength(i) * (1 + prepared.velocity / speedOfLight))) {
            prepared.mask[i] = 0;
            prepared.flux[i] = 1;
            prepared.error[i] = prepared.continuum[i] = 0;
            ++lost;
        }
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (prepared.reasons[i] == MaskReason::Used && isIn(spectrum.wavelength[i]))
            prepared.reasons[i] = MaskReason::Masked;
    return static_cast<double>(lost) / static_cast<double>(prepared.grid.size);
}

/// How much larger its errors are than those of fakeSpectrum(), if much.
double loudnessOf(const Spectrum& spectrum)
{
    const double ratio = spectrum.error[1000] / (0.01 * continuumAt(spectrum.wavelength[1000]));
    return ratio > 1.5 ? ratio - 1 : 0;
}

Velocity velocityOf(const AnalysisOptions& options)
{
    Velocity velocity;
    if (options.velocity) {
        velocity.source = Velocity::Source::Given;
        velocity.value = *options.velocity;
        return velocity;
    }
    velocity.source = Velocity::Source::Measured;
    velocity.value = -22.9;
    velocity.error = 1.4;
    velocity.zeroPointError = 11;
    for (double trial = -600; trial <= 600; trial += 5) {
        velocity.trialVelocities.push_back(trial);
        velocity.chiSquare.push_back(4000 + 900 * (1 - std::exp(-0.5 * std::pow((trial + 22.9) / 60, 2)))
                                     - 250 * std::exp(-0.5 * std::pow((trial - 310) / 40, 2)));
    }
    velocity.secondaryMinima = { { 310, 650 } };
    return velocity;
}

/// `exposure`: by how many σ of the noise an exposure is off the truth.
void estimate(Analysis& analysis, const StellarParameters& star, double exposure)
{
    for (std::size_t i = 0; i < labelCount; ++i) {
        auto& label = analysis.estimates[i];
        label.sigmaNoise = i == 0 ? 30 : 0.03 + 0.004 * static_cast<double>(i);
        label.sigmaModel = i == indexOf(Label::Ce) ? 0 : 0.4 * label.sigmaNoise;
        label.sigmaFloor = 0.5 * label.sigmaNoise;
        label.sigma = std::hypot(label.sigmaNoise, label.sigmaModel, label.sigmaFloor);
        label.value = star.labels[i] + exposure * label.sigmaNoise;
        label.constrained = i != indexOf(Label::V) && i != indexOf(Label::Ce);
    }
}

/// Errors of Teff and log g go together by half, all others alone.
void heedGiven(Analysis& analysis, const std::vector<GivenLabel>& given)
{
    if (given.empty())
        return;
    JointLabels labels;
    labels.correlation.resize(labelCount * labelCount);
    for (std::size_t i = 0; i < labelCount; ++i) {
        labels.value[i] = analysis.estimates[i].value;
        labels.sigma[i] = analysis.estimates[i].sigma;
        labels.correlation[i * labelCount + i] = 1;
    }
    labels.correlation[1] = labels.correlation[labelCount] = 0.5;
    analysis.alone = analysis.estimates;
    const auto heeded = conditioned(labels, given);
    for (std::size_t i = 0; i < labelCount; ++i) {
        analysis.estimates[i].value = heeded.value[i];
        analysis.estimates[i].sigma = heeded.sigma[i];
    }
}

Analysis analyseFake(const Spectrum& spectrum, const AnalysisOptions& options, const Atlas& atlas)
{
    Analysis analysis;
    analysis.snr = 100 + 50 * hashed(spectrum.provenance.source);
    analysis.modelId = "fake-00000000";
    analysis.velocity = velocityOf(options);
    analysis.prepared = preparedOf(spectrum, analysis.velocity.value);
    const double lost = leaveOut(analysis.prepared, spectrum, options.prepare.maskedRanges);
    if (spectrum.provenance.mode.starts_with("G395M")) {
        analysis.prepared = {};
        analysis.velocity = {};
        analysis.flags.push_back({ Flag::Severity::Refusal, "out_of_range",
                                   "G395M covers 2.9-5.2 µm; the encoders see 0.97-1.82 µm." });
        return analysis;
    }
    analysis.encoded = true;
    for (std::size_t i = 0; i < analysis.prepared.grid.size; ++i)
        analysis.bestFit.push_back(
            static_cast<float>(normalised(analysis.prepared.grid.wavelength(i), 0.97)));
    analysis.reducedChiSquare = 1.1;
    const auto like
        = static_cast<std::size_t>(hashed(spectrum.provenance.source) * static_cast<double>(atlas.size()));
    const auto name = spectrum.provenance.file.filename().string();
    estimate(analysis, atlas.stars[like], name.starts_with("exp3") ? 0.5 : 0);
    const double louder = loudnessOf(spectrum);
    for (auto& label : analysis.estimates)
        label.value += (3 * lost + 0.1 * louder) * label.sigma;
    if (name.starts_with("exp4"))
        analysis.estimates[indexOf(Label::Ni)].value += 1;
    heedGiven(analysis, options.given);
    const auto first = atlas.nirspecLatents.begin() + static_cast<std::ptrdiff_t>(like * atlas.dimensions);
    analysis.latent.assign(first, first + static_cast<std::ptrdiff_t>(atlas.dimensions));
    analysis.mapPosition = atlas.mapPositions[like];
    analysis.pcaPosition = atlas.pcaPositions[like];
    analysis.mapPosition[0] += static_cast<float>(0.1 * louder);
    analysis.domainScore = 0.2;
    analysis.neighbours = nearestIn(atlas, analysis.latent, options.neighbours);
    analysis.flags.push_back({ Flag::Severity::Note, "short_red_end", "The red end stops at 1.80 µm." });
    if (hashed(spectrum.provenance.source) > 0.6)
        analysis.flags.push_back(
            { Flag::Severity::Warning, "low_snr",
              "S/N 6 per pixel is below 10, the lowest that the encoder was trained on." });
    return analysis;
}

void chooseColumn(Spectrum& spectrum, const ReadOptions& options)
{
    auto& origin = spectrum.provenance;
    const bool wantsBrightness = options.fluxColumn == FluxColumn::SurfaceBrightness;
    const bool hasBrightness = origin.file.filename().string().find("point") == std::string::npos;
    if (wantsBrightness && hasBrightness) {
        origin.fluxColumn = FluxColumn::SurfaceBrightness;
        spectrum.fluxUnit = "MJy/sr";
    } else if (wantsBrightness)
        origin.notes.emplace_back("SURF_BRIGHT was asked for but is all zero: FLUX was read.");
}

PhysicalFit fitFake(const Analysis& analysis, const AnalysisOptions& options)
{
    PhysicalFit fit;
    for (std::size_t i = 0; i < labelCount; ++i) {
        fit.star.labels[i] = analysis.estimates[i].value + 0.5 * analysis.estimates[i].sigma;
        fit.sigma[i] = 0.8 * analysis.estimates[i].sigma;
    }
    fit.star[Label::Mg] = analysis.estimates[indexOf(Label::Mg)].value + 0.9;
    for (const auto& given : options.given)
        fit.star[given.label] = given.value;
    fit.velocity = analysis.velocity.value + 0.3;
    fit.velocitySigma = 0.4;
    fit.fwhm = 2.31e-4;
    fit.fwhmSigma = 0.02e-4;
    fit.reducedChiSquare = 1.31;
    fit.iterations = 7;
    fit.converged = true;
    fit.model = analysis.bestFit;
    return fit;
}

/// Throws Cancelled as soon as it is asked to.
void waitOrStop(int milliseconds, const std::stop_token& stop)
{
    for (int waited = 0; waited < milliseconds; ++waited) {
        if (stop.stop_requested())
            throw Cancelled();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

/// "2609_19" of "exp2_2609_19".
std::string starOf(const std::string& stem)
{
    return stem.starts_with("exp") && stem.size() > 5 && stem[4] == '_' ? stem.substr(5) : stem;
}

std::vector<Spectrum> readFake(const std::filesystem::path& file, const ReadOptions& options)
{
    const auto name = file.filename().string();
    if (name.find("broken") != std::string::npos)
        throw Error(name
                    + ": HDU EXTRACT1D has no column FLUX; re-run extract_1d or give a file that has one.");
    if (name.find("unitless") != std::string::npos && options.wavelengthUnit.empty())
        throw UnitNeeded(name + ", column wave: has no unit; say whether it is um, nm, Angstrom or m.");
    std::vector<Spectrum> spectra { fakeSpectrum(starOf(file.stem().string())) };
    spectra.front().flux[5] *= 1 + 0.001 * hashed(name); // no exposure is the copy of another
    if (name.find("two") != std::string::npos) {
        spectra.push_back(fakeSpectrum(file.stem().string() + "_b"));
        spectra.back().provenance.hdu = "EXTRACT1D,2";
    }
    for (auto& spectrum : spectra) {
        spectrum.provenance.file = file;
        chooseColumn(spectrum, options);
        if (!options.wavelengthUnit.empty())
            spectrum.provenance.wavelengthUnit = options.wavelengthUnit;
        if (name.find("galaxy") != std::string::npos)
            spectrum.provenance.mode = "G395M/F290LP";
    }
    return spectra;
}

} // namespace

Spectrum fakeSpectrum(const std::string& source, double velocity)
{
    Spectrum spectrum;
    Random random(11);
    for (double wavelength = 0.972; wavelength < 1.822; wavelength += 2.35e-4) {
        if (wavelength > gapFrom && wavelength < gapTo)
            continue;
        const double continuum = continuumAt(wavelength);
        spectrum.wavelength.push_back(wavelength);
        spectrum.flux.push_back(
            continuum * (normalised(wavelength / (1 + velocity / speedOfLight), 1) + random.normal(0, 0.01)));
        spectrum.error.push_back(0.01 * continuum);
        spectrum.quality.push_back(wavelength > 1.2 && wavelength < 1.203 ? 1 | 1u << 10 : 0);
    }
    spectrum.flux[300] *= 5;
    spectrum.flux[700] = std::numeric_limits<double>::quiet_NaN();
    spectrum.fluxUnit = "Jy";
    spectrum.instrument = Instrument::Nirspec;
    spectrum.frame = Frame::Barycentric;
    spectrum.provenance.product = "JWST x1d";
    spectrum.provenance.hdu = "EXTRACT1D,1";
    spectrum.provenance.source = source;
    spectrum.provenance.mode = "G140H/F100LP";
    spectrum.provenance.wavelengthUnit = "um";
    spectrum.provenance.errorSource = ErrorSource::FluxError;
    spectrum.provenance.notes = { "SRCTYPE is missing: taken as POINT." };
    return spectrum;
}

std::shared_ptr<const Atlas> fakeAtlas(std::size_t stars)
{
    auto atlas = std::make_shared<Atlas>();
    atlas->dimensions = 4;
    Random random(3);
    for (std::size_t i = 0; i < stars; ++i) {
        const double phase = random.uniform();
        atlas->stars.push_back(starAt(phase, random));
        placeStar(*atlas, phase, random);
    }
    return atlas;
}

AnalysisService fakeService(std::size_t atlasSize, std::shared_ptr<FakeControls> controls)
{
    AnalysisService service;
    service.atlas = fakeAtlas(atlasSize);
    service.manifest.modelId = "fake-00000000";
    service.read = readFake;
    service.analyze = [atlas = service.atlas, controls](
                          const Spectrum& spectrum, const AnalysisOptions& options, std::stop_token stop) {
        try {
            waitOrStop(controls->delay, stop);
        } catch (const Cancelled&) {
            ++controls->cancelled;
            throw;
        }
        ++controls->analyses;
        return analyseFake(spectrum, options, *atlas);
    };
    service.fit = [controls](const Spectrum&, const Analysis& analysis, const AnalysisOptions& options,
                             std::stop_token stop) {
        waitOrStop(controls->fitDelay, stop);
        ++controls->fits;
        return fitFake(analysis, options);
    };
    service.reference = [](const StellarParameters& star, const ModelGrid&) {
        auto prepared = preparedOf(fakeSpectrum("reference"), 0);
        for (std::size_t i = 0; i < prepared.flux.size(); ++i)
            prepared.flux[i]
                = static_cast<float>(normalised(prepared.grid.wavelength(i), 1 + 0.3 * star[Label::FeH]));
        return prepared;
    };
    service.samples = { "sample1.fits", "sample2.fits" };
    service.noiseCloud = [controls](const Spectrum&, const Analysis& analysis, const AnalysisOptions&,
                                    std::stop_token) { // a row of 20, a tenth apart
        ++controls->clouds;
        std::vector<NoiseDraw> draws;
        for (int i = 0; i < 20; ++i) {
            draws.push_back({ analysis.mapPosition, analysis.pcaPosition, {} });
            draws.back().mapPosition[0] += 0.1F * static_cast<float>(i - 10);
            for (std::size_t k = 0; k < labelCount; ++k)
                draws.back().labels[k]
                    = analysis.estimates[k].value + 0.1 * (i - 10) * analysis.estimates[k].sigma;
        }
        return draws;
    };
    service.why = [controls](const Analysis& analysis,
                             Label label) { // what the lines have more than half their depth
        ++controls->whys;
        Why why { label, {}, {} };
        for (std::size_t i = 0; i < analysis.prepared.grid.size; ++i) {
            why.mean.push_back(static_cast<float>(normalised(analysis.prepared.grid.wavelength(i), 0.5)));
            const float more = analysis.prepared.flux[i] - why.mean.back();
            why.pull.push_back(analysis.prepared.mask[i] ? (label == Label::Teff ? 100.0F : -0.1F) * more
                                                         : 0);
        }
        return why;
    };
    service.view = [](const Analysis& analysis, Instrument instrument) {
        auto view = analysis.prepared;
        view.grid = instrument == Instrument::Apogee ? apogeeModelGrid() : nirspecModelGrid();
        view.velocity = 0;
        view.flux.assign(view.grid.size, 1);
        view.mask.assign(view.grid.size, 1);
        view.error.assign(view.grid.size, 0.02F);
        view.continuum.assign(view.grid.size, 1);
        for (std::size_t i = 0; i < view.grid.size; ++i)
            view.flux[i] = static_cast<float>(normalised(view.grid.wavelength(i), 1));
        return view;
    };
    service.nearest
        = [atlas = service.atlas](std::span<const float> latent, int k, std::optional<Instrument> seenBy) {
              return nearestIn(*atlas, latent, k, seenBy);
          };
    return service;
}

} // namespace syzygy::test
