#pragma once

// Private to core/nn and core/training: LibTorch in the open.

#include "core/nn/componentmodel.h"

namespace syzygy {

/// (K, P): how the front end's coefficients of a spectrum follow its flux, with the weights (noise level,
/// clipping, mask) that project() settles on held: (BᵀWB + Λ⁻¹)⁻¹ BᵀW. 0 for pixels that are not used.
torch::Tensor coefficientResponse(const Projector& projector, const PreparedSpectrum& spectrum);

/// (p, K): how the fitted parameters of one spectrum follow its coefficients, by Gauss and Newton's
/// approximation of the curvature at the solution: H⁻¹Jᵀ of the whitened problem.
torch::Tensor fitResponse(const ComponentModel& model, const Projector& projector,
                          const Projection& projection, const torch::Tensor& lineErrors,
                          const ComponentFit& fit);

} // namespace syzygy
