#pragma once

#include "core/io/gridreader.h"
#include "core/nn/emulator.h"
#include "core/progress.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace syzygy {

struct EmulatorTrainingOptions {
    int components
        = 200; ///< principal components per band; more follow rarer features, and cost time and file size
    int epochs = 100; ///< steps of the search for the kernel's length scales, per band
    int starsPerEpoch
        = 1000; ///< drawn anew for each step; more find the scales better, and cost time with the cube
    int searchComponents = 40;     ///< leading components that the scales are judged by
    double learningRate = 0.08;    ///< of ln(scale), falling to a twentieth along a cosine
    double heldOutFraction = 0.06; ///< share of the grid's stars kept for the report
    bool keepHeldOutAside
        = false; ///< false: once reported, the held-out stars join those that are interpolated between
    std::uint64_t seed = 1;           ///< same seed, same weights on CPU with the same number of threads
    std::filesystem::path checkpoint; ///< where to keep the state to resume from; empty: nowhere
};

/// How far emulated spectra are from true ones of one band, in normalised flux.
struct EmulatorBandReport {
    double rms = 0;
    double medianAbsolute = 0;      ///< median |error|
    double percentile95 = 0;        ///< of |error|
    std::vector<double> wavelength; ///< µm, centres of the bins below
    std::vector<double> rmsAlongWavelength;
    std::vector<double> rmsPerStar;
};

struct EmulatorReport {
    std::size_t stars = 0;
    EmulatorBandReport nirspec;
    EmulatorBandReport apogee;
};

struct TrainedEmulator {
    Emulator emulator;
    EmulatorReport heldOut; ///< on the held-out stars, before they join (see keepHeldOutAside)
};

/// Trains an emulator. Resumes from options.checkpoint if it is there. Throws Error, Cancelled.
TrainedEmulator trainEmulator(const SpectralGrid& grid, const EmulatorTrainingOptions& options,
                              const Progress& progress, std::stop_token stop);

/// The error of an emulator on any grid in the same layout.
EmulatorReport assessEmulator(const Emulator& emulator, const SpectralGrid& grid);

} // namespace syzygy
