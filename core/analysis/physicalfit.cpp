#include "core/analysis/physicalfit.h"

#include "core/analysis/fitproblem.h"
#include "core/error.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

/// The largest change of a free parameter, in units of its σ.
double changeInSigmas(const FitProblem& problem, const FitParameters& from, const FitParameters& to,
                      const Eigen::VectorXd& sigma)
{
    double largest = 0;
    for (std::size_t i = 0; i < problem.free().size(); ++i) {
        const auto k = problem.free()[i];
        largest = std::max(
            largest, std::abs(to[k] - from[k]) / (scaleOf(k) * sigma(static_cast<Eigen::Index>(i)) + 1e-12));
    }
    return largest;
}

/// Levenberg (1944) and Marquardt (1963).
class Descent {
public:
    explicit Descent(FitProblem& problem)
        : m_problem(problem)
    {
    }

    /// One accepted step from p, or none where nothing is gained. Returns whether the minimum is reached.
    bool advance(FitParameters& p)
    {
        constexpr double smallGain = 0.1; // of χ²
        constexpr double smallStep = 0.1; // σ
        constexpr int mostAttempts = 8;   // each with ten times the damping
        m_problem.followResponse(p);
        const auto here = m_problem.linearise(p);
        const auto sigma = here.sigma();
        m_problem.setSigma(sigma);
        for (int attempt = 0; attempt < mostAttempts; ++attempt) {
            const auto next = m_problem.stepped(p, solve(here, p));
            const bool small = changeInSigmas(m_problem, p, next, sigma) < smallStep;
            const double gain
                = here.objective - m_problem.objective(here.selection, m_problem.observe(next), next);
            if (gain >= 0) {
                p = next;
                m_damping = std::max(1e-4, 0.1 * m_damping);
                return small || gain < smallGain;
            }
            if (small)
                return true;
            m_damping *= 10;
        }
        return false;
    }

private:
    /// Parameters that would leave the emulator's box stay at its border, and the others are solved for
    /// again.
    Eigen::VectorXd solve(const Linearised& here, const FitParameters& p) const
    {
        Eigen::MatrixXd damped = here.normal;
        damped.diagonal() *= 1 + m_damping;
        damped.diagonal().array() += 1e-6;
        Eigen::VectorXd gradient = here.gradient;
        for (;;) {
            const Eigen::VectorXd step = damped.ldlt().solve(gradient);
            const auto outward = m_problem.outward(p, step);
            if (outward.empty())
                return step;
            for (const auto row : outward) {
                damped.row(row).setZero();
                damped.col(row).setZero();
                damped(row, row) = 1;
                gradient(row) = 0;
            }
        }
    }

    FitProblem& m_problem;
    double m_damping = 0.01;
};

void describe(const FitProblem& problem, const FitParameters& p, PhysicalFit& fit)
{
    const auto here = problem.linearise(p);
    const auto sigma = here.sigma();
    FitParameters sigmas {};
    for (std::size_t i = 0; i < problem.free().size(); ++i)
        sigmas[problem.free()[i]] = scaleOf(problem.free()[i]) * sigma(static_cast<Eigen::Index>(i));
    std::copy_n(sigmas.begin(), labelCount, fit.sigma.begin());
    fit.velocitySigma = sigmas[velocityIndex];
    fit.fwhmSigma = sigmas[fwhmIndex];
    const auto freedom
        = static_cast<double>(here.selection.pixels.size()) - static_cast<double>(problem.free().size());
    fit.reducedChiSquare = freedom > 0 ? here.chiSquare / freedom : 0;
    const auto observed = toStar(p);
    fit.star = observed.star;
    fit.velocity = observed.velocity;
    fit.fwhm = observed.fwhm;
    fit.slope = observed.slope;
    fit.background = observed.background;
    fit.model = problem.observe(p).flux;
}

} // namespace

PhysicalFit fitEmulator(const Emulator& emulator, const Spectrum& spectrum, const PreparedSpectrum& prepared,
                        const StellarParameters& start, const PhysicalFitOptions& options,
                        std::stop_token stop)
{
    FitProblem problem(emulator, spectrum, prepared, options);
    auto p = problem.startAt(start);
    Descent descent(problem);
    PhysicalFit fit;
    while (fit.iterations < options.iterations && !fit.converged) {
        if (stop.stop_requested())
            throw Cancelled();
        fit.converged = descent.advance(p);
        ++fit.iterations;
    }
    describe(problem, p, fit);
    return fit;
}

} // namespace syzygy
