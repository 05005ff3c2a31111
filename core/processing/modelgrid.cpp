#include "core/processing/modelgrid.h"

#include "core/median.h"
#include "core/units.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace syzygy {

double ModelGrid::wavelength(std::size_t pixel) const
{
    static const auto apogee = [] { // thousands of powers, for each spectrum
        const auto& grid = apogeeModelGrid();
        std::vector<double> wavelengths(grid.size);
        for (std::size_t i = 0; i < grid.size; ++i)
            wavelengths[i] = grid.wavelengthAt(static_cast<double>(i));
        return wavelengths;
    }();
    if (spacing == Spacing::Log10 && pixel < size && *this == apogeeModelGrid())
        return apogee[pixel];
    return wavelengthAt(static_cast<double>(pixel));
}

double ModelGrid::wavelengthAt(double pixel) const
{
    const double position = start + step * pixel;
    return spacing == Spacing::Linear ? position : std::pow(10.0, position) * micronsPerAngstrom;
}

double ModelGrid::pixel(double wavelength) const
{
    const double position
        = spacing == Spacing::Linear ? wavelength : std::log10(wavelength / micronsPerAngstrom);
    return (position - start) / step;
}

std::string ModelGrid::description() const
{
    std::array<char, 128> text {};
    const char* form = spacing == Spacing::Linear ? "linear %.10g + %.10g i um, %zu pixels, vacuum"
                                                  : "log10 %.10g + %.10g i of Angstrom, %zu pixels, vacuum";
    std::snprintf(text.data(), text.size(), form, start, step, size);
    return text.data();
}

const ModelGrid& nirspecModelGrid()
{
    static const ModelGrid grid { ModelGrid::Spacing::Linear, 0.9720, 1.8e-4, 4720 };
    return grid;
}

const ModelGrid& nirspecMediumModelGrid()
{
    static const ModelGrid grid { ModelGrid::Spacing::Linear, 0.9720, 4.8e-4, 1770 };
    return grid;
}

const ModelGrid& apogeeModelGrid()
{
    static const ModelGrid grid { ModelGrid::Spacing::Log10, 4.179, 6e-6, 8575 };
    return grid;
}

Sampling samplingOf(const Spectrum& spectrum, double first, double last)
{
    std::vector<double> steps;
    for (std::size_t i = 0; i + 1 < spectrum.size(); ++i)
        if (spectrum.wavelength[i] >= first && spectrum.wavelength[i + 1] <= last)
            steps.push_back(spectrum.wavelength[i + 1] - spectrum.wavelength[i]);
    if (steps.empty())
        return {};
    return { steps.size(), medianOf(steps) };
}

const ModelGrid& modelGridOf(const Spectrum& spectrum)
{
    constexpr double coarsestHigh = 5e-4; // µm
    if (spectrum.instrument == Instrument::Apogee)
        return apogeeModelGrid();
    const auto& high = nirspecModelGrid();
    const bool saysMedium
        = spectrum.instrument == Instrument::Nirspec && spectrum.provenance.mode.starts_with("G140M");
    const auto sampling = samplingOf(spectrum, high.wavelength(0), high.wavelength(high.size - 1));
    return saysMedium || sampling.step > coarsestHigh ? nirspecMediumModelGrid() : high;
}

const ModelGrid& modelGridOf(Instrument instrument)
{
    return instrument == Instrument::Apogee ? apogeeModelGrid() : nirspecModelGrid();
}

Instrument instrumentOf(const ModelGrid& grid)
{
    return grid == apogeeModelGrid() ? Instrument::Apogee : Instrument::Nirspec;
}

} // namespace syzygy
