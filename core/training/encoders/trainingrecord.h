// Private to core/training/encoders: what a checkpoint, and the peers of a training, have to agree on.
#pragma once

#include "core/training/encoders/encodertraining.h"

#include <filesystem>
#include <string>

namespace syzygy {

/// What front ends and mocks are made from, an option to a line, as the command line calls it.
std::string mockRecord(const EncoderTrainingOptions& options);

/// What the weights of a member are made from beyond that. How many members there are changes none.
std::string weightRecord(const EncoderTrainingOptions& options);

/// Throws Error, that what `place` names was begun with another option, unless both records are the same.
void requireSame(const std::string& place, const std::string& kept, const std::string& asked);

/// Makes the folder of the checkpoint and writes there what its front ends and mocks are made from; refuses a
/// folder where they were made from something else, and options that are not those of the first peer. Throws
/// Error.
void claimCheckpoint(const EncoderTrainingOptions& options);

} // namespace syzygy
