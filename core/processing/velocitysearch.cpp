#include "core/processing/velocitysearch.h"

#include "core/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

// The loader chooses, before sanitizers are up; not every C library can.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(SYZYGY_SANITIZED)
#define SYZYGY_EVERY_WIDTH __attribute__((target_clones("default", "fma", "avx512f")))
#else
#define SYZYGY_EVERY_WIDTH
#endif

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
    long left = 0, right = 0; ///< template pixels beside it at velocity 0, or their places in a comb
    float fraction = 0;       ///< towards the right one
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
        const auto left = static_cast<long>(whole);
        result.points.push_back({ left, left + 1, static_cast<float>(position - whole),
                                  static_cast<float>(weight * depth), static_cast<float>(weight) });
        result.chiSquareFlat += weight * depth * depth;
    }
    return result;
}

constexpr std::size_t trialsAtOnce = 16; ///< kept in registers

/// Template pixels `stride` apart side by side, with zeros before and after: what one data pixel meets at
/// successive trials.
class Comb {
public:
    Comb(std::size_t size, long stride, long margin)
        : m_size(static_cast<long>(size))
        , m_stride(stride)
        , m_margin(margin)
        , m_tooth((m_size + 2 * margin) / stride + 1)
    {
    }

    /// Where a template pixel is found. REQUIRES: within the margin
    long placeOf(long pixel) const
    {
        const long from = pixel + m_margin;
        return from % m_stride * m_tooth + from / m_stride;
    }

    std::vector<float> combed(const std::vector<float>& depth) const
    {
        std::vector<float> teeth(static_cast<std::size_t>(m_stride * m_tooth));
        for (long first = 0; first < m_stride; ++first) {
            auto to = teeth.begin() + placeOf(first);
            for (long pixel = first; pixel < m_size; pixel += m_stride)
                *to++ = depth[static_cast<std::size_t>(pixel)];
        }
        return teeth;
    }

private:
    long m_size, m_stride, m_margin, m_tooth;
};

/// Template pixels, either way.
long rangeOf(const VelocityTemplates& templates)
{
    return std::lround(templates.largest / templates.step);
}

/// How templates are read where every stride-th lag is tried. REQUIRES: there is a template
Comb combFor(const VelocityTemplates& templates, long stride)
{
    return { templates.depth.front().size(), stride,
             2 * rangeOf(templates) + static_cast<long>(trialsAtOnce + 1) * stride };
}

/// The data as every stride-th lag over the range meets them.
struct Search {
    std::vector<Point> points; ///< at the highest lag
    std::size_t trials;

    Search(const Points& data, const Comb& comb, long range, long stride)
        : points(data.points)
        , trials(static_cast<std::size_t>(2 * range / stride + 1))
    {
        for (auto& point : points) {
            point.left = comb.placeOf(point.left + range);
            point.right = comb.placeOf(point.right + range);
        }
    }
};

/// Σ weighted depth × model and Σ weight × model², of successive trials.
template <typename Real>
struct Sums {
    std::array<Real, trialsAtOnce> cross {}, power {};
};

/// The points' places that much lower. Compiled for several widths of registers, of which the loader takes
/// what the machine has.
SYZYGY_EVERY_WIDTH Sums<float> sumsOf(std::span<const Point> points, const float* teeth, long lower)
{
    std::array<float, trialsAtOnce> cross {}, power {};
    for (const auto& point : points) {
        const float *left = teeth + (point.left - lower), *right = teeth + (point.right - lower);
        for (std::size_t trial = 0; trial < trialsAtOnce; ++trial) {
            const float model = left[trial] + point.fraction * (right[trial] - left[trial]);
            cross[trial] += point.weightedDepth * model;
            power[trial] += point.weight * (model * model);
        }
    }
    return { cross, power };
}

/// By how much χ² falls if the template, scaled freely, is taken off.
std::array<double, trialsAtOnce> gainsAt(std::span<const Point> points, const float* teeth, long lower)
{
    constexpr std::size_t block = 256; // floats add up so many terms, doubles the blocks
    Sums<double> total;
    for (std::size_t first = 0; first < points.size(); first += block) {
        const auto sums = sumsOf(points.subspan(first, std::min(block, points.size() - first)), teeth, lower);
        for (std::size_t trial = 0; trial < trialsAtOnce; ++trial) {
            total.cross[trial] += static_cast<double>(sums.cross[trial]);
            total.power[trial] += static_cast<double>(sums.power[trial]);
        }
    }
    std::array<double, trialsAtOnce> gains {};
    for (std::size_t trial = 0; trial < trialsAtOnce; ++trial)
        if (const double cross = total.cross[trial]; cross > 0 && total.power[trial] > 0)
            gains[trial] = cross * cross / total.power[trial];
    return gains;
}

/// Of each lag, ascending.
std::vector<double> gainsOf(const Search& search, const std::vector<float>& teeth)
{
    std::vector<double> gains;
    while (gains.size() < search.trials) { // ascending in template pixels is descending in lag
        const auto last = static_cast<long>(gains.size() + trialsAtOnce) - 1;
        const auto block = gainsAt(search.points, teeth.data(), last);
        gains.insert(gains.end(), block.rbegin(), block.rend());
    }
    gains.resize(search.trials);
    return gains;
}

std::size_t bestTemplate(const Points& data, const VelocityTemplates& templates)
{
    const Search search(data, combFor(templates, coarseStride), rangeOf(templates), coarseStride);
    std::size_t best = 0;
    double highest = -1;
    for (std::size_t t = 0; t < templates.combed.size(); ++t)
        if (const double value = std::ranges::max(gainsOf(search, templates.combed[t])); value > highest) {
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
    const auto comb = combFor(templates, coarseStride);
    for (const auto& depth : templates.depth)
        templates.combed.push_back(comb.combed(depth));
    return templates;
}

Velocity measureVelocity(const PreparedSpectrum& observed, const VelocityTemplates& templates,
                         const VelocitySearchOptions& options)
{
    Velocity velocity;
    const auto data = makePoints(observed, templates);
    if (data.points.size() < 100 || templates.depth.empty())
        return velocity;
    const auto range = rangeOf(templates);
    const auto comb = combFor(templates, 1);
    const auto gains
        = gainsOf(Search(data, comb, range, 1), comb.combed(templates.depth[bestTemplate(data, templates)]));
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
