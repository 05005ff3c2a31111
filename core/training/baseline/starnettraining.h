#pragma once

#include "core/nn/emulator.h"
#include "core/progress.h"
#include "core/training/encoders/encodertraining.h"
#include "core/training/mocks/labelprior.h"
#include "core/training/mocks/mocks.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace syzygy {

/// The recipe of StarCLIP (Kim & Sandford 2025) on our mocks: the baseline that our encoders are compared
/// with.
struct StarNetTrainingOptions {
    std::size_t stars = 98'304;   ///< distinct mock stars, the same as of EncoderTrainingOptions
    std::size_t heldOut = 16'384; ///< further stars, half for the read-out and half for its errors
    int epochs = 1; ///< passes over the mocks in each of two stages: labels alone, then alignment
    int batch = 16; ///< pairs per step and InfoNCE matrix
    double supervisedRate
        = 7e-4; ///< first step size of the first stage, falling along half a cosine (StarNet's)
    double learningRate = 1e-4;     ///< likewise of the second
    double weightDecay = 0.01;      ///< of AdamW in the second
    double logitScale = 15.5;       ///< 1/τ, fixed
    double hardNegativeShare = 0.3; ///< as in EncoderTrainingOptions
    MockOptions mocks = trainingMocks();
    std::uint64_t seed = 1;           ///< same seed, same weights on CPU
    std::filesystem::path checkpoint; ///< folder for mocks and weights to resume from: 27 kB per star, and
                                      ///< 0.2 GB. Empty: each pass makes the mocks again
};

/// Trains two StarNets, first each to tell the standardised labels (mean square error), then both to put the
/// two spectra of a star on one point (symmetric InfoNCE of cosines, τ fixed). Their 20 outputs are the
/// latent space; labels are read from them by linear regression on held-out stars. Resumes from
/// options.checkpoint if it is there. Throws Error, Cancelled.
TrainedEncoders trainStarNets(const Emulator& emulator, const LabelPrior& prior,
                              const StarNetTrainingOptions& options, const Progress& progress,
                              std::stop_token stop);

} // namespace syzygy
