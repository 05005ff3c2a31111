#pragma once

// Private to core/nn and core/training: LibTorch in the open.

#include "core/nn/projector.h"

#include <torch/serialize.h>

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

namespace syzygy {

/// How large the errors of one star's coefficients are beside those of the average star: exp of a quadratic
/// polynomial of Teff, log g, [Fe/H] and the line spread, since weak or broad lines leave smaller errors.
struct ErrorSize {
    torch::Tensor weights; ///< (q) of the parameters, their products, 1

    torch::Tensor of(const torch::Tensor& standardised) const;     ///< (n, p) -> (n), of variances
    float of(const Eigen::VectorXf& standardised) const;           ///< the same of one star (p)
    static torch::Tensor terms(const torch::Tensor& standardised); ///< (n, p) -> (n, q)
};

/// What the front end would find in a spectrum without noise: the labels and what else shapes a star's
/// spectrum (parameters) -> whitened coefficients, as a small network learnt from the emulator's own mocks,
/// with derivatives in closed form.
///
/// Parameters, each in units of its scatter over the label prior: the 20 labels, vmic, log 12C/13C, and what
/// the instrument adds (NIRSpec: line spread and its slope, velocity error, residual background; APOGEE:
/// broadening, residual velocity).
struct ComponentModel {
    torch::Tensor parameterMean, parameterScale; ///< (p)
    torch::Tensor priorPrecision;                ///< (p, p), of the standardised parameters
    torch::Tensor modelCovariance;   ///< (K, K), of the coefficients: what the parameters do not explain
    torch::Tensor lineCovariance;    ///< (K, K), what wrong line depths add, per squared relative line error
    ErrorSize modelSize, lineSize;   ///< multiply these
    torch::Tensor starts;            ///< (s, p), stars of the prior: where fits begin
    torch::Tensor startCoefficients; ///< (s, K), of them; derived, not saved
    std::array<torch::Tensor, 7>
        weights; ///< of the layers: weight, bias, three times; of the direct linear path

    std::int64_t parameters() const { return parameterMean.size(0); }
    std::int64_t featureCount() const { return 2 * parameters() + 1; }

    torch::Tensor predict(const torch::Tensor& standardised) const; ///< (n, p) -> (n, K)

    /// Of stars in columns (p, n): star after star the prediction, then its derivatives, (K, n (1 + p)).
    Eigen::MatrixXf linearise(const Eigen::MatrixXf& standardised) const;

    /// Random weights, for training. parameterMean must be set.
    void makeWeights(std::int64_t hidden, std::int64_t components);
    /// Fills startCoefficients; call after everything else is set.
    void finish();
    /// Of the first coefficients alone, finished.
    ComponentModel leading(std::int64_t components) const;

    void write(torch::serialize::OutputArchive& archive) const;
    static ComponentModel read(torch::serialize::InputArchive& archive);

    static constexpr std::int64_t sharedParameters = 22; ///< labels, vmic, 12C/13C: the star's own, first
};

/// The model about a star, to first order.
struct Tangent {
    Eigen::VectorXf parameters; ///< (p), standardised
    Eigen::MatrixXf columns;    ///< (K, 1 + p): the prediction there, then its derivatives
};

/// Parameters fitted to the coefficients of n spectra.
struct ComponentFit {
    torch::Tensor parameters;      ///< (n, p), standardised: maximum a posteriori
    torch::Tensor sigma;           ///< (n, p), 1σ from the curvature there
    torch::Tensor correlation;     ///< (n, 20, 20), of the labels' errors
    torch::Tensor misfit;          ///< (n), χ² of the coefficients over their number
    std::vector<Tangent> tangents; ///< n, of the model about them
};

/// Levenberg-Marquardt from the likeliest of `starts`. The coefficients' covariance is that of the spectrum's
/// own noise and mask, of the model, and of line depths that are wrong by `lineErrors` (n), relative.
ComponentFit fitComponents(const ComponentModel& model, const Projector& projector,
                           const Projection& projection, const torch::Tensor& lineErrors);
/// The same from where the n stars are thought to be, well enough for a comparison: the last step,
/// along the tangent, is .2 σ at most.
ComponentFit fitComponents(const ComponentModel& model, const Projector& projector,
                           const Projection& projection, const torch::Tensor& lineErrors,
                           std::vector<Tangent> starts);

/// (n, featureCount): the fitted parameters, ln of their σ, ln of the misfit.
torch::Tensor featuresOf(const ComponentFit& fit);

} // namespace syzygy
