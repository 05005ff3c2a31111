#pragma once

#include "core/labels.h"
#include "core/nn/emulator.h"
#include "core/nn/encoders.h"
#include "core/progress.h"
#include "core/training/mocks/labelprior.h"
#include "core/training/mocks/mocks.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace syzygy {

class Peers;

struct EncoderTrainingOptions {
    std::size_t stars = 98'304; ///< distinct mock stars; more lower every error, and cost time in proportion
    std::size_t heldOut = 16'384; ///< further stars for early stopping and calibration
    int components = 224;         ///< of each front end
    int hidden = 256;             ///< width of the encoders
    int latent = 48;              ///< dimensions of one member's latent space
    int members = 3; ///< of the ensemble; more lower every error a little, show the model's σ, and cost time
                     ///< in proportion
    double dropout = 0.2;       ///< larger regularises more
    int epochs = 12;            ///< passes over the mocks; early stopping may end sooner
    int patience = 6;           ///< epochs without a better held-out loss before training stops
    int batch = 1024;           ///< pairs per InfoNCE matrix; larger is harder
    double learningRate = 1e-3; ///< peak of a one-cycle schedule
    double weightDecay = 0.1;
    double contrastiveWeight = 0.5; ///< of InfoNCE against the heads' likelihood
    double hardNegativeShare = 0.3; ///< of mock stars that come in fours alike but for their abundances
    double hardBatchShare = 0.5; ///< of each batch that is drawn from neighbourhoods in (Teff, log g, [Fe/H])
    MockOptions mocks = trainingMocks();
    std::string source;     ///< a digest of what the mocks are emulated from, by which a checkpoint is known
    std::uint64_t seed = 1; ///< same seed, same weights on CPU with the same number of threads
    std::filesystem::path checkpoint; ///< folder for mocks and weights to resume from; empty: nowhere
    /// The processes that train with this one, each on its share of the mocks and of every batch; nothing:
    /// alone. All see `checkpoint`, and the first keeps it.
    std::shared_ptr<Peers> peers;
};

struct TrainedEncoders {
    Encoders encoders;
    double heldOutLoss = 0;
    double temperature = 0;                 ///< τ as learnt
    double retrievalAt1 = 0;                ///< NIRSpec -> APOGEE within the held-out stars
    std::array<double, labelCount> rmse {}; ///< of the NIRSpec side on the held-out stars, all S/N
    int epochs = 0;                         ///< done
    std::size_t heldOut = 0;                ///< stars that retrievalAt1 was sought among
};

/// Trains encoders and heads on mocks from the emulator: (1) front ends from noise-free mocks, (2) features
/// of mocks with the full instrument model, (3) symmetric InfoNCE with learnt τ plus the heads' Gaussian
/// likelihood, (4) calibration of σ on held-out stars. Resumes from options.checkpoint if it is there, and
/// refuses one of other options. Throws Error, Cancelled.
TrainedEncoders trainEncoders(const Emulator& emulator, const LabelPrior& prior,
                              const EncoderTrainingOptions& options, const Progress& progress,
                              std::stop_token stop);

} // namespace syzygy
