#pragma once

#include "core/spectrum.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace syzygy {

/// Spectra that can be combined into one, because they are of one source.
struct CombinableGroup {
    std::vector<std::size_t> members; ///< at least two, ascending: places in the list that was asked about
    std::string source;               ///< what a user would call it
    std::string words;                ///< to offer it: "M71-19: 2 exposures of G140H/F100LP"
};

/// Which of these spectra, of one file or many, are the same source: nrs1 and nrs2 of an exposure, several
/// exposures, several gratings. Same instrument, product, frame and unit; the same source name (and not more
/// than 0.3″ apart where both tell their place), or within 0.3″ where one has no name. Left out: a second
/// copy of a spectrum, the weaker traces of a PypeIt slit, and exposures beside the stage-3 spectrum that was
/// made of them. Nothing is ever combined unless asked for.
std::vector<CombinableGroup> combinable(std::span<const Spectrum* const> spectra);

/// The same by identity alone, whatever instrument, product or unit: spectra whose labels can be joined, not
/// their samples.
std::vector<CombinableGroup> ofOneSource(std::span<const Spectrum* const> spectra);

/// One spectrum out of the members of such a group.
/// - Samples are those of the member with the highest S/N, and of the others where it has none (the other
/// detector, its gaps);
///   no wavelength is invented, a gap stays a gap. Where gratings overlap, the finer one alone counts.
/// - The others are resampled onto these, put on the scale of the first by a robust smooth ratio, and
/// averaged with inverse
///   variances. Declared bad samples do not count; undeclared outliers only where nothing else is; of three
///   or more, those that disagree with the median by more than 5 σ are rejected.
/// - Errors are those of the average, raised by the scatter of the members where it exceeds them.
/// - Samples without any good member are NaN, and carry the bits of all that were there.
/// The provenance's notes say all of it in words, its keywords begin with NCOMBINE and the members as INPUT1,
/// INPUT2, ... Throws Error if the group has fewer than two members.
Spectrum stitch(std::span<const Spectrum* const> group);

/// Of a combination's notes those that say by how much the scatter of the members raised its errors, and what
/// S/N that leaves; empty if it did not.
std::string raisedErrorWords(const Spectrum& combined);

} // namespace syzygy
