#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace syzygy {

/// What a user named, as files: sorted within each name, each file once.
///   folder          the spectra in it and below: .fits .fit .fts (.gz), .csv .ecsv .txt .dat; not the 2-D
///   products of JWST, nor text tables of stars (with a column teff, logg, file or ra and none of
///   wavelengths)
///   *, ? in a name  the files of that folder that match
///   @list, x.lst    one name per line, relative to the list; '#' begins a comment
///   anything else   itself, whether it exists or not: reading it says what is wrong
/// Throws Error if a folder, pattern or list stands for no file.
std::vector<std::filesystem::path> expandInputs(const std::vector<std::string>& names);

} // namespace syzygy
