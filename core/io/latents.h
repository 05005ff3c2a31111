#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace syzygy {

/// The place of one spectrum in the latent space, and which spectrum it is.
struct LatentRow {
    std::string file, source, hdu, instrument;
    std::vector<float> latent; ///< empty where it was not encoded or is refused
};

/// A binary table LATENTS: FILE, SOURCE, HDU, INSTRUMENT and LATENT, a vector of all dimensions (NaN where
/// there is none), one row for each given; MODELID says whose latent space it is. Throws Error.
void writeLatents(const std::filesystem::path& file, const std::vector<LatentRow>& rows,
                  std::size_t dimensions, const std::string& modelId);

} // namespace syzygy
