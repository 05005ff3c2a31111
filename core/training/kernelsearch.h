#pragma once

// Private to core/training: needs LibTorch.

#include "core/nn/emulatorprocess.h"

#include <torch/optim/adam.h>
#include <torch/types.h>

#include <cstdint>

namespace syzygy {

/// Which inputs each term of the kernel looks at, and where the search starts.
struct KernelLayout {
    ArdKernel start;
    torch::Tensor mask; ///< (T, D), double, 1 = looks at it
};

/// The atmosphere alone (Teff, log g, [Fe/H], vmic); the atmosphere with each other input in turn, because a
/// line's strength depends on its own element and the atmosphere first; and all inputs at once for what
/// remains.
KernelLayout emulatorKernelLayout();

/// −ln marginal likelihood per star of targets whose amplitude is profiled out, each target alone, averaged,
/// and its derivatives (Rasmussen & Williams 2006, eqs. 2.30 and 5.9).
struct KernelLikelihood {
    double value = 0;
    torch::Tensor logWeights, logScales, logNoise; ///< derivatives
};
KernelLikelihood kernelLikelihood(const ArdKernel& kernel, const torch::Tensor& logNoise,
                                  const torch::Tensor& inputs, const torch::Tensor& targets);

struct KernelSearchOptions {
    int steps = 100;
    int starsPerStep = 1000;
    double learningRate = 0.08;
    std::uint64_t seed = 1;
};

/// Adam on the likelihood of a fresh draw of stars at each step. Advanced by its caller.
class KernelSearch {
public:
    /// inputs (N, D) and targets (N, C), double.
    KernelSearch(torch::Tensor inputs, torch::Tensor targets, const KernelSearchOptions& options);

    bool finished() const { return m_step >= m_options.steps; }
    int step() const { return m_step; }
    double progress() const { return finished() ? 1.0 : static_cast<double>(m_step) / m_options.steps; }
    double advance(); ///< one step; −ln likelihood per star of its draw

    ArdKernel kernel() const;
    double noise() const; ///< variance relative to the kernel's

    void save(torch::serialize::OutputArchive& archive) const;
    void load(torch::serialize::InputArchive& archive);

private:
    torch::Tensor drawStars() const;
    void setLearningRate();

    KernelSearchOptions m_options;
    torch::Tensor m_inputs, m_targets;
    torch::Tensor m_mask, m_logWeights, m_logScales, m_logNoise;
    torch::optim::Adam m_optimizer;
    int m_step = 0;
};

} // namespace syzygy
