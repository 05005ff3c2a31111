#pragma once

// Private to core/training: needs LibTorch.

#include "core/training/emulator/emulatorbandtraining.h"
#include "core/training/emulator/emulatortraining.h"

#include <filesystem>
#include <string>
#include <vector>

namespace syzygy {

/// Where the searches of an interrupted training are kept. Does nothing if the options name no file.
class EmulatorCheckpoint {
public:
    EmulatorCheckpoint(const EmulatorTrainingOptions& options, const SpectralGrid& grid);

    void save(const std::vector<EmulatorBandTraining>& bands) const;
    /// Leaves the bands as they are if there is no file yet. Throws Error if the file is of another training.
    void load(std::vector<EmulatorBandTraining>& bands) const;

private:
    std::filesystem::path m_file;
    std::string m_training; // what must agree for the search to go on
};

} // namespace syzygy
