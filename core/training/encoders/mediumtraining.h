#pragma once

#include "core/nn/emulator.h"
#include "core/nn/encoders.h"
#include "core/progress.h"
#include "core/training/encoders/encodertraining.h"
#include "core/training/mocks/labelprior.h"

#include <stop_token>

namespace syzygy {

/// EncoderTrainingOptions that suit G140M: fewer components, since lines at R = 1000 have fewer.
EncoderTrainingOptions mediumTrainingOptions();

/// Trains a third encoder, for NIRSpec spectra of G140M, into the latent space of encoders that are trained:
/// their APOGEE side, heads and temperature are held, mocks of G140M are paired with APOGEE's of the same
/// stars. hidden, latent, members and dropout of the options do not count: they are those of `encoders`.
/// Resumes from options.checkpoint. The scores are those of the G140M side. Throws Error, Cancelled.
TrainedEncoders trainMedium(const Encoders& encoders, const Emulator& emulator, const LabelPrior& prior,
                            const EncoderTrainingOptions& options, const Progress& progress,
                            std::stop_token stop);

} // namespace syzygy
