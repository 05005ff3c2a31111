#pragma once

// Private to core/training: LibTorch in the open.

#include "core/nn/starnet.h"
#include "core/training/baseline/slicedadamw.h"
#include "core/training/baseline/starnettraining.h"
#include "core/training/encoders/mockfeatures.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace syzygy {

/// Of mocks that no weight has seen.
struct StarNetLosses {
    double nirspec = 0,
           apogee = 0;  ///< mean square of standardised errors; means little once alignment has begun
    double infoNce = 0; ///< in batches as in training
};

/// Two StarNets on their way: what a checkpoint keeps. Each network has a core of its own, and a chunk of
/// mocks gives the same weights on any number of cores.
class StarNetRun {
public:
    /// Goes on from the weights that the networks have; `labels` (n, 20) are what standardises all others.
    StarNetRun(StarNets& networks, const torch::Tensor& labels, const StarNetTrainingOptions& options);

    std::size_t chunksDone() const { return m_done; } ///< of both stages
    std::size_t chunksInAll() const;
    bool aligning() const
    {
        return m_done >= chunksInAll() / 2;
    } ///< the next chunk belongs to the second stage

    /// Mean loss of the steps. Rows of MockFeatures are pixels here. Throws Cancelled.
    double trainOn(const MockFeatures& chunk, const std::stop_token& stop);
    StarNetLosses losses(const MockFeatures& heldOut) const;

    void save(const std::filesystem::path& file) const;
    /// False if there is no file. Throws Error if it is of another training.
    bool load(const std::filesystem::path& file);

private:
    double rate(double chunkShare) const; ///< step size within the chunk
    double supervise(const MockFeatures& batch, double rate);
    double align(const MockFeatures& batch, double rate);
    torch::Tensor plan() const;
    void startStage();

    StarNets& m_networks;
    StarNetTrainingOptions m_options;
    torch::Tensor m_labelMean, m_labelScale; // (20)
    std::vector<SlicedAdamW> m_optimisers;   // NIRSpec, APOGEE
    std::size_t m_done = 0;
};

} // namespace syzygy
