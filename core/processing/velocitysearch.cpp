#include "core/processing/velocitysearch.h"

#include "core/units.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

/// ln λ per template pixel, to first order in v/c.
double lnStepOf(const VelocityTemplates& templates) { return templates.step / speedOfLight; }

constexpr double floorError = 0.01; ///< template mismatch, added to each error in quadrature
constexpr double largestDepth = 0.3; ///< deviations are clipped here, so that undeclared outliers do not decide
constexpr int coarseStride = 3; ///< template pixels per trial of the first pass
/// Neighbouring pixels of the model grid share samples; χ² counts them as independent.
constexpr double correlatedPixels = 1.5;

/// A used pixel as the search needs it.
struct Point {
    long index = 0; ///< template pixel to its left at velocity 0
    float fraction = 0; ///< towards the next
    float weightedDepth = 0;
    float weight = 0;
};

struct Points {
    std::vector<Point> points;
    double chiSquareFlat = 0; ///< of a featureless spectrum
};

Points makePoints(const PreparedSpectrum& observed, const VelocityTemplates& templates)
{
    const double lnStep = lnStepOf(templates);
    Points result;
    for (std::size_t i = 0; i < observed.grid.size; ++i) {
        if (!observed.mask[i])
            continue;
        const double position = (std::log(observed.grid.wavelength(i)) - templates.lnStart) / lnStep;
        const double whole = std::floor(position);
        const double depth = std::clamp(static_cast<double>(observed.flux[i]) - 1, -largestDepth, largestDepth);
        const double error = observed.error[i];
        const double weight = 1 / (correlatedPixels * (error * error + floorError * floorError));
        result.points.push_back({ static_cast<long>(whole), static_cast<float>(position - whole),
                                  static_cast<float>(weight * depth), static_cast<float>(weight) });
        result.chiSquareFlat += weight * depth * depth;
    }
    return result;
}

/// By how much χ² falls if the template, shifted by `lag` pixels and scaled freely, is taken off.
double gain(const Points& data, const std::vector<float>& depth, long lag)
{
    double cross = 0, power = 0;
    const auto last = static_cast<long>(depth.size()) - 1;
    for (const auto& point : data.points) {
        const long i = point.index - lag;
        if (i < 0 || i >= last)
            continue;
        const auto k = static_cast<std::size_t>(i);
        const float model = depth[k] + point.fraction * (depth[k + 1] - depth[k]);
        cross += static_cast<double>(point.weightedDepth * model);
        power += static_cast<double>(point.weight * model * model);
    }
    return cross > 0 && power > 0 ? cross * cross / power : 0;
}

std::size_t bestTemplate(const Points& data, const VelocityTemplates& templates, long range)
{
    std::size_t best = 0;
    double highest = -1;
    for (std::size_t t = 0; t < templates.depth.size(); ++t)
        for (long lag = -range; lag <= range; lag += coarseStride)
            if (const double value = gain(data, templates.depth[t], lag); value > highest) {
                highest = value;
                best = t;
            }
    return best;
}

/// Vertex and curvature of the parabola through a minimum of the curve and its neighbours.
struct Vertex {
    double offset = 0; ///< trial steps from the middle
    double curvature = 0; ///< second difference
};

Vertex vertexAt(const std::vector<double>& curve, std::size_t i)
{
    if (i == 0 || i + 1 >= curve.size())
        return {};
    const double curvature = curve[i - 1] - 2 * curve[i] + curve[i + 1];
    return { curvature > 0 ? 0.5 * (curve[i - 1] - curve[i + 1]) / curvature : 0, curvature };
}

std::vector<Velocity::Minimum> minimaOf(const Velocity& velocity, double step)
{
    std::vector<Velocity::Minimum> minima;
    const auto& curve = velocity.chiSquare;
    for (std::size_t i = 1; i + 1 < curve.size(); ++i)
        if (curve[i] < curve[i - 1] && curve[i] <= curve[i + 1]) {
            const auto vertex = vertexAt(curve, i);
            minima.push_back({ velocity.trialVelocities[i] + vertex.offset * step, curve[i] });
        }
    std::sort(minima.begin(), minima.end(),
              [](const auto& a, const auto& b) { return a.deltaChiSquare < b.deltaChiSquare; });
    return minima;
}

} // namespace

VelocityTemplates makeVelocityTemplates(std::span<const PreparedSpectrum> spectra, double step)
{
    VelocityTemplates templates;
    templates.step = step;
    const double lnStep = lnStepOf(templates);
    if (spectra.empty())
        return templates;
    const auto& grid = spectra.front().grid;
    templates.lnStart = std::log(grid.wavelength(0));
    const double lnEnd = std::log(grid.wavelength(grid.size - 1));
    const auto size = static_cast<std::size_t>((lnEnd - templates.lnStart) / lnStep);
    for (const auto& spectrum : spectra) {
        std::vector<float> depth(size);
        for (std::size_t i = 0; i < size; ++i) {
            const double position = grid.pixel(std::exp(templates.lnStart + lnStep * static_cast<double>(i)));
            const auto k = std::min(static_cast<std::size_t>(std::max(0.0, position)), grid.size - 2);
            if (!spectrum.mask[k] || !spectrum.mask[k + 1])
                continue;
            const auto fraction = static_cast<float>(position - static_cast<double>(k));
            depth[i] = spectrum.flux[k] + fraction * (spectrum.flux[k + 1] - spectrum.flux[k]) - 1;
        }
        templates.depth.push_back(std::move(depth));
    }
    return templates;
}

Velocity measureVelocity(const PreparedSpectrum& observed, const VelocityTemplates& templates,
                         const VelocitySearchOptions& options)
{
    Velocity velocity;
    const auto data = makePoints(observed, templates);
    if (data.points.size() < 100 || templates.depth.empty())
        return velocity;
    const auto range = std::lround(options.largest / templates.step);
    const auto& depth = templates.depth[bestTemplate(data, templates, range)];
    for (long lag = -range; lag <= range; ++lag) {
        velocity.trialVelocities.push_back(speedOfLight * std::expm1(lnStepOf(templates) * static_cast<double>(lag)));
        velocity.chiSquare.push_back(data.chiSquareFlat - gain(data, depth, lag));
    }
    auto minima = minimaOf(velocity, templates.step);
    if (minima.empty())
        return velocity;

    const auto lowest = std::min_element(velocity.chiSquare.begin(), velocity.chiSquare.end());
    const auto vertex = vertexAt(velocity.chiSquare, static_cast<std::size_t>(lowest - velocity.chiSquare.begin()));
    const double perPixel = *lowest * correlatedPixels / static_cast<double>(data.points.size());
    const double scale = std::max(1.0, perPixel); // errors stated too small
    velocity.value = minima.front().velocity;
    velocity.error = vertex.curvature > 0 ? templates.step * std::sqrt(2 * scale / vertex.curvature) : 0;
    for (auto& minimum : minima)
        minimum.deltaChiSquare = (minimum.deltaChiSquare - *lowest) / scale;
    velocity.secondaryMinima.assign(minima.begin() + 1, minima.end());
    const bool strong = (data.chiSquareFlat - *lowest) / scale >= options.leastGain;
    const bool alone = velocity.secondaryMinima.empty()
        || velocity.secondaryMinima.front().deltaChiSquare >= options.leastContrast;
    velocity.source = strong && alone && velocity.error > 0 ? Velocity::Source::Measured : Velocity::Source::NotFound;
    return velocity;
}

double zeroPointErrorOf(Instrument instrument, double pixel)
{
    constexpr double placement = 0.020, width = 0.1, middle = 1.3; // arcsec, arcsec per pixel, µm
    return instrument == Instrument::Nirspec ? placement / width * pixel / middle * speedOfLight : 0;
}

} // namespace syzygy
