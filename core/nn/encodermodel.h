#pragma once

// Private to core/nn and core/training: LibTorch in the open.

#include "core/nn/encoders.h"

#include <torch/serialize.h>

namespace syzygy {

/// What does the work of Encoders: one per architecture. Immutable; safe to call from several threads.
struct EncoderModel {
    virtual ~EncoderModel() = default;

    /// See Encoders::encode(); cuts as many as spectra, or none.
    virtual std::vector<Encoding> encode(std::span<const PreparedSpectrum* const> spectra, double lineError,
                                         std::span<const std::size_t> cuts) const = 0;
    virtual bool encodes(const ModelGrid& grid) const = 0;
    virtual std::size_t latentDimensions() const = 0;
    /// See Encoders::moved().
    virtual std::vector<float> moved(std::span<const float> latent, const Labels& change) const;
    virtual void write(torch::serialize::OutputArchive& archive) const = 0;
    virtual const EncoderNetworks* networks() const { return nullptr; } ///< of the projector architecture
};

inline std::vector<float> EncoderModel::moved(std::span<const float> latent, const Labels&) const
{
    return { latent.begin(), latent.end() };
}

} // namespace syzygy
