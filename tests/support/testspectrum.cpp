#include "tests/support/testspectrum.h"

#include "core/random.h"

#include <cmath>
#include <limits>

namespace syzygy::test {

Spectrum nirspecLike(std::size_t samples)
{
    Random random(7);
    Spectrum spectrum;
    for (std::size_t i = 0; i < samples; ++i) {
        const bool hole = i % 37 == 5;
        spectrum.wavelength.push_back(0.97 + 0.00024 * static_cast<double>(i)
                                      + (i > samples / 2 ? 0.035 : 0.0));
        spectrum.flux.push_back(hole ? std::numeric_limits<double>::quiet_NaN() : random.normal(1e-6, 1e-6));
        spectrum.error.push_back(hole ? 0.0 : random.uniform(1e-8, 2e-8));
        spectrum.quality.push_back(hole ? 1u : i % 41 == 3 ? 0x80000004u : 0u);
    }
    spectrum.fluxUnit = "Jy";
    spectrum.instrument = Instrument::Nirspec;
    spectrum.frame = Frame::Barycentric;
    spectrum.provenance.source = "2609_19";
    spectrum.provenance.mode = "G140H/F100LP";
    spectrum.provenance.detector = "NRS1";
    spectrum.provenance.exposureType = "NRS_MSASPEC";
    spectrum.provenance.pipelineVersion = "1.20.2";
    spectrum.provenance.sourceType = "POINT";
    spectrum.provenance.rightAscension = 298.44234833333337;
    spectrum.provenance.declination = 18.772938888888888;
    return spectrum;
}

Spectrum apogeeLike()
{
    Random random(11);
    Spectrum spectrum;
    for (std::size_t i = 0; i < 8575; ++i) {
        const bool chip = (i >= 200 && i < 3320) || (i >= 3536 && i < 6126) || (i >= 6294 && i < 8378);
        spectrum.wavelength.push_back(std::pow(10.0, 4.179 + 6e-6 * static_cast<double>(i)) * 1e-4);
        spectrum.flux.push_back(chip ? random.normal(1000, 10) : std::numeric_limits<double>::quiet_NaN());
        spectrum.error.push_back(chip ? random.uniform(8, 12) : std::numeric_limits<double>::quiet_NaN());
        spectrum.quality.push_back(chip ? (i % 97 == 0 ? 1u << 12 : 0u) : 1u);
    }
    spectrum.fluxUnit = "1e-17 erg/s/cm2/Angstrom";
    spectrum.instrument = Instrument::Apogee;
    spectrum.frame = Frame::Rest;
    spectrum.provenance.source = "2M17334253-1654573";
    spectrum.provenance.mode = "R=22500";
    spectrum.provenance.statedSnr = 186.493;
    spectrum.provenance.statedVelocity = -72.9519;
    return spectrum;
}

std::filesystem::path sharedData()
{
    const auto folder = std::filesystem::path(SYZYGY_SOURCE_DIR).parent_path() / "shared" / "data";
    return std::filesystem::is_directory(folder) ? folder : std::filesystem::path();
}

} // namespace syzygy::test
