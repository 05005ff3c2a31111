// Private to core/analysis: least squares of emulated spectra against one spectrum. Needs Eigen.
#pragma once

#include "core/analysis/observedmodel.h"
#include "core/analysis/physicalfit.h"

#include <Eigen/Dense>
#include <array>
#include <cstddef>
#include <vector>

namespace syzygy {

inline constexpr std::size_t starParameters = labelCount + 2; ///< labels, vmic, log 12C/13C
inline constexpr std::size_t velocityIndex = starParameters;
inline constexpr std::size_t fwhmIndex = starParameters + 1;
inline constexpr std::size_t slopeIndex = starParameters + 2,
                             backgroundIndex = starParameters + 3; ///< NIRSpec's
inline constexpr std::size_t fitParameterCount = starParameters + 4;
using FitParameters = std::array<double, fitParameterCount>;

/// Natural scale of each parameter: the first step of its derivative, the unit of the damping.
constexpr double scaleOf(std::size_t k)
{
    if (k == 0)
        return 40; // K
    if (k == velocityIndex)
        return 3; // km/s
    if (k == fwhmIndex)
        return 0.3e-4; // µm
    if (k == slopeIndex)
        return 0.3e-4; // µm per µm
    if (k == backgroundIndex)
        return 0.005; // of the median flux
    return k == 1 ? 0.1 : 0.06;
}

ObservedStar toStar(const FitParameters& p);

/// Pixels that count and their weights, found at one place of the parameters and then kept, so that steps can
/// be compared.
struct Selection {
    std::vector<std::size_t> pixels;
    Eigen::VectorXd weight;  ///< 1 / error, residuals' scatter beyond the errors included
    Eigen::VectorXd scatter; ///< in units of the errors: robust, of each pixel's stretch, at least 1, and
                             ///< more where neighbours go together

    Eigen::VectorXd residuals(const PreparedSpectrum& data, const PreparedSpectrum& model) const;
    void keep(const std::vector<Eigen::Index>& rows);
};

/// The objective (χ² of the selection plus the priors) and its quadratic approximation, in units of
/// scaleOf().
struct Linearised {
    Selection selection;
    Eigen::MatrixXd normal;   ///< of the free parameters
    Eigen::VectorXd gradient; ///< half the downhill direction
    double objective = 0;
    double chiSquare = 0; ///< of the data alone, against the stated errors

    Eigen::VectorXd sigma() const; ///< of the free parameters
};

/// One spectrum and what is compared with it.
class FitProblem {
public:
    /// Refers to all of them.
    FitProblem(const Emulator& emulator, const Spectrum& spectrum, const PreparedSpectrum& prepared,
               const PhysicalFitOptions& options);

    FitParameters startAt(const StellarParameters& star);           ///< also the centre of the priors
    const std::vector<std::size_t>& free() const { return m_free; } ///< which parameters are fitted
    PreparedSpectrum observe(const FitParameters& p) const;
    void followResponse(const FitParameters& p)
    {
        m_observed.followResponse(toStar(p));
    } ///< as ObservedModel's
    /// Derivatives are forward differences over a tenth of σ, once `sigma` is known: longer steps meet the
    /// bend of saturated lines.
    void setSigma(const Eigen::VectorXd& sigma);
    Linearised linearise(const FitParameters& p) const;
    FitParameters stepped(FitParameters p, const Eigen::VectorXd& step) const;
    /// Rows of parameters that stand at the border of what the emulator knows and would step across it.
    std::vector<Eigen::Index> outward(const FitParameters& p, const Eigen::VectorXd& step) const;
    double objective(const Selection& selection, const PreparedSpectrum& model, const FitParameters& p) const;

private:
    FitParameters inside(FitParameters p) const;
    bool hasPrior(std::size_t k) const { return m_priorSigma[k] > 0; }
    double pull(const FitParameters& p, std::size_t k) const; ///< of the prior, in its σ

    ObservedModel m_observed;
    const PreparedSpectrum& m_data;
    const PhysicalFitOptions& m_options;
    FitParameters m_lower, m_upper, m_start {};
    FitParameters m_priorCentre {}, m_priorSigma {}; ///< σ 0: no prior
    std::vector<std::size_t> m_free;
    std::vector<double> m_step; ///< of the derivatives, scales
};

} // namespace syzygy
