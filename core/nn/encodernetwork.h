#pragma once

// Private to core/nn and core/training: LibTorch in the open.

#include "core/labels.h"
#include "core/nn/componentmodel.h"
#include "core/nn/projector.h"

#include <torch/nn.h>
#include <torch/optim.h>
#include <torch/serialize.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace syzygy {

/// Features -> unit vector. What residual blocks and a direct linear path from the fitted parameters say
/// together, o (latent − 1 numbers), is put on the sphere as (1, o) / |(1, o)|: the gnomonic projection, from
/// which o can be read exactly.
struct EncoderNetImpl : torch::nn::Module {
    /// fitted: how many of the features, the last ones, belong to the fitted parameters.
    EncoderNetImpl(std::int64_t features, std::int64_t fitted, std::int64_t hidden, std::int64_t latent,
                   double dropout);
    torch::Tensor forward(const torch::Tensor& features); ///< (n, F) -> (n, latent), rows of unit length

    std::int64_t fittedFeatures;
    torch::nn::Linear input { nullptr }, output { nullptr }, direct { nullptr };
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

/// Latent -> standardised labels: a perceptron and a direct linear path, both of o (see EncoderNet).
struct ReadoutImpl : torch::nn::Module {
    ReadoutImpl(std::int64_t latent, std::int64_t hidden, std::int64_t out);
    torch::Tensor forward(const torch::Tensor& latent); ///< (n, latent) -> (n, out)

    Perceptron curved { nullptr };
    torch::nn::Linear direct { nullptr };
};
TORCH_MODULE(Readout);

struct NetworkOptions;

/// What belongs to one instrument, or to one mode of it.
struct Branch {
    Projector front;
    ComponentModel model;
    std::vector<EncoderNet> encoders; ///< one per member of the ensemble
    std::vector<Perceptron>
        widths; ///< likewise; latent and noise part of the features -> ln of σ over that of the fit
    torch::Tensor noiseKnots; ///< (knots), ascending noiseLevel()
    torch::Tensor sigmaScale; ///< (2, knots, 20), makes the σ of held-out mocks cover 68 %: exact lines, then
                              ///< wrong ones
    torch::Tensor sigmaFloor; ///< (20), label units: robust scatter on nearly noise-free held-out mocks

    std::int64_t featureCount() const { return front.featureCount() + model.featureCount(); }
    void trustSigma();                             ///< until it is calibrated
    void addMember(const NetworkOptions& options); ///< one more, with random weights
    bool learns() const;                           ///< false where it is held (EncoderNetworks::hold())
};

/// (n, branch.featureCount()): those of the front end, then those of the parameters fitted to its
/// coefficients.
torch::Tensor featuresOf(const Branch& branch, const Projection& projection, const torch::Tensor& lineErrors);
/// The same where the fit has been made.
torch::Tensor featuresOf(const Branch& branch, const Projection& projection, const torch::Tensor& lineErrors,
                         const ComponentFit& fit);

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
    std::optional<Branch> medium; ///< NIRSpec at G140M's resolution: brought into the latent space of the
                                  ///< others later (trainMedium())
    std::vector<Readout> heads;   ///< per member: latent -> standardised labels, one for all branches
    torch::Tensor labelMean, labelScale;    ///< (20): label = mean + scale · standardised
    std::vector<torch::Tensor> logitScales; ///< per member: scalar, ln(1/τ) as learnt

    const Branch* branchFor(const ModelGrid& grid) const; ///< none: spectra on this grid cannot be encoded

    /// Makes encoders, widths and heads of all members; the front ends must be there.
    void makeNetworks();
    void addMember();                                                ///< one more, with random weights
    std::vector<torch::Tensor> parameters(std::size_t member) const; ///< those that learn
    void train(bool on);                                             ///< what is held stays as it is in use
    void hold(); ///< all that is there is not to learn any more: parameters() and train() pass it over
    void write(torch::serialize::OutputArchive& archive) const;
    static EncoderNetworks read(torch::serialize::InputArchive& archive);

    /// The branch `medium`, in a file of its own.
    void writeMedium(torch::serialize::OutputArchive& archive) const; ///< REQUIRES: medium
    void readMedium(torch::serialize::InputArchive& archive);

private:
    void readMember(torch::serialize::InputArchive& archive, std::size_t member);
};

/// What one member makes of n spectra of one branch.
struct MemberOutput {
    torch::Tensor latent;   ///< (n, latent), unit vectors
    torch::Tensor mean;     ///< (n, 20), standardised labels
    torch::Tensor logSigma; ///< (n, 20), of them, kept within sensible bounds
};
MemberOutput runMember(const EncoderNetworks& networks, const Branch& branch, std::size_t member,
                       const torch::Tensor& features);

/// What the ensemble makes of them.
struct EnsembleOutput {
    torch::Tensor latent; ///< (n, members · latent): the members' side by side, of unit length together, so
                          ///< that a cosine is the mean of theirs
    torch::Tensor value;  ///< (n, 20), label units: mean of the members
    torch::Tensor noise;  ///< (n, 20), label units: the members' own σ, root mean square
    torch::Tensor spread; ///< (n, 20), label units: standard deviation of the members' means
};
/// (members · latent): one ensemble's latent moved so that each member's head reads labels `change` (20,
/// label units) away, by the shortest way in its plane, where the errors are round.
torch::Tensor movedLatent(const EncoderNetworks& networks, const torch::Tensor& latent,
                          const torch::Tensor& change);

EnsembleOutput runEnsemble(const EncoderNetworks& networks, const Branch& branch,
                           const torch::Tensor& features);

} // namespace syzygy
