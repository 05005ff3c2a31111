#pragma once

#include "core/progress.h"
#include "core/training/encoders/encodertraining.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace syzygy {

/// `train medium`: gives a bundle an encoder for G140M (trainMedium()), its statistics of the domain and a
/// paragraph in the model card. All else, the labels of other spectra among it, stays bit for bit. Throws
/// Error, Cancelled.
TrainedEncoders addMedium(const std::filesystem::path& bundle, const EncoderTrainingOptions& options,
                          const std::string& command, const Progress& progress, std::stop_token stop);

} // namespace syzygy
