#pragma once

// Private to core/training: LibTorch in the open.

#include "core/nn/emulator.h"
#include "core/nn/encodernetwork.h"
#include "core/progress.h"
#include "core/training/mocks/labelprior.h"
#include "core/training/mocks/nirspecmock.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace syzygy {

/// What the front end of one instrument finds in noise-free mocks, and what they were made from.
struct CleanSide {
    torch::Tensor parameters;     ///< (n, p), see ComponentModel, K, dex, km/s, 1e-4 µm, 1e-4 and %
    torch::Tensor coefficients;   ///< (n, K), whitened
    torch::Tensor lineChanges;    ///< (m, K), what wrong line depths change in some of them
    torch::Tensor lineParameters; ///< (m, p), of those
    double lineError = 0;         ///< relative, of those
};

struct CleanMocks {
    CleanSide nirspec, apogee; ///< of mocks of G140M the APOGEE side is empty
};

/// The same seed gives the same mocks. Throws Cancelled.
CleanMocks makeCleanMocks(const Emulator& emulator, const LabelPrior& prior, const EncoderNetworks& networks,
                          Grating grating, std::size_t stars, std::uint64_t seed, const Progress& progress,
                          const std::stop_token& stop);

} // namespace syzygy
