#pragma once

#include "core/nn/emulator.h"
#include "core/progress.h"
#include "core/training/mocks/labelprior.h"
#include "core/training/mocks/nirspecmock.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>

namespace syzygy {

struct SimulateOptions {
    std::size_t count = 20;
    std::optional<double>
        snr; ///< median per pixel of the NIRSpec exposures; drawn between 10 and 300 where not given
    std::uint64_t seed = 1;
    bool giantsOnly = false;
    Grating grating = Grating::G140H;
};

/// Writes mock_NNN_x1d.fits, mock_NNN_apStar.fits and truth.csv (star, labels, vmic, log_c12c13, snr,
/// velocity, line spread) into `directory`, which is made if it is not there. Throws Error, Cancelled.
void simulate(const Emulator& emulator, const LabelPrior& prior, const std::filesystem::path& directory,
              const SimulateOptions& options, const Progress& progress, std::stop_token stop);

} // namespace syzygy
