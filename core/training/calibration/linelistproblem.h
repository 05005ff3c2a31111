// Private to core/training: one standard against the emulator, linear in its own parameters and in the
// offsets. Needs Eigen.
#pragma once

#include "core/analysis/observedmodel.h"
#include "core/training/calibration/linelists.h"

#include <Eigen/Dense>
#include <array>

namespace syzygy {

inline constexpr std::size_t ownParameters
    = labelCount + 4; ///< labels, vmic, log ¹²C/¹³C, velocity, line spread
using OwnParameters = std::array<double, ownParameters>;

/// What is known of a star before its spectrum: Gaussians; σ = infinity where nothing is.
struct OwnPrior {
    OwnParameters mean {}, sigma {};
};

/// Known labels to their errors, the others as in stars of the prior alike in Teff, log g and [Fe/H].
OwnPrior priorOf(const StandardStar& star, const std::vector<StellarParameters>& likely);

/// −ln L ≈ ½ xᵀ normal x − gradientᵀ x, of the star's own parameters (in units of unitOf()), then the offsets
/// (dex); its prior included.
struct LinearStar {
    Eigen::MatrixXd normal;
    Eigen::VectorXd gradient;
};

double unitOf(std::size_t own);

/// How a standard looks at present, and what moves it.
class StarProblem {
public:
    /// Refers to the star. `emulator` is without offsets.
    StarProblem(const StandardStar& star, const OwnPrior& prior, const OwnParameters& start);

    LinearStar linearise(const Emulator& emulator, double lineScatter) const;
    void step(const Eigen::VectorXd& own); ///< in units of unitOf()
    const OwnParameters& parameters() const { return m_now; }

private:
    const StandardStar& m_star;
    OwnPrior m_prior;
    OwnParameters m_now;
};

} // namespace syzygy
