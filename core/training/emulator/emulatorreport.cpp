#include "core/error.h"
#include "core/median.h"
#include "core/training/emulator/emulatortraining.h"
#include "core/training/emulator/gridselection.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace syzygy {

namespace {

constexpr std::size_t wavelengthBins = 60;
constexpr std::size_t starsPerBatch = 256;
constexpr double sameWavelength = 1e-9; // in ln λ

void checkSameGrid(const LogGrid& grid, const GridBand& band)
{
    const double end = grid.lnStep * static_cast<double>(grid.size);
    const bool same = grid.size == band.pixels
        && std::abs(grid.lnStart - band.lnWavelengthStart) < sameWavelength
        && std::abs(end - band.lnWavelengthStep * static_cast<double>(band.pixels)) < sameWavelength;
    if (!same)
        throw Error("the emulator was trained on other wavelengths than those of the grid; train it on this "
                    "one, or choose"
                    " a grid of its wavelengths.");
}

/// Emulated minus true flux, stars × pixels.
std::vector<float> errorsOf(const Emulator& emulator, Band band, const SpectralGrid& grid)
{
    const auto& truth = band == Band::Nirspec ? grid.nirspec : grid.apogee;
    checkSameGrid(emulator.grid(band), truth);
    std::vector<float> errors;
    errors.reserve(truth.values.size());
    for (std::size_t first = 0; first < grid.stars.size(); first += starsPerBatch) {
        const auto count = std::min(starsPerBatch, grid.stars.size() - first);
        const auto flux = emulator.emulate(band, std::span(grid.stars).subspan(first, count));
        const auto* expected = truth.values.data() + first * truth.pixels;
        for (std::size_t i = 0; i < flux.size(); ++i)
            errors.push_back(flux[i] - static_cast<float>(expected[i] / grid.scale));
    }
    return errors;
}

double rmsOf(double sumOfSquares, std::size_t count)
{
    return count == 0 ? 0 : std::sqrt(sumOfSquares / static_cast<double>(count));
}

void alongWavelength(EmulatorBandReport& report, const std::vector<float>& errors, const LogGrid& grid)
{
    const auto bins = std::min(wavelengthBins, grid.size);
    std::vector<double> sums(bins);
    std::vector<std::size_t> counts(bins);
    for (std::size_t i = 0; i < errors.size(); ++i) {
        const auto bin = i % grid.size * bins / grid.size;
        sums[bin] += static_cast<double>(errors[i]) * errors[i];
        ++counts[bin];
    }
    for (std::size_t bin = 0; bin < bins; ++bin) {
        report.wavelength.push_back(grid.wavelength((2 * bin + 1) * grid.size / (2 * bins)));
        report.rmsAlongWavelength.push_back(rmsOf(sums[bin], counts[bin]));
    }
}

double sumOfSquares(std::span<const float> errors)
{
    return std::accumulate(errors.begin(), errors.end(), 0.0,
                           [](double sum, float error) { return sum + static_cast<double>(error) * error; });
}

EmulatorBandReport reportOf(std::vector<float> errors, const LogGrid& grid)
{
    EmulatorBandReport report;
    report.rms = rmsOf(sumOfSquares(errors), errors.size());
    for (std::size_t first = 0; first < errors.size(); first += grid.size)
        report.rmsPerStar.push_back(
            rmsOf(sumOfSquares(std::span(errors).subspan(first, grid.size)), grid.size));
    alongWavelength(report, errors, grid);
    std::transform(errors.begin(), errors.end(), errors.begin(), [](float error) { return std::abs(error); });
    report.medianAbsolute = quantileOf(errors, 0.5);
    report.percentile95 = quantileOf(errors, 0.95);
    return report;
}

} // namespace

EmulatorReport assessEmulator(const Emulator& emulator, const SpectralGrid& grid)
{
    if (grid.stars.empty())
        throw Error("the grid to compare the emulator with has no stars.");
    EmulatorReport report;
    report.stars = grid.stars.size();
    report.nirspec = reportOf(errorsOf(emulator, Band::Nirspec, grid), emulator.grid(Band::Nirspec));
    report.apogee = reportOf(errorsOf(emulator, Band::Apogee, grid), emulator.grid(Band::Apogee));
    return report;
}

} // namespace syzygy
