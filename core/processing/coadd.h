// Private to core/processing: exposures of one mode as one spectrum (see stitch.h).
#pragma once

#include "core/spectrum.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace syzygy {

/// How the note begins that tells of errors raised by the scatter of the members.
inline constexpr std::string_view errorsRaised = "Errors raised";

/// µm between neighbours; 0 for fewer than two.
double medianStep(const std::vector<double>& wavelength);

/// Places in `wavelength` of the samples where `covering` has none: before, behind, and in its gaps.
std::vector<std::size_t> uncovered(const std::vector<double>& covering,
                                   const std::vector<double>& wavelength);

/// The inverse-variance average on the samples of the member with the highest S/N, and of the others where it
/// has none. Provenance is that of this member, its notes say what was done. A single member is returned as
/// it is.
Spectrum coadd(const std::vector<const Spectrum*>& members);

} // namespace syzygy
