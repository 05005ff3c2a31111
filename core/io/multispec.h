// Private to core/io: the wavelengths of IRAF's spectra of several apertures.
#pragma once

#include "core/io/fitsheader.h"

#include <cstddef>
#include <string>
#include <vector>

namespace syzygy {

/// One aperture as its "specN" says (F. Valdes 1993, ASPC 52, 467; IRAF help specwcs): aperture, beam, kind
/// of dispersion, first wavelength, step, pixels, redshift, limits of the aperture, and for a non-linear one
/// its functions of the pixel.
struct Multispec {
    enum class Dispersion { None = -1, Linear = 0, Logarithmic = 1, NonLinear = 2 };
    /// Chebyshev or Legendre polynomials between two pixels, added with a weight and a zero point.
    struct Function {
        double weight = 1, zero = 0;
        bool isLegendre = false;
        double firstPixel = 1, lastPixel = 1;
        std::vector<double> coefficients;
    };

    int aperture = 0, beam = 0;
    Dispersion dispersion = Dispersion::None;
    double first = 0, step = 0; ///< in the units of the axis, of log10 where logarithmic
    std::size_t samples = 0;
    double redshift = 0;
    std::vector<Function> functions;
    std::string
        unreadable; ///< a function of another kind, in words: "a cubic spline"; empty where all can be read
};

/// From WAT2_001, WAT2_002, ...; empty where there are none. Apertures in the order of the image's rows.
std::vector<Multispec> multispecOf(const FitsHeader& header);

/// "angstroms" of WAT1_001's "wtype=linear label=Wavelength units=angstroms"; empty where it says none.
std::string irafUnitOf(const FitsHeader& header);

/// At a pixel, counted from 1, in the units of the axis. REQUIRES: a dispersion, and nothing unreadable.
double wavelengthAt(const Multispec& aperture, double pixel);

} // namespace syzygy
