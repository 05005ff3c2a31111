#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace syzygy {

/// What a bundle directory says of itself in manifest.json. Everything that must match the program is checked
/// on load.
struct Manifest {
    static constexpr int currentFormat = 1;

    int format = currentFormat;
    /// Short name plus the first 8 digits of the weights' sha256: "nirspec-apogee-1a2b3c4d".
    std::string modelId;
    std::map<std::string, std::string> files; ///< file name -> sha256, lower-case hex
    std::vector<std::string> labelNames;      ///< keys of labelInfos, in order
    std::vector<std::string> labelUnits;
    /// ModelGrid::description(): refused if it differs from the program's.
    std::string nirspecGrid, apogeeGrid;
    std::string mediumGrid;    ///< of the encoder for G140M; empty where there is none
    std::string mediumCommand; ///< what makes that again
    int latentDimensions = 0;
    std::string options; ///< JSON object, the training options as given
    std::uint64_t seed = 0;
    std::string scores;   ///< JSON object as written by `evaluate`
    std::string madeFrom; ///< one sentence: the emulator's sha256, the prior, the number of stars
    std::string command;  ///< what makes it again
    bool isShipped
        = true; ///< the very bundle that this program was built with; set by loadManifest, not written

    /// For what is exported: says of another bundle that it is one.
    std::string exportedId() const { return isShipped ? modelId : modelId + " (not the shipped bundle)"; }
};

/// Reads DIR/manifest.json, checks format, labels, grids, that only files of DIR itself are named, the
/// sha256 of each, and that no file of weights (.pt, .bin) lies there that is not named: LibTorch reads
/// nothing unchecked. Throws Error with the sentence for the user ("... was changed after it was made: its
/// sha256 is not the manifest's; copy the bundle again").
Manifest loadManifest(const std::filesystem::path& directory);

/// Whether it is the very bundle that this program was built with, by the manifest alone: its files are for
/// loadManifest().
bool isShippedBundle(const std::filesystem::path& directory);

/// Fills files[...] with digests of the named files and writes DIR/manifest.json atomically.
void saveManifest(const std::filesystem::path& directory, Manifest manifest,
                  const std::vector<std::string>& fileNames);

} // namespace syzygy
