#include "app/cli/inspection.h"

#include "core/median.h"

#include <algorithm>

namespace syzygy {

namespace {

std::vector<WavelengthGap> findGaps(const std::vector<double>& wavelength)
{
    const auto ranges = contiguousRanges(wavelength);
    std::vector<WavelengthGap> gaps;
    for (std::size_t i = 1; i < ranges.size(); ++i)
        gaps.push_back({ wavelength[ranges[i - 1].last - 1], wavelength[ranges[i].first] });
    return gaps;
}

double medianStep(const std::vector<double>& wavelength)
{
    std::vector<double> steps;
    for (std::size_t i = 1; i < wavelength.size(); ++i)
        steps.push_back(wavelength[i] - wavelength[i - 1]);
    if (steps.empty())
        return 0;
    return medianOf(std::move(steps));
}

} // namespace

Inspection inspectSpectrum(const Spectrum& spectrum)
{
    // The same road as an analysis, so that the counts are those of the analysis; the grid does not matter
    // for them.
    const auto prepared = prepare(spectrum, modelGridOf(spectrum), 0);
    return {
        .firstWavelength = spectrum.wavelength.front(),
        .lastWavelength = spectrum.wavelength.back(),
        .medianStep = medianStep(spectrum.wavelength),
        .snr = prepared.snr,
        .gaps = findGaps(spectrum.wavelength),
        .quality = countQuality(spectrum),
        .samples = prepared.counts,
    };
}

std::string_view nameOf(FluxColumn column)
{
    return column == FluxColumn::SurfaceBrightness ? "SURF_BRIGHT" : "FLUX";
}

std::string_view describe(Frame frame)
{
    switch (frame) {
    case Frame::Barycentric:
        return "barycentric: the star's own velocity is still in the wavelengths";
    case Frame::Topocentric:
        return "topocentric: the motions of the star and of the Earth are still in";
    case Frame::Rest:
        return "the star's rest frame";
    case Frame::Unknown:
        break;
    }
    return "not stated";
}

} // namespace syzygy
