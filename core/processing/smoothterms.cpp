#include "core/processing/smoothterms.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

SmoothTerms::SmoothTerms(const std::vector<double>& wavelength, SampleRange range)
    : m_middle(0.5 * (wavelength[range.first] + wavelength[range.last - 1]))
    , m_half(std::max(1e-6, 0.5 * (wavelength[range.last - 1] - wavelength[range.first])))
{
}

double SmoothTerms::at(double wavelength, std::size_t term) const
{
    return std::cos(static_cast<double>(term)
                    * std::acos(std::clamp((wavelength - m_middle) / m_half, -1.0, 1.0)));
}

std::vector<SampleRange> SmoothTerms::rangesOf(const std::vector<double>& wavelength)
{
    return contiguousRanges(wavelength, 10);
}

} // namespace syzygy
