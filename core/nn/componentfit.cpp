#include "core/nn/componentmodel.h"

#include "core/labels.h"
#include "core/nn/response.h"

#include <torch/torch.h>

#include <algorithm>
#include <vector>

namespace syzygy {

namespace {

constexpr std::int64_t spectraAtOnce = 64; ///< bounds the memory
constexpr int firstIterations = 4, mostIterations = 10;
constexpr double converged = 1e-3; ///< in χ²
constexpr double farthest = 5;     ///< scatters from the mean, for every parameter
constexpr double leastInformation
    = 1e-3; ///< of a coefficient, against 1 of the prior: keeps matrices regular

/// Coefficients in units of their own noise: whitened = matrix · coefficients.
struct WhitenedData {
    torch::Tensor matrix; ///< (n, K, K)
    torch::Tensor data;   ///< (n, K, 1)
};

/// Lower Cholesky factors of matrices that are positive definite but for rounding: where that has spoilt one,
/// its diagonal is raised until it is again.
torch::Tensor regularFactor(torch::Tensor matrices)
{
    for (double raise = 1e-6; raise < 1e3; raise *= 10) {
        const auto [factor, failures] = torch::linalg_cholesky_ex(matrices);
        const auto spoilt = (failures != 0).to(matrices.scalar_type()); // (n)
        if (spoilt.sum().item<double>() == 0)
            return factor;
        auto diagonal = matrices.diagonal(0, 1, 2);
        diagonal.add_((raise * diagonal.abs() + raise) * spoilt.unsqueeze(1));
    }
    return torch::linalg_cholesky(matrices);
}

/// What the spectra say, whatever the model; F = LLᵀ is the information on the whitened coefficients.
struct Measured {
    torch::Tensor factor; ///< (n, K, K): L
    torch::Tensor data;   ///< (n, K, 1): L⁻¹F · coefficients, without the prior's pull
};

Measured measure(const Projector& projector, const Projection& projection)
{
    const auto scale = projector.variance.sqrt();                             // (K)
    const auto normal = projection.normal * torch::outer(scale, scale);       // (n, K, K)
    const auto coefficients = (projection.coefficients / scale).unsqueeze(2); // (n, K, 1)
    auto information = normal.clone();
    information.diagonal(0, 1, 2).mul_(1 + 1e-6).sub_(1 - leastInformation);
    const auto factor = regularFactor(information);
    return { factor, torch::linalg_solve_triangular(factor, torch::matmul(normal, coefficients), false) };
}

/// With C what model and lines add to the coefficients' covariance for stars like `parameters` (n, p),
/// (F⁻¹ + C)⁻¹ = XᵀX for 1 + LᵀCL = RRᵀ, X = R⁻¹Lᵀ: no inverse of an ill-conditioned matrix.
WhitenedData whiten(const ComponentModel& model, const Measured& measured, const torch::Tensor& lineErrors,
                    const torch::Tensor& parameters)
{
    const auto lineSize = model.lineSize.of(parameters) * lineErrors.to(torch::kFloat).square();
    const auto covariance = model.modelSize.of(parameters).view({ -1, 1, 1 }) * model.modelCovariance
        + lineSize.view({ -1, 1, 1 }) * model.lineCovariance;
    const auto transposed = measured.factor.transpose(1, 2);
    auto whole = torch::matmul(transposed, torch::matmul(covariance, measured.factor));
    whole.diagonal(0, 1, 2).add_(1);
    const auto root = regularFactor(whole);
    return { torch::linalg_solve_triangular(root, transposed, false),
             torch::linalg_solve_triangular(root, measured.data, false) };
}

/// (n, p): the likeliest start of each spectrum, the coefficients taken as independent.
torch::Tensor likeliestStarts(const ComponentModel& model, const Projector& projector,
                              const Projection& projection, const torch::Tensor& lineErrors)
{
    const auto constrained = 1 - projection.posteriorVariance / projector.variance;
    const auto noise = (1 - constrained).clamp_min(1e-7) / constrained.clamp_min(1e-3);
    const auto weight = 1
        / (noise + model.modelCovariance.diagonal()
           + lineErrors.to(torch::kFloat).square().unsqueeze(1) * model.lineCovariance.diagonal());
    const auto data = projection.coefficients / projector.variance.sqrt() / constrained.clamp_min(1e-3);
    const auto& starts = model.startCoefficients;
    const auto chiSquared = torch::mm(weight, starts.square().t()) - 2 * torch::mm(weight * data, starts.t());
    return model.starts.index_select(0, chiSquared.argmin(1));
}

/// The state of n fits.
class Fits {
public:
    Fits(const ComponentModel& model, const WhitenedData& data, const torch::Tensor& starts)
        : m_model(model)
        , m_data(data)
        , m_damping(torch::full({ starts.size(0) }, 1e-2))
        , m_moving(torch::ones({ starts.size(0) }, torch::kBool))
    {
        evaluate(starts, m_residual, m_derivative, m_cost);
        m_parameters = starts;
    }

    /// Moves those that have not converged; whether any is left. Each ends where it would end alone.
    bool step()
    {
        auto curved = curvature();
        const auto diagonal = curved.diagonal(0, 1, 2);
        diagonal.mul_(1 + m_damping.unsqueeze(1));
        const auto slope
            = torch::matmul(m_derivative.transpose(1, 2), m_residual) - priorSlope(m_parameters); // (n, p, 1)
        const auto change = torch::cholesky_solve(slope, regularFactor(curved)).squeeze(2);
        const auto tried = (m_parameters + change).clamp(-farthest, farthest);
        torch::Tensor residual, derivative, cost;
        evaluate(tried, residual, derivative, cost);
        const auto better = m_moving & (cost < m_cost);
        m_moving = m_moving & torch::where(better, m_cost - cost > converged, m_damping < 1);
        accept(better, tried, residual, derivative, cost);
        return m_moving.any().item<bool>();
    }

    const torch::Tensor& parameters() const { return m_parameters; }

    ComponentFit result() const
    {
        const auto covariance = torch::cholesky_inverse(regularFactor(curvature()));
        const auto sigma = covariance.diagonal(0, 1, 2).sqrt(); // (n, p)
        const auto labels = std::min<std::int64_t>(static_cast<std::int64_t>(labelCount), sigma.size(1));
        const auto own = sigma.slice(1, 0, labels);
        return { m_parameters, sigma,
                 covariance.slice(1, 0, labels).slice(2, 0, labels) / (own.unsqueeze(1) * own.unsqueeze(2)),
                 m_residual.square().mean(std::vector<std::int64_t> { 1, 2 }) };
    }

private:
    torch::Tensor curvature() const
    {
        return torch::matmul(m_derivative.transpose(1, 2), m_derivative) + m_model.priorPrecision;
    }

    torch::Tensor priorSlope(const torch::Tensor& parameters) const
    {
        return torch::mm(parameters, m_model.priorPrecision).unsqueeze(2);
    }

    void evaluate(const torch::Tensor& parameters, torch::Tensor& residual, torch::Tensor& derivative,
                  torch::Tensor& cost) const
    {
        const auto at = m_model.linearise(parameters);
        residual = m_data.data - torch::matmul(m_data.matrix, at.value.unsqueeze(2)); // (n, K, 1)
        derivative = torch::matmul(m_data.matrix, at.derivative);                     // (n, K, p)
        cost = residual.square().sum(std::vector<std::int64_t> { 1, 2 })
            + (priorSlope(parameters).squeeze(2) * parameters).sum(1);
    }

    void accept(const torch::Tensor& better, const torch::Tensor& tried, const torch::Tensor& residual,
                const torch::Tensor& derivative, const torch::Tensor& cost)
    {
        const auto column = better.unsqueeze(1), slab = column.unsqueeze(2);
        m_parameters = torch::where(column, tried, m_parameters);
        m_residual = torch::where(slab, residual, m_residual);
        m_derivative = torch::where(slab, derivative, m_derivative);
        m_cost = torch::where(better, cost, m_cost);
        m_damping = torch::where(better, m_damping / 10, m_damping * 10).clamp(1e-6, 1e4);
    }

    const ComponentModel& m_model;
    const WhitenedData& m_data;
    torch::Tensor m_parameters, m_residual, m_derivative, m_cost, m_damping, m_moving;
};

Projection rowsOf(const Projection& all, std::int64_t first, std::int64_t last)
{
    Projection some;
    some.coefficients = all.coefficients.slice(0, first, last);
    some.posteriorVariance = all.posteriorVariance.slice(0, first, last);
    some.normal = all.normal.slice(0, first, last);
    return some;
}

void advance(Fits& fits, int iterations)
{
    for (int iteration = 0; iteration < iterations; ++iteration)
        if (!fits.step())
            return;
}

/// Twice: how large the errors are is known once it is known what star it is.
ComponentFit fitBatch(const ComponentModel& model, const Projector& projector, const Projection& projection,
                      const torch::Tensor& lineErrors)
{
    const auto starts = likeliestStarts(model, projector, projection, lineErrors);
    const auto measured = measure(projector, projection);
    const auto firstData = whiten(model, measured, lineErrors, starts);
    Fits first(model, firstData, starts);
    advance(first, firstIterations);
    const auto data = whiten(model, measured, lineErrors, first.parameters());
    Fits fits(model, data, first.parameters());
    advance(fits, mostIterations);
    return fits.result();
}

} // namespace

ComponentFit fitComponents(const ComponentModel& model, const Projector& projector,
                           const Projection& projection, const torch::Tensor& lineErrors)
{
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> parameters, sigma, correlation, misfit;
    const auto count = projection.coefficients.size(0);
    for (std::int64_t first = 0; first < count; first += spectraAtOnce) {
        const auto last = std::min(count, first + spectraAtOnce);
        const auto fit
            = fitBatch(model, projector, rowsOf(projection, first, last), lineErrors.slice(0, first, last));
        parameters.push_back(fit.parameters);
        sigma.push_back(fit.sigma);
        correlation.push_back(fit.correlation);
        misfit.push_back(fit.misfit);
    }
    return { torch::cat(parameters), torch::cat(sigma), torch::cat(correlation), torch::cat(misfit) };
}

torch::Tensor fitResponse(const ComponentModel& model, const Projector& projector, const Projection& projection,
                          const torch::Tensor& lineErrors, const ComponentFit& fit)
{
    const torch::NoGradGuard noGrad;
    const auto scale = projector.variance.sqrt();
    auto measured = measure(projector, projection);
    const auto normal = projection.normal * torch::outer(scale, scale);
    measured.data = torch::linalg_solve_triangular(measured.factor, normal, false); // of each coefficient alone
    const auto [matrix, data] = whiten(model, measured, lineErrors, fit.parameters);
    const auto derivative = torch::matmul(matrix, model.linearise(fit.parameters).derivative); // (1, K, p)
    const auto transposed = derivative.transpose(1, 2);
    const auto factor = regularFactor(torch::matmul(transposed, derivative) + model.priorPrecision);
    return torch::cholesky_solve(torch::matmul(transposed, data), factor)[0] / scale;
}

torch::Tensor featuresOf(const ComponentFit& fit)
{
    return torch::cat({ fit.parameters, fit.sigma.log(), fit.misfit.log().unsqueeze(1) }, 1);
}

} // namespace syzygy
