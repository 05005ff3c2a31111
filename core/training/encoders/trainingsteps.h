#pragma once

// Private to core/training: LibTorch in the open.

#include "core/training/encoders/encodertraining.h"
#include "core/training/encoders/mockfeatures.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace syzygy {

inline constexpr std::size_t frontEndStars = 6'000;

/// Where a step is kept to resume from; empty where nothing is kept.
std::filesystem::path inCheckpoint(const EncoderTrainingOptions& options, const std::string& name);

/// Features of `count` stars, from the checkpoint or made and kept there, in half precision either way.
MockFeatures provideChunk(const Emulator& emulator, const LabelPrior& prior,
                          const EncoderTrainingOptions& options, const EncoderNetworks& networks,
                          const std::string& name, std::size_t count, std::uint64_t seed);

/// Those of the stars that no weight sees.
MockFeatures provideHeldOut(const Emulator& emulator, const LabelPrior& prior,
                            const EncoderTrainingOptions& options, const EncoderNetworks& networks);

/// Those of all stars to train on, chunk by chunk; peers make the chunks (and the held-out stars') among
/// them. Throws Cancelled.
MockFeatures provideMocks(const Emulator& emulator, const LabelPrior& prior,
                          const EncoderTrainingOptions& options, const EncoderNetworks& networks,
                          const Progress& progress, const std::stop_token& stop);

enum class Start { FromFits, LikeApogee }; ///< see fittedstart.h

/// Trains the members one after the other; each starts from other weights and sees the mocks in another
/// order. Returns the epochs done by all. Throws Cancelled.
int trainMembers(EncoderNetworks& networks, const MockFeatures& mocks, const MockFeatures& heldOut,
                 Start start, const EncoderTrainingOptions& options, const Progress& progress,
                 const std::stop_token& stop);

/// τ, over the members.
double meanTemperature(const EncoderNetworks& networks);

} // namespace syzygy
