#pragma once

// Private to core/training: LibTorch in the open.

#include "core/nn/encodernetwork.h"
#include "core/training/encoders/mockfeatures.h"

#include <cstddef>

namespace syzygy {

/// Begins where the fits end: the latent's plane holds the fitted stellar parameters in the axes and units of
/// their usual errors, correlations included, and the readout undoes that. What the perceptrons add starts at
/// nothing.
void startFromFits(EncoderNetworks& networks, std::size_t member, const MockFeatures& mocks);

/// The NIRSpec side begins where its own fit puts a star in the axes that the APOGEE side has learnt: for a
/// branch that is to come into the latent space of others. The shared parameters must be in the same units on
/// both sides.
void startLikeApogee(EncoderNetworks& networks, std::size_t member);

} // namespace syzygy
