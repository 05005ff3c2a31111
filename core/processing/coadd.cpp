#include "core/processing/coadd.h"

#include "core/processing/mask.h"
#include "core/processing/resample.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <optional>

namespace syzygy {

namespace {

constexpr double noData = std::numeric_limits<double>::quiet_NaN();
constexpr double coverMargin
    = 0.75; ///< steps; nearer samples of another member would double those that are there
constexpr std::size_t ratioBlock = 256;  ///< samples per point of the smooth ratio of two members
constexpr std::size_t leastOverlap = 64; ///< samples from which a ratio can be told
constexpr double disagreementLimit = 5;  ///< σ

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return noData;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// One member on the samples of the combination.
struct Layer {
    const Spectrum* spectrum = nullptr;
    std::vector<double> value, variance;
    std::vector<std::uint8_t> good;    ///< not declared bad
    std::vector<std::uint8_t> trusted; ///< nor an undeclared outlier
    std::vector<std::uint32_t> bits;   ///< of the nearest sample
};

std::string nameOf(const Layer& layer)
{
    const auto& origin = layer.spectrum->provenance;
    return origin.file.filename().string() + (origin.hdu.empty() ? "" : " [" + origin.hdu + "]");
}

struct Usable {
    std::vector<std::uint8_t> good, trusted; ///< per sample of the member
};

Usable usableOf(const Spectrum& spectrum)
{
    Usable usable;
    for (const auto reason : maskSamples(spectrum)) {
        const auto i = usable.good.size();
        const bool declared = reason == MaskReason::Quality || reason == MaskReason::NotFinite
            || reason == MaskReason::NoError;
        const bool good = !declared && std::isfinite(spectrum.flux[i]) && spectrum.error[i] > 0
            && std::isfinite(spectrum.error[i]);
        usable.good.push_back(good);
        usable.trusted.push_back(good && reason != MaskReason::Outlier);
    }
    return usable;
}

double snrOf(const Spectrum& spectrum)
{
    const auto usable = usableOf(spectrum);
    std::vector<double> ratios;
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (usable.good[i])
            ratios.push_back(spectrum.flux[i] / spectrum.error[i]);
    return ratios.empty() ? 0 : medianOf(std::move(ratios));
}

/// Wavelengths counted in samples of `target` [first, last), so that a resampler of even grids serves uneven
/// ones.
std::vector<double> inSamples(const std::vector<double>& wavelength, std::span<const double> target)
{
    std::vector<double> places;
    std::size_t k = 0;
    for (const double value : wavelength) {
        while (k + 2 < target.size() && target[k + 1] <= value)
            ++k;
        places.push_back(static_cast<double>(k) + (value - target[k]) / (target[k + 1] - target[k]));
    }
    return places;
}

/// Interpolation averages noise away but ties neighbours: a sample's variance is not lowered by it, so that
/// many samples together are not believed more than they were.
void interpolate(Layer& layer, const Usable& usable, std::span<const double> target, std::size_t first)
{
    const auto places = inSamples(layer.spectrum->wavelength, target);
    std::vector<double> variance;
    for (const double error : layer.spectrum->error)
        variance.push_back(error * error);
    const ModelGrid grid { ModelGrid::Spacing::Linear, 0, 1, target.size() };
    const auto flux = resample({ places, layer.spectrum->flux, variance, usable.good }, grid);
    const auto noise = resample({ places, variance, variance, usable.good }, grid);
    const auto trusted = resample({ places, variance, variance, usable.trusted }, grid);
    for (std::size_t i = 0; i < target.size(); ++i) {
        layer.value[first + i] = flux.value[i];
        layer.variance[first + i] = std::max(flux.variance[i], noise.value[i]);
        layer.good[first + i] = flux.mask[i];
        layer.trusted[first + i] = trusted.mask[i];
    }
}

/// Bits of the nearest sample; and where a sample of the member is one of the combination, the sample itself.
void takeNearest(Layer& layer, const Usable& usable, const std::vector<double>& target)
{
    const auto& spectrum = *layer.spectrum;
    const double step = medianStep(spectrum.wavelength);
    std::size_t k = 0;
    for (std::size_t i = 0; i < target.size(); ++i) {
        while (k + 1 < spectrum.size()
               && std::abs(spectrum.wavelength[k + 1] - target[i])
                   <= std::abs(spectrum.wavelength[k] - target[i]))
            ++k;
        const double distance = std::abs(spectrum.wavelength[k] - target[i]);
        if (distance < step)
            layer.bits[i] = spectrum.quality[k];
        if (distance > 1e-6 * step)
            continue;
        layer.value[i] = spectrum.flux[k];
        layer.variance[i] = spectrum.error[k] * spectrum.error[k];
        layer.good[i] = usable.good[k];
        layer.trusted[i] = usable.trusted[k];
    }
}

Layer layerOf(const Spectrum& spectrum, const std::vector<double>& target)
{
    const auto count = target.size();
    Layer layer { &spectrum,
                  std::vector<double>(count),
                  std::vector<double>(count),
                  std::vector<std::uint8_t>(count),
                  std::vector<std::uint8_t>(count),
                  std::vector<std::uint32_t>(count) };
    const auto usable = usableOf(spectrum);
    for (const auto& range : contiguousRanges(target))
        if (range.last - range.first > 1)
            interpolate(layer, usable, std::span(target).subspan(range.first, range.last - range.first),
                        range.first);
    takeNearest(layer, usable, target);
    return layer;
}

/// Factors at a few places, linear in between.
struct SmoothRatio {
    std::vector<double> place, factor;

    double at(double x) const
    {
        const auto next = static_cast<std::size_t>(std::ranges::lower_bound(place, x) - place.begin());
        if (next == 0 || next == place.size())
            return next == 0 ? factor.front() : factor.back();
        const double share = (x - place[next - 1]) / (place[next] - place[next - 1]);
        return factor[next - 1] + share * (factor[next] - factor[next - 1]);
    }
};

/// What brings the layer to `level` (NaN: not known there); nothing where too little of it overlaps.
std::optional<SmoothRatio> ratioTo(const std::vector<double>& level, const Layer& layer)
{
    std::vector<std::size_t> common;
    for (std::size_t i = 0; i < level.size(); ++i)
        if (layer.trusted[i] && std::isfinite(level[i]))
            common.push_back(i);
    if (common.size() < leastOverlap)
        return std::nullopt;
    const auto blocks = std::max<std::size_t>(1, common.size() / ratioBlock);
    SmoothRatio ratio;
    for (std::size_t block = 0; block < blocks; ++block) {
        std::vector<double> wanted, found;
        const auto first = block * common.size() / blocks, last = (block + 1) * common.size() / blocks;
        for (auto i = first; i < last; ++i) {
            wanted.push_back(level[common[i]]);
            found.push_back(layer.value[common[i]]);
        }
        const double factor = medianOf(std::move(wanted)) / medianOf(std::move(found));
        if (!(factor > 0) || !std::isfinite(factor))
            return std::nullopt;
        ratio.place.push_back(static_cast<double>(common[(first + last - 1) / 2]));
        ratio.factor.push_back(factor);
    }
    return ratio;
}

void scale(Layer& layer, const SmoothRatio& ratio)
{
    for (std::size_t i = 0; i < layer.value.size(); ++i) {
        const double factor = ratio.at(static_cast<double>(i));
        layer.value[i] *= factor;
        layer.variance[i] *= factor * factor;
    }
}

/// Puts every layer on the scale of those before it, the first as it is.
void matchScales(std::vector<Layer>& layers, std::vector<std::string>& notes)
{
    auto level = std::vector<double>(layers.front().value.size(), noData);
    for (auto& layer : layers) {
        const auto ratio = &layer == &layers.front() ? std::nullopt : ratioTo(level, layer);
        if (ratio) {
            scale(layer, *ratio);
            const auto [least, most] = std::ranges::minmax(ratio->factor);
            notes.push_back(fmt::format("{}: multiplied by {:.3f} to {:.3f}, smoothly, to match.",
                                        nameOf(layer), least, most));
        } else if (&layer != &layers.front()) {
            notes.push_back(nameOf(layer)
                            + ": hardly overlaps with the others: its flux scale was left as it is.");
        }
        for (std::size_t i = 0; i < level.size(); ++i)
            if (layer.trusted[i] && !std::isfinite(level[i]))
                level[i] = layer.value[i];
    }
}

/// The layers that count at one sample.
std::vector<const Layer*> countingAt(const std::vector<Layer>& layers, std::size_t i)
{
    std::vector<const Layer*> counting;
    for (const auto& layer : layers)
        if (layer.trusted[i])
            counting.push_back(&layer);
    for (const auto& layer : layers)
        if (counting.empty() && layer.good[i])
            return { &layer };
    return counting;
}

struct Average {
    double value = noData, variance = noData;
    double chiSquare = 0; ///< of the layers about it, per degree of freedom
};

Average averageOf(const std::vector<const Layer*>& layers, std::size_t i)
{
    double weights = 0, sum = 0, chiSquare = 0;
    for (const auto* layer : layers) {
        weights += 1 / layer->variance[i];
        sum += layer->value[i] / layer->variance[i];
    }
    const double value = sum / weights;
    for (const auto* layer : layers)
        chiSquare += (layer->value[i] - value) * (layer->value[i] - value) / layer->variance[i];
    return { value, 1 / weights, layers.size() > 1 ? chiSquare / static_cast<double>(layers.size() - 1) : 0 };
}

/// How many times their errors the layers scatter, robustly; at least 1.
double scatterOf(const std::vector<Layer>& layers)
{
    constexpr double medianOfNormal = 0.6745;
    std::vector<double> differences;
    for (std::size_t i = 0; i < layers.front().value.size(); ++i)
        if (const auto counting = countingAt(layers, i); counting.size() > 1)
            differences.push_back(std::abs(counting[0]->value[i] - counting[1]->value[i])
                                  / std::sqrt(counting[0]->variance[i] + counting[1]->variance[i]));
    return differences.size() < leastOverlap
        ? 1
        : std::max(1.0, medianOf(std::move(differences)) / medianOfNormal);
}

/// Drops, of three or more, those that disagree with the median; returns how many.
std::size_t reject(std::vector<const Layer*>& layers, std::size_t i, double scatter)
{
    if (layers.size() < 3)
        return 0;
    std::vector<double> values;
    for (const auto* layer : layers)
        values.push_back(layer->value[i]);
    const double middle = medianOf(std::move(values));
    return std::erase_if(layers, [&](const Layer* layer) {
        return std::abs(layer->value[i] - middle)
            > disagreementLimit * scatter * std::sqrt(layer->variance[i]);
    });
}

struct Tally {
    std::size_t averaged = 0, rejected = 0, disagreeing = 0, missing = 0;
};

/// Bits that warn, of those that count; all of them, and a bad one, where none does.
std::uint32_t bitsAt(const std::vector<Layer>& layers, const std::vector<const Layer*>& counting,
                     std::size_t i)
{
    const auto badBits = layers.front().spectrum->badBits;
    std::uint32_t bits = 0;
    for (const auto* layer : counting)
        bits |= layer->bits[i] & ~badBits;
    if (!counting.empty())
        return bits;
    for (const auto& layer : layers)
        bits |= layer.bits[i];
    return bits & badBits ? bits : bits | (badBits & (~badBits + 1));
}

Tally average(const std::vector<Layer>& layers, double scatter, Spectrum& result)
{
    Tally tally;
    for (std::size_t i = 0; i < result.size(); ++i) {
        auto counting = countingAt(layers, i);
        tally.rejected += reject(counting, i, scatter);
        result.quality[i] = bitsAt(layers, counting, i);
        tally.missing += counting.empty();
        tally.averaged += counting.size() > 1;
        if (counting.empty())
            continue;
        const auto mean = averageOf(counting, i);
        const bool disagree = mean.chiSquare > disagreementLimit * disagreementLimit * scatter * scatter;
        tally.disagreeing += disagree;
        result.flux[i] = mean.value;
        result.error[i] = std::sqrt(mean.variance) * (disagree ? std::sqrt(mean.chiSquare) : scatter);
    }
    return tally;
}

std::vector<double> unionSampling(const std::vector<const Spectrum*>& members)
{
    auto wavelength = members.front()->wavelength;
    for (const auto* member : members) {
        for (const auto i : uncovered(wavelength, member->wavelength))
            wavelength.push_back(member->wavelength[i]);
        std::ranges::sort(wavelength);
    }
    return wavelength;
}

void addNotes(const Tally& tally, double scatter, std::vector<std::string>& notes)
{
    notes.push_back(fmt::format("{} samples are averages with inverse variances.", tally.averaged));
    if (scatter > 1.05)
        notes.push_back(fmt::format(
            "The members scatter {:.2f} times as much as their errors say: errors raised.", scatter));
    if (tally.rejected > 0)
        notes.push_back(fmt::format("{} samples of single members rejected: more than 5 σ from the median.",
                                    tally.rejected));
    if (tally.disagreeing > 0)
        notes.push_back(fmt::format(
            "{} samples on which the members disagree by more than 5 σ: errors raised.", tally.disagreeing));
    if (tally.missing > 0)
        notes.push_back(fmt::format("{} samples that no member has a good value for.", tally.missing));
}

} // namespace

double medianStep(const std::vector<double>& wavelength)
{
    std::vector<double> steps;
    for (std::size_t i = 1; i < wavelength.size(); ++i)
        steps.push_back(wavelength[i] - wavelength[i - 1]);
    return steps.empty() ? 0 : medianOf(std::move(steps));
}

std::vector<std::size_t> uncovered(const std::vector<double>& covering, const std::vector<double>& wavelength)
{
    const double margin = coverMargin * medianStep(covering);
    const auto ranges = contiguousRanges(covering);
    std::vector<std::size_t> result;
    std::size_t k = 0;
    for (std::size_t i = 0; i < wavelength.size(); ++i) {
        while (k < ranges.size() && wavelength[i] > covering[ranges[k].last - 1] + margin)
            ++k;
        if (k == ranges.size() || wavelength[i] < covering[ranges[k].first] - margin)
            result.push_back(i);
    }
    return result;
}

Spectrum coadd(const std::vector<const Spectrum*>& members)
{
    if (members.size() == 1)
        return *members.front();
    auto sorted = members;
    std::ranges::stable_sort(sorted, std::greater<>(), [](const Spectrum* member) { return snrOf(*member); });
    const auto& first = *sorted.front();
    Spectrum result;
    result.wavelength = unionSampling(sorted);
    result.badBits = first.badBits;
    result.fluxUnit = first.fluxUnit;
    result.instrument = first.instrument;
    result.frame = first.frame;
    result.provenance = first.provenance;
    result.flux.assign(result.size(), noData);
    result.error.assign(result.size(), noData);
    result.quality.assign(result.size(), 0);
    std::vector<Layer> layers;
    for (const auto* member : sorted)
        layers.push_back(layerOf(*member, result.wavelength));
    auto& notes = result.provenance.notes;
    notes.push_back("Sampling and flux scale are those of " + nameOf(layers.front())
                    + ", which has the highest S/N.");
    matchScales(layers, notes);
    const double scatter = scatterOf(layers);
    addNotes(average(layers, scatter, result), scatter, notes);
    return result;
}

} // namespace syzygy
