#pragma once

#include "core/atlas/staratlas.h"

#include <filesystem>
#include <string>
#include <vector>

namespace syzygy {

/// Stars of an atlas that the user chose and named.
struct StarSubset {
    std::string name;
    std::string atlas;         ///< identityOf() the atlas whose rows these are
    std::size_t atlasSize = 0; ///< of it, rows
    std::vector<std::size_t> rows {};

    bool operator==(const StarSubset&) const = default;
};

/// What an atlas must have in common with another so that a row of one is the same spectrum in the other:
/// model, spectra and their order. Columns of a catalogue do not count.
std::string identityOf(const StarAtlas& atlas);

/// JSON: for each subset its name, its atlas and the rows. No file: none. Throws Error if it is no such file.
std::vector<StarSubset> loadSubsets(const std::filesystem::path& file);
/// Atomically; makes the folder. Throws Error.
void saveSubsets(const std::filesystem::path& file, const std::vector<StarSubset>& subsets);

} // namespace syzygy
