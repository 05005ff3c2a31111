#include "core/processing/velocitysearch.h"

#include "core/units.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <span>

namespace syzygy {

namespace {

/// ln λ per template pixel, to first order in v/c.
double lnStepOf(const VelocityTemplates& templates)
{
    return templates.step / speedOfLight;
}

constexpr double floorError = 0.01; ///< template mismatch, added to each error in quadrature
constexpr double largestDepth
    = 0.3;                       ///< deviations are clipped here, so that undeclared outliers do not decide
constexpr long coarseStride = 3; ///< template pixels per trial of the first pass
/// Neighbouring pixels of the model grid share samples; χ² counts them as independent.
constexpr double correlatedPixels = 1.5;

/// A used pixel as the search needs it.
struct Point {
    long index = 0;     ///< template pixel to its left at velocity 0
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
        if (templates.depth.empty() || whole < 0
            || whole > static_cast<double>(templates.depth.front().size()))
            continue;
        const double depth
            = std::clamp(static_cast<double>(observed.flux[i]) - 1, -largestDepth, largestDepth);
        const double error = observed.error[i];
        const double weight = 1 / (correlatedPixels * (error * error + floorError * floorError));
        result.points.push_back({ static_cast<long>(whole), static_cast<float>(position - whole),
                                  static_cast<float>(weight * depth), static_cast<float>(weight) });
        result.chiSquareFlat += weight * depth * depth;
    }
    return result;
}

/// Template pixels `stride` apart side by side, with zeros before and after: what one data pixel meets at
/// successive trials.
class Comb {
public:
    Comb(const std::vector<float>& depth, long stride, long margin)
        : m_stride(stride)
        , m_margin(margin)
    {
        const auto size = static_cast<long>(depth.size());
        for (long phase = 0; phase < stride; ++phase) {
            std::vector<float> tooth(static_cast<std::size_t>((size + 2 * margin) / stride));
            long from = phase - margin;
            for (auto& value : tooth) {
                value = from >= 0 && from < size ? depth[static_cast<std::size_t>(from)] : 0;
                from += stride;
            }
            m_teeth.push_back(std::move(tooth));
        }
    }

    /// Template pixel `i`, followed by i + stride, i + 2 stride, ... REQUIRES: within the margin
    const float* at(long i) const
    {
        const long place = i + m_margin;
        return m_teeth[static_cast<std::size_t>(place % m_stride)].data() + place / m_stride;
    }

private:
    long m_stride, m_margin;
    std::vector<std::vector<float>> m_teeth;
};

constexpr int trialsAtOnce = 16; ///< kept in registers
using Trials = Eigen::Array<float, trialsAtOnce, 1>;
using TrialSums = Eigen::Array<double, trialsAtOnce, 1>;

/// By how much χ² falls if the template, its pixel i + offset (then + stride, ...) on the data's pixel i and
/// scaled freely, is taken off.
TrialSums gainsAt(const Points& data, const Comb& comb, long offset)
{
    constexpr std::size_t block = 256; // floats add up so many terms, doubles the blocks
    TrialSums cross = TrialSums::Zero(), power = TrialSums::Zero();
    for (std::size_t first = 0; first < data.points.size(); first += block) {
        Trials blockCross = Trials::Zero(), blockPower = Trials::Zero();
        for (const auto& point :
             std::span(data.points).subspan(first, std::min(block, data.points.size() - first))) {
            const Eigen::Map<const Trials> left(comb.at(point.index + offset)),
                right(comb.at(point.index + offset + 1));
            const Trials model = left + point.fraction * (right - left);
            blockCross += point.weightedDepth * model;
            blockPower += point.weight * model.square();
        }
        cross += blockCross.cast<double>();
        power += blockPower.cast<double>();
    }
    return (cross > 0 && power > 0).select(cross.square() / power, TrialSums::Zero());
}

/// Of every stride-th lag from −range to range.
std::vector<double> gainsOf(const Points& data, const std::vector<float>& depth, long range, long stride)
{
    const auto trials = static_cast<std::size_t>(2 * range / stride + 1);
    std::vector<double> gains;
    const Comb comb(depth, stride, 2 * range + (trialsAtOnce + 1) * stride);
    while (gains.size() < trials) { // ascending in template pixels is descending in lag
        const auto last = static_cast<long>(gains.size()) + trialsAtOnce - 1;
        const TrialSums sums = gainsAt(data, comb, range - last * stride).reverse();
        gains.insert(gains.end(), sums.begin(), sums.end());
    }
    gains.resize(trials);
    return gains;
}

std::size_t bestTemplate(const Points& data, const VelocityTemplates& templates, long range)
{
    std::size_t best = 0;
    double highest = -1;
    for (std::size_t t = 0; t < templates.depth.size(); ++t)
        if (const double value = std::ranges::max(gainsOf(data, templates.depth[t], range, coarseStride));
            value > highest) {
            highest = value;
            best = t;
        }
    return best;
}

/// Vertex and curvature of the parabola through a minimum of the curve and its neighbours.
struct Vertex {
    double offset = 0;    ///< trial steps from the middle
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
    const auto gains = gainsOf(data, templates.depth[bestTemplate(data, templates, range)], range, 1);
    for (long lag = -range; lag <= range; ++lag) {
        velocity.trialVelocities.push_back(speedOfLight
                                           * std::expm1(lnStepOf(templates) * static_cast<double>(lag)));
        velocity.chiSquare.push_back(data.chiSquareFlat - gains[static_cast<std::size_t>(lag + range)]);
    }
    auto minima = minimaOf(velocity, templates.step);
    if (minima.empty())
        return velocity;

    const auto lowest = std::min_element(velocity.chiSquare.begin(), velocity.chiSquare.end());
    const auto vertex
        = vertexAt(velocity.chiSquare, static_cast<std::size_t>(lowest - velocity.chiSquare.begin()));
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
    velocity.source
        = strong && alone && velocity.error > 0 ? Velocity::Source::Measured : Velocity::Source::NotFound;
    return velocity;
}

double zeroPointErrorOf(Instrument instrument, double pixel)
{
    constexpr double placement = 0.020, width = 0.1, middle = 1.3; // arcsec, arcsec per pixel, µm
    return instrument == Instrument::Nirspec ? placement / width * pixel / middle * speedOfLight : 0;
}

} // namespace syzygy
