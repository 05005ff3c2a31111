#pragma once

// Private to core/training: LibTorch in the open.

#include "core/nn/encodernetwork.h"
#include "core/random.h"
#include "core/training/encoders/mockfeatures.h"

#include <array>
#include <vector>

namespace syzygy {

class Peers;

/// Draws batches of which a share comes from neighbourhoods: runs of stars that follow each other in an order
/// where like (Teff, log g, [Fe/H]) are together. They are the negatives that InfoNCE learns most from.
class BatchSampler {
public:
    explicit BatchSampler(const torch::Tensor& labels);                   ///< (n, 20)
    torch::Tensor draw(int size, double hardShare, Random& random) const; ///< (size) distinct rows

private:
    std::vector<std::int64_t> m_order;
};

struct PairLoss {
    torch::Tensor total;
    torch::Tensor contrastive; ///< symmetric InfoNCE
    torch::Tensor likelihood;  ///< mean of both sides, per label
};

/// L(f, g, τ) of SCIENCE (van den Oord+ 2018), the mean of both directions: row i of `left` belongs to row i
/// of `right`. Unit vectors; scale = 1/τ.
torch::Tensor symmetricInfoNce(const torch::Tensor& left, const torch::Tensor& right,
                               const torch::Tensor& scale);

/// Gaussian −ln likelihood of standardised labels, weighted by σ^(2β) without gradient, β = 0.5 (Seitzer+
/// 2022): keeps the mean learning where σ is still large.
torch::Tensor gaussianLoss(const torch::Tensor& mean, const torch::Tensor& logSigma,
                           const torch::Tensor& truth);

/// Of one member of the ensemble. With peers, `rows` are this process's share of a batch, as many as those of
/// each other: InfoNCE is that of the whole batch, and the gradients of `total`, added up over all processes,
/// are those of the whole batch's.
PairLoss pairLoss(const EncoderNetworks& networks, std::size_t member, const MockFeatures& mocks,
                  const torch::Tensor& rows, double contrastiveWeight, Peers* peers = nullptr);

struct HeldOutScore {
    double loss = 0;
    std::array<double, labelCount> rmse {}; ///< NIRSpec side
    double retrievalAt1 = 0;                ///< NIRSpec -> APOGEE
};
/// The loss is the mean over the members, the rest the ensemble's.
HeldOutScore assess(EncoderNetworks& networks, const MockFeatures& mocks, double contrastiveWeight);

/// Sets sigmaScale (68.27th percentile of |error|/σ, by noise and apart for mocks with exact and with wrong
/// lines) and sigmaFloor (robust scatter of the tenth of mocks with the smallest σ) of the branches that
/// learn from mocks that no weight has seen.
void calibrate(EncoderNetworks& networks, const MockFeatures& heldOut);

} // namespace syzygy
