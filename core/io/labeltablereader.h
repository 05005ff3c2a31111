#pragma once

#include "core/labels.h"

#include <filesystem>
#include <vector>

namespace syzygy {

/// Reads a FITS table of observed stars from HDU 1: TEFF [K], LOGG and FE_H, and of each element X_FE or X_H
/// (then [X/Fe] = [X/H] − [Fe/H]) [dex]; O and Mg are required. One row per star, NaN where a label is not a
/// finite number or below −9000 ("none"). Throws Error that names the missing column.
std::vector<Labels> readLabelTable(const std::filesystem::path& path);

} // namespace syzygy
