#pragma once

#include "core/progress.h"
#include "core/training/baseline/starnettraining.h"
#include "core/training/encoders/encodertraining.h"

#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>
#include <variant>

namespace syzygy {

struct BundleOptions {
    std::variant<EncoderTrainingOptions, StarNetTrainingOptions> training; ///< of the architecture to train
    std::size_t atlasStars = 20'000;
    std::string command; ///< as typed, for the manifest
};

/// `train encoders`: reads emulator.pt and label_prior.json of `source`, trains, and writes a bundle into
/// `directory` (which may be `source`): emulator, prior, encoders, atlas, projections, velocity templates,
/// manifest.json and MODEL_CARD.md. Of processes that train together the first alone writes. Throws Error,
/// Cancelled.
TrainedEncoders trainBundle(const std::filesystem::path& source, const std::filesystem::path& directory,
                            const BundleOptions& options, const Progress& progress, std::stop_token stop);

/// The part of trainBundle() after training: reference stars, maps and the domain's statistics, for given
/// encoders.
void addReferences(const std::filesystem::path& directory, const Emulator& emulator, const LabelPrior& prior,
                   const Encoders& encoders, std::size_t stars, const Progress& progress,
                   std::stop_token stop);

} // namespace syzygy
