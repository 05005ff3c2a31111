#pragma once

#include "core/spectrum.h"

#include <cstddef>
#include <vector>

namespace syzygy {

/// Chebyshev polynomials over one range of a spectrum's samples: what a smooth response or continuum is made
/// of.
class SmoothTerms {
public:
    static constexpr std::size_t usual = 7; ///< terms of a detector or chip

    SmoothTerms(const std::vector<double>& wavelength, SampleRange range);

    /// 0: constant. Wavelengths outside the range are taken for its ends.
    double at(double wavelength, std::size_t term) const;

    /// The ranges that have terms of their own: on either side of a jump of ten usual steps.
    static std::vector<SampleRange> rangesOf(const std::vector<double>& wavelength);

private:
    double m_middle = 0, m_half = 1; ///< µm
};

} // namespace syzygy
