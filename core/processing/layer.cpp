#include "core/processing/layer.h"

#include "core/median.h"
#include "core/processing/coadd.h"
#include "core/processing/mask.h"
#include "core/processing/resample.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

namespace syzygy {

namespace {

constexpr double noData = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t ratioBlock = 256; ///< samples per point of the smooth ratio of two members

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
        const double factor = medianOrNoData(std::move(wanted)) / medianOrNoData(std::move(found));
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

} // namespace

double medianOrNoData(std::vector<double> values)
{
    return values.empty() ? noData : medianOf(std::move(values));
}

double snrOf(const Spectrum& spectrum)
{
    const auto usable = usableOf(spectrum);
    std::vector<double> ratios;
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (usable.good[i])
            ratios.push_back(spectrum.flux[i] / spectrum.error[i]);
    return ratios.empty() ? 0 : medianOrNoData(std::move(ratios));
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

std::string nameOf(const Layer& layer)
{
    const auto& origin = layer.spectrum->provenance;
    return origin.file.filename().string() + (origin.hdu.empty() ? "" : " [" + origin.hdu + "]");
}

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

} // namespace syzygy
