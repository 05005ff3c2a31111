#pragma once

// Private to core/training: needs LibTorch.

#include "core/io/gridreader.h"
#include "core/nn/emulatorprocess.h"
#include "core/training/emulator/emulatortraining.h"
#include "core/training/emulator/kernelsearch.h"
#include "core/training/emulator/principalcomponents.h"

#include <torch/types.h>

#include <memory>

namespace syzygy {

/// One band on its way from spectra to a Gaussian process.
class EmulatorBandTraining {
public:
    /// inputs: (N, D), standardised, of all stars of the grid; components and kernel are found from the rows
    /// `heldIn`.
    EmulatorBandTraining(const GridBand& band, double scale, torch::Tensor inputs,
                         const torch::Tensor& heldIn, const EmulatorTrainingOptions& options);

    KernelSearch& search() { return *m_search; }
    const KernelSearch& search() const { return *m_search; }

    /// The process that passes through the spectra of these rows, as far as the noise found lets it.
    EmulatorBand condition(const torch::Tensor& rows) const;

private:
    LogGrid m_grid;
    torch::Tensor m_inputs; // (N, D)
    PrincipalComponents m_components;
    torch::Tensor m_scores; // (N, K), double
    std::unique_ptr<KernelSearch> m_search;
};

} // namespace syzygy
