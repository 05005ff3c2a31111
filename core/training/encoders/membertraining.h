#pragma once

// Private to core/training: LibTorch in the open.

#include "core/training/encoders/encodertraining.h"
#include "core/training/encoders/mockfeatures.h"

#include <cstddef>
#include <stop_token>

namespace syzygy {

torch::optim::AdamW optimiserOf(const EncoderNetworks& networks, std::size_t member,
                                const EncoderTrainingOptions& options);

/// A step of what learns of a member on some mocks, with peers on this process's share of the batch. Returns
/// the loss before it.
double trainStep(const EncoderNetworks& networks, std::size_t member, torch::optim::AdamW& optimiser,
                 const MockFeatures& mocks, const torch::Tensor& rows, const EncoderTrainingOptions& options);

/// Trains what learns of one member of the ensemble, from where it stands, until its held-out loss stops
/// falling, and leaves it with the best weights it had. Resumes from options.checkpoint. Returns the epochs
/// done. Throws Cancelled.
int trainMember(EncoderNetworks& networks, std::size_t member, const MockFeatures& mocks,
                const MockFeatures& heldOut, const EncoderTrainingOptions& options, const Progress& progress,
                const std::stop_token& stop);

} // namespace syzygy
