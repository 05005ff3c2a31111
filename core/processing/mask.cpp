#include "core/processing/mask.h"

#include "core/median.h"
#include "core/processing/modelgrid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace syzygy {

namespace {

/// Good pixels of apStar files, DR17 (first and last of each chip, 0-based, inclusive; FORMATS of the SDSS
/// data model).
constexpr std::array<std::array<double, 2>, 3> apogeeChips {
    { { 201, 3319 }, { 3537, 6125 }, { 6295, 8377 } }
};

/// Where Earth's atmosphere leaves too little of a ground-based spectrum [µm] (Rayner, Cushing & Vacca 2009).
constexpr std::array<std::array<double, 2>, 3> telluricBands {
    { { 1.11, 1.16 }, { 1.34, 1.45 }, { 1.78, 1.97 } }
};

/// Errors this large relative to the flux mean "no data": APOGEE writes 1e10, in DR17 beside a flux of
/// hundreds.
constexpr double noDataError = 1e4;

bool inRanges(double wavelength, std::span<const std::array<double, 2>> ranges)
{
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const auto& range) { return wavelength >= range[0] && wavelength <= range[1]; });
}

bool inApogeeChip(double wavelength)
{
    static const auto ranges = [] {
        auto borders = apogeeChips; // µm from here on
        for (auto& [first, last] : borders) {
            first = apogeeModelGrid().wavelengthAt(first - 0.5);
            last = apogeeModelGrid().wavelengthAt(last + 0.5);
        }
        return borders;
    }();
    return inRanges(wavelength, ranges);
}

MaskReason reasonOf(const Spectrum& spectrum, std::size_t i, const PrepareOptions& options)
{
    const double flux = spectrum.flux[i];
    const double error = spectrum.error[i];
    if (!std::isfinite(flux) || std::isnan(error))
        return MaskReason::NotFinite;
    if (!(error > 0) || error > noDataError * std::max(1e-30, std::abs(flux)))
        return MaskReason::NoError;
    if (spectrum.quality[i] & spectrum.badBits)
        return MaskReason::Quality;
    if (inRanges(spectrum.wavelength[i], options.maskedRanges))
        return MaskReason::Masked;
    if (spectrum.instrument == Instrument::Irtf && inRanges(spectrum.wavelength[i], telluricBands))
        return MaskReason::OutOfRange;
    if (spectrum.instrument == Instrument::Apogee && !inApogeeChip(spectrum.wavelength[i]))
        return MaskReason::OutOfRange;
    return MaskReason::Used;
}

/// The local level of the upper part of the flux (its 70th percentile) and its scatter, per block of used
/// samples.
struct LocalLevel {
    double level = 0;
    double scatter = 0;
};

LocalLevel localLevel(const std::vector<double>& flux, std::span<const std::size_t> samples)
{
    std::vector<double> values;
    for (const auto i : samples)
        values.push_back(flux[i]);
    const double median = quantileOf(values, 0.5);
    const double level = quantileOf(values, 0.7);
    for (auto& value : values)
        value = std::abs(value - median);
    return { level, 1.4826 * quantileOf(values, 0.5) };
}

constexpr std::size_t outlierBlock
    = 61; ///< samples; about 140 Å of G140H, wider than any line, narrower than the response
constexpr double emissionExcess
    = 0.13; ///< of the local level; between the lines of cool metal-rich giants it rises by 0.10
constexpr double emissionSigmas = 5;
constexpr double smallestFlux = 0.15;  ///< of the local level; no line of an FGK star at R < 30,000 is deeper
constexpr double isolatedDepth = 0.22; ///< of the local level, of a sample below both its neighbours

constexpr std::size_t endSamples = 60;   ///< at most this many are cut from an end
constexpr std::size_t innerSamples = 60; ///< behind them that say what the level is
constexpr double fallenLevel = 0.85;
constexpr std::size_t wideFall = 8;  ///< samples: a filter's edge rather than the last pixels of a detector
constexpr std::size_t fallTail = 20; ///< samples behind a wide fall (50 Å) where the running mean, one-sided
                                     ///< there, still follows it badly

/// Cuts one end of a range; `at(k)` is the k-th sample from that end.
template <typename SampleAt>
void trimEnd(const Spectrum& spectrum, std::vector<MaskReason>& reasons, std::size_t count, SampleAt at)
{
    if (count < 2 * (endSamples + innerSamples))
        return;
    std::vector<double> inner;
    for (std::size_t k = endSamples; k < endSamples + innerSamples; ++k)
        if (reasons[at(k)] == MaskReason::Used)
            inner.push_back(spectrum.flux[at(k)]);
    if (inner.size() < innerSamples / 2)
        return;
    const double limit = fallenLevel * quantileOf(inner, 0.5);
    std::size_t cut
        = 0; // one past the last of two fallen neighbours, so that a line or one bad sample does not count
    for (std::size_t k = 0; k + 1 < endSamples; ++k)
        if (spectrum.flux[at(k)] < limit && spectrum.flux[at(k + 1)] < limit && k <= cut + 4)
            cut = k + 2;
    for (std::size_t k = 0; k < (cut >= wideFall ? cut + fallTail : cut); ++k)
        if (reasons[at(k)] == MaskReason::Used)
            reasons[at(k)] = MaskReason::OutOfRange;
}

} // namespace

void trimEnds(const Spectrum& spectrum, std::vector<MaskReason>& reasons)
{
    if (spectrum.instrument == Instrument::Apogee)
        return;
    for (const auto& [first, last] : contiguousRanges(spectrum.wavelength)) {
        trimEnd(spectrum, reasons, last - first, [start = first](std::size_t k) { return start + k; });
        trimEnd(spectrum, reasons, last - first, [end = last](std::size_t k) { return end - 1 - k; });
    }
}

void findOutliers(const Spectrum& spectrum, std::vector<MaskReason>& reasons)
{
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < reasons.size(); ++i)
        if (reasons[i] == MaskReason::Used)
            used.push_back(i);
    const auto& flux = spectrum.flux;
    std::vector<std::size_t> outliers;
    for (std::size_t first = 0; first + 5 < used.size(); first += outlierBlock) {
        const auto block = std::span(used).subspan(first, std::min(outlierBlock, used.size() - first));
        const auto [level, scatter] = localLevel(flux, block);
        if (!(level > 0))
            continue;
        for (std::size_t k = 0; k < block.size(); ++k) {
            const auto i = block[k];
            const double sigma = std::max(spectrum.error[i], 0.5 * scatter);
            const bool spike = flux[i] - level > std::max(emissionExcess * level, emissionSigmas * sigma);
            const bool hole = flux[i] < smallestFlux * level && level - flux[i] > emissionSigmas * sigma;
            const bool between = k > 0 && k + 1 < block.size();
            const bool isolated = between && spectrum.instrument != Instrument::Apogee
                && std::min(flux[block[k - 1]], flux[block[k + 1]]) - flux[i]
                    > std::max(isolatedDepth * level, emissionSigmas * sigma);
            if (spike || hole || isolated)
                outliers.push_back(i);
        }
    }
    for (const auto i : outliers)
        for (std::size_t k = i > 0 ? i - 1 : 0; k <= std::min(i + 1, reasons.size() - 1); ++k)
            if (reasons[k] == MaskReason::Used)
                reasons[k] = MaskReason::Outlier;
}

std::vector<MaskReason> maskSamples(const Spectrum& spectrum, const PrepareOptions& options)
{
    std::vector<MaskReason> reasons(spectrum.size());
    for (std::size_t i = 0; i < reasons.size(); ++i)
        reasons[i] = reasonOf(spectrum, i, options);
    trimEnds(spectrum, reasons);
    findOutliers(spectrum, reasons);
    return reasons;
}

} // namespace syzygy
