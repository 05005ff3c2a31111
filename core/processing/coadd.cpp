#include "core/processing/coadd.h"

#include "core/processing/layer.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace syzygy {

namespace {

constexpr double noData = std::numeric_limits<double>::quiet_NaN();
constexpr double coverMargin
    = 0.75; ///< steps; nearer samples of another member would double those that are there
constexpr double disagreementLimit = 5; ///< σ

/// The layers that count at one sample.
std::vector<const Layer*> countingAt(const std::vector<Layer>& layers, std::size_t i)
{
    std::vector<const Layer*> trusted, good;
    for (const auto& layer : layers) {
        if (layer.trusted[i])
            trusted.push_back(&layer);
        if (layer.good[i])
            good.push_back(&layer);
    }
    return trusted.empty() ? good : trusted;
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
        : std::max(1.0, medianOrNoData(std::move(differences)) / medianOfNormal);
}

/// Drops, of three or more, those that disagree with the median; returns how many.
std::size_t reject(std::vector<const Layer*>& layers, std::size_t i, double scatter)
{
    if (layers.size() < 3)
        return 0;
    std::vector<double> values;
    for (const auto* layer : layers)
        values.push_back(layer->value[i]);
    const double middle = medianOrNoData(std::move(values));
    return std::erase_if(layers, [&](const Layer* layer) {
        return std::abs(layer->value[i] - middle)
            > disagreementLimit * scatter * std::sqrt(layer->variance[i]);
    });
}

struct Tally {
    std::size_t averaged = 0, rejected = 0, disagreeing = 0, missing = 0;
    std::vector<double> statedError; ///< of the average, before it was raised
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
    tally.statedError.assign(result.size(), noData);
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
        tally.statedError[i] = std::sqrt(mean.variance);
        result.error[i] = tally.statedError[i] * (disagree ? std::sqrt(mean.chiSquare) : scatter);
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

/// What the scatter cost, in S/N.
std::string raisedErrors(const Spectrum& result, const Tally& tally, double scatter)
{
    auto stated = result;
    stated.error = tally.statedError;
    return fmt::format(
        "{} {:.2f} times: the members scatter so much more than their errors say; S/N per pixel "
        "{:.0f} instead of {:.0f}.",
        errorsRaised, scatter, snrOf(result), snrOf(stated));
}

void addNotes(const Tally& tally, double scatter, Spectrum& result)
{
    auto& notes = result.provenance.notes;
    notes.push_back(fmt::format("{} samples are averages with inverse variances.", tally.averaged));
    if (scatter > 1.05)
        notes.push_back(raisedErrors(result, tally, scatter));
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
    return steps.empty() ? 0 : medianOrNoData(std::move(steps));
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
    if (members.size() == 1) {
        auto alone = *members.front();
        alone.provenance.notes.clear();
        return alone;
    }
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
    notes.clear();
    notes.push_back("Sampling and flux scale are those of " + nameOf(layers.front())
                    + ", which has the highest S/N.");
    matchScales(layers, notes);
    const double scatter = scatterOf(layers);
    addNotes(average(layers, scatter, result), scatter, result);
    return result;
}

} // namespace syzygy
