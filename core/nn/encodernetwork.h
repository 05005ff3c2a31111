#pragma once

// Private to core/nn and core/training: LibTorch in the open.

#include "core/labels.h"
#include "core/processing/modelgrid.h"
#include "core/processing/prepare.h"

#include <torch/nn.h>
#include <torch/optim.h>
#include <torch/serialize.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace syzygy {

/// The encoders' front end: a spectrum's coefficients on principal components of prepared mocks, found by
/// weighted least squares over the used pixels only, with the components' variances as a Gaussian prior
/// (ridge). A gap or hole widens the posterior of a coefficient instead of biasing it. Residuals rescale
/// wrong errors per segment and clip outliers.
struct Projector {
    ModelGrid grid;
    torch::Tensor mean;     ///< (P)
    torch::Tensor basis;    ///< (P, K), orthonormal columns
    torch::Tensor variance; ///< (K), of each coefficient over mocks
    torch::Tensor gram;     ///< (S, K·K), BᵀB of each segment; derived, not saved

    static constexpr std::int64_t segmentPixels = 100; ///< share one noise level
    static constexpr std::int64_t regions = 8; ///< coarse parts of the spectrum, for the noise features

    std::int64_t pixels() const { return basis.size(0); }
    std::int64_t components() const { return basis.size(1); }
    std::int64_t segments() const { return (pixels() + segmentPixels - 1) / segmentPixels; }
    std::int64_t featureCount() const { return 2 * components() + 2 * regions + 1; }

    /// Fills `gram`; call after mean, basis and variance are set.
    void finish();
};

/// What the front end finds for n spectra.
struct Projection {
    torch::Tensor coefficients;      ///< (n, K), posterior mean
    torch::Tensor posteriorVariance; ///< (n, K), diagonal
    torch::Tensor sigma;      ///< (n, S), effective 1σ per pixel of each segment, 0 where nothing is used
    torch::Tensor errorScale; ///< (n, S), effective over stated error, 0 where nothing is used
    torch::Tensor coverage;   ///< (n, S), share of pixels used after clipping
    torch::Tensor clipped;    ///< (n), share of used pixels clipped as outliers
    torch::Tensor model;      ///< (n, P), reconstruction in normalised flux
};

Projection project(const Projector& projector, std::span<const PreparedSpectrum* const> spectra);

/// (n, featureCount): whitened coefficients, how well each is constrained (0 ... 1), log noise and coverage
/// of each region, and the relative error of line depths that is to be reckoned with (n; see
/// Encoders::withLineError).
torch::Tensor featuresOf(const Projector& projector, const Projection& projection,
                         const torch::Tensor& lineErrors);

/// Features -> unit vector.
struct EncoderNetImpl : torch::nn::Module {
    EncoderNetImpl(std::int64_t features, std::int64_t hidden, std::int64_t latent, double dropout);
    torch::Tensor forward(const torch::Tensor& features); ///< (n, F) -> (n, latent), rows of unit length

    torch::nn::Linear input { nullptr }, output { nullptr };
    torch::nn::ModuleList blocks;
    torch::nn::ModuleList norms;
    double dropout;
};
TORCH_MODULE(EncoderNet);

/// A perceptron with two hidden layers.
struct PerceptronImpl : torch::nn::Module {
    PerceptronImpl(std::int64_t in, std::int64_t hidden, std::int64_t out);
    torch::Tensor forward(const torch::Tensor& x); ///< (n, in) -> (n, out)

    torch::nn::Sequential layers { nullptr };
};
TORCH_MODULE(Perceptron);

/// The part of the features that tells how noisy and complete a spectrum is, not what it shows: (n, K +
/// 2·regions + 1).
torch::Tensor noisePart(const torch::Tensor& features, std::int64_t components);

/// What belongs to one instrument.
struct Branch {
    Projector front;
    std::vector<EncoderNet> encoders; ///< one per member of the ensemble
    std::vector<Perceptron>
        widths; ///< likewise; latent and noise part of the features -> log σ of the standardised labels
    torch::Tensor noiseKnots; ///< (knots), ascending noiseLevel()
    torch::Tensor sigmaScale; ///< (2, knots, 20), makes the σ of held-out mocks cover 68 %: exact lines, then
                              ///< wrong ones
    torch::Tensor sigmaFloor; ///< (20), label units: robust scatter on nearly noise-free held-out mocks
};

/// (n): mean log noise of the regions that are covered.
torch::Tensor noiseLevel(const torch::Tensor& features, std::int64_t components);

/// (n): the line error among the features, relative.
torch::Tensor lineErrorOf(const torch::Tensor& features);

/// (n, 20): what a branch multiplies its σ with, linear between its knots and from exact lines to line errors
/// of 0.04.
torch::Tensor sigmaScaleOf(const Branch& branch, const torch::Tensor& features);

struct NetworkOptions {
    std::int64_t components
        = 224; ///< of the front end; more follow rarer features, and cost time with their square
    std::int64_t hidden = 640;
    std::int64_t latent = 64; ///< dimensions of one member's latent space
    std::int64_t headHidden = 256;
    double dropout = 0.05;
    std::int64_t members = 1; ///< of the ensemble
};

/// Everything that Encoders needs, in the open for training.
struct EncoderNetworks {
    NetworkOptions options;
    Branch nirspec, apogee;
    std::vector<Perceptron> heads; ///< per member: latent -> standardised labels, one for both instruments
    torch::Tensor labelMean, labelScale;    ///< (20): label = mean + scale · standardised
    std::vector<torch::Tensor> logitScales; ///< per member: scalar, ln(1/τ) as learnt

    Branch& branch(bool isNirspec) { return isNirspec ? nirspec : apogee; }
    const Branch& branch(bool isNirspec) const { return isNirspec ? nirspec : apogee; }

    /// Makes encoders, widths and heads of all members; the front ends must be there.
    void makeNetworks();
    void addMember(); ///< one more, with random weights
    std::vector<torch::Tensor> parameters(std::size_t member) const;
    void train(bool on);
    void write(torch::serialize::OutputArchive& archive) const;
    static EncoderNetworks read(torch::serialize::InputArchive& archive);

private:
    void readMember(torch::serialize::InputArchive& archive, std::size_t member);
};

/// What one member makes of n spectra of one instrument.
struct MemberOutput {
    torch::Tensor latent;   ///< (n, latent), unit vectors
    torch::Tensor mean;     ///< (n, 20), standardised labels
    torch::Tensor logSigma; ///< (n, 20), of them, kept within sensible bounds
};
MemberOutput runMember(const EncoderNetworks& networks, bool isNirspec, std::size_t member,
                       const torch::Tensor& features);

/// What the ensemble makes of them.
struct EnsembleOutput {
    torch::Tensor latent; ///< (n, members · latent): the members' side by side, of unit length together, so
                          ///< that a cosine is the mean of theirs
    torch::Tensor value;  ///< (n, 20), label units: mean of the members
    torch::Tensor noise;  ///< (n, 20), label units: the members' own σ, root mean square
    torch::Tensor spread; ///< (n, 20), label units: standard deviation of the members' means
};
EnsembleOutput runEnsemble(const EncoderNetworks& networks, bool isNirspec, const torch::Tensor& features);

} // namespace syzygy
