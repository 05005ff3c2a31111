#pragma once

// Private to core/training: needs LibTorch.

#include "core/nn/emulatorprocess.h"

#include <torch/optim/adam.h>
#include <torch/types.h>

#include <cstdint>
#include <vector>

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
    KernelSearch(torch::Tensor inputs, torch::Tensor targets, const KernelLayout& layout,
                 const KernelSearchOptions& options);

    bool finished() const { return m_step >= m_options.steps; }
    int step() const { return m_step; }
    double progress() const { return finished() ? 1.0 : static_cast<double>(m_step) / m_options.steps; }
    double advance(); ///< one step; −ln likelihood per star of its draw

    ArdKernel kernel() const;
    double noise() const; ///< variance relative to the kernel's

    void save(torch::serialize::OutputArchive& archive) const;
    void load(torch::serialize::InputArchive& archive);

private:
    std::vector<torch::Tensor> parameters() const { return { m_logWeights, m_logScales, m_logNoise }; }
    torch::Tensor drawStars() const;
    void setLearningRate();

    KernelSearchOptions m_options;
    torch::Tensor m_inputs, m_targets;
    torch::Tensor m_mask;                                // (T, D)
    torch::Tensor m_logWeights, m_logScales, m_logNoise; // (T), (T, D), (1)
    torch::optim::Adam m_optimizer;
    int m_step = 0;
};

} // namespace syzygy
