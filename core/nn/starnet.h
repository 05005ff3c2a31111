#pragma once

// Private to core/nn and core/training: LibTorch in the open.

#include "core/nn/encodermodel.h"

#include <torch/nn.h>

#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

/// StarNet (Fabbro+ 2018, MNRAS 475, 2978), the encoder of StarCLIP and our baseline: convolutions of 4 and
/// 16 filters of 8 pixels, maxima of 4 pixels, dense layers of 256, 128 and as many outputs as there are
/// labels.
struct StarNetImpl : torch::nn::Module {
    explicit StarNetImpl(std::int64_t pixels);
    torch::Tensor forward(const torch::Tensor& spectra); ///< (n, pixels) -> (n, 20)

    torch::nn::Conv1d first { nullptr }, second { nullptr };
    torch::nn::Linear wide { nullptr }, narrow { nullptr }, output { nullptr };
};
TORCH_MODULE(StarNet);

/// What StarNet sees: (n, pixels), flux − 1 in units of 0.1, 0 where masked.
torch::Tensor starNetInput(std::span<const PreparedSpectrum* const> spectra);

/// The output for many spectra, without gradients, in batches that bound the memory: (n, pixels) -> (n, 20).
torch::Tensor runStarNet(StarNet network, const torch::Tensor& spectra);

/// One per instrument.
struct StarNetBranch {
    explicit StarNetBranch(std::int64_t pixels);

    StarNet network;
    torch::Tensor readOut; ///< (21, 20): output and 1 -> labels, in their units
    torch::Tensor sigma;   ///< (20), label units: root mean square error on held-out mocks of all S/N, since
                           ///< StarNet states none

    torch::Tensor labelsOf(const torch::Tensor& outputs) const; ///< (n, 20) -> (n, 20), label units
};

/// Two StarNets whose outputs are the latent space: cosines between spectra, and labels by a linear read-out.
struct StarNets : EncoderModel {
    StarNets(); ///< on the program's grids, with random weights
    StarNets(std::int64_t nirspecPixels, std::int64_t apogeePixels);

    std::vector<Encoding> encode(std::span<const PreparedSpectrum* const> spectra, double lineError,
                                 std::span<const std::size_t> cuts) const override;
    bool encodes(const ModelGrid& grid) const override
    {
        return grid == nirspecModelGrid() || grid == apogeeModelGrid();
    }
    std::size_t latentDimensions() const override { return labelCount; }
    void write(torch::serialize::OutputArchive& archive) const override;
    static bool isIn(torch::serialize::InputArchive& archive);
    static StarNets read(torch::serialize::InputArchive& archive);

    StarNetBranch nirspec, apogee;
};

} // namespace syzygy
