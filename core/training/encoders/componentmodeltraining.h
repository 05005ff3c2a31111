#pragma once

// Private to core/training: LibTorch in the open.

#include "core/nn/emulator.h"
#include "core/nn/encodernetwork.h"
#include "core/progress.h"
#include "core/training/mocks/labelprior.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>

namespace syzygy {

struct ComponentModelOptions {
    std::size_t stars = 65'536; ///< noise-free mocks to learn from
    std::int64_t hidden = 256;  ///< width of the network
    int epochs = 30;
    std::uint64_t seed = 1;
};

/// Learns the component models of both instruments, whose front ends must be there. Throws Cancelled.
void trainComponentModels(const Emulator& emulator, const LabelPrior& prior,
                          const ComponentModelOptions& options, EncoderNetworks& networks,
                          const Progress& progress, const std::stop_token& stop);

/// The same for networks.nirspec alone, from mocks of G140M; the star's own parameters are in the units of
/// networks.apogee.model.
void trainMediumModel(const Emulator& emulator, const LabelPrior& prior, const ComponentModelOptions& options,
                      EncoderNetworks& networks, const Progress& progress, const std::stop_token& stop);

} // namespace syzygy
