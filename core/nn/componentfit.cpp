#include "core/error.h"
#include "core/labels.h"
#include "core/nn/blas.h"
#include "core/nn/componentmodel.h"
#include "core/nn/response.h"

#include <torch/torch.h>

#include <algorithm>
#include <vector>

namespace syzygy {

namespace {

using blas::Matrix, blas::Transposed, Eigen::VectorXf;

constexpr int firstIterations = 4, mostIterations = 10;
constexpr float converged = 1e-3F; ///< in χ²: what the last step gains at most
constexpr float farthest = 5;      ///< scatters from the mean, for every parameter
constexpr float leastInformation
    = 1e-3F; ///< of a coefficient, against 1 of the prior: keeps matrices regular

/// Row i of a tensor of rows.
Eigen::Map<const VectorXf> rowView(const torch::Tensor& rows, std::int64_t i)
{
    return { rows.data_ptr<float>() + i * rows.size(1), rows.size(1) };
}

/// A symmetric matrix, or matrix i of several.
Eigen::Map<const Matrix> symmetricOf(const torch::Tensor& matrices, std::int64_t i = 0)
{
    const auto size = matrices.size(-1);
    return { matrices.data_ptr<float>() + i * size * size, size, size };
}

/// Lower Cholesky factor of a matrix that is positive definite but for rounding: where that has spoilt it,
/// its diagonal is raised until it is again.
Matrix regularFactor(Matrix matrix)
{
    for (float raise = 1e-6F; raise < 1e3F; raise *= 10) {
        auto factor = matrix;
        if (blas::factorise(factor))
            return factor;
        matrix.diagonal().array() += raise * matrix.diagonal().array().abs() + raise;
    }
    throw Error("The information that the spectrum holds is not finite; look at its errors.");
}

/// What a spectrum says, whatever the model; F = LLᵀ is the information on the whitened coefficients.
struct Measured {
    Matrix factor; ///< (K, K): L
    Matrix data;   ///< (K, 1): L⁻¹F · coefficients, without the prior's pull
};

/// scale: of the coefficients' prior; normal: of the coefficients; coefficients: over their scale.
Measured measure(const Eigen::Map<const VectorXf>& scale, const Eigen::Map<const Matrix>& normal,
                 const Eigen::Map<const VectorXf>& coefficients)
{
    Matrix information = scale.asDiagonal() * normal * scale.asDiagonal();
    Measured measured;
    measured.data = information * coefficients;
    information.diagonal().array() = information.diagonal().array() * (1 + 1e-6F) - (1 - leastInformation);
    measured.factor = regularFactor(std::move(information));
    blas::solve(measured.factor, Transposed::No, measured.data);
    return measured;
}

/// How large the errors of a spectrum are beside the spectrum's own noise.
struct ErrorSizes {
    torch::Tensor model, lines; ///< (n), factors of the model's covariances

    ErrorSizes(const ComponentModel& of, const torch::Tensor& lineErrors, const torch::Tensor& parameters)
        : model(of.modelSize.of(parameters).contiguous())
        , lines((of.lineSize.of(parameters) * lineErrors.to(torch::kFloat).square()).contiguous())
    {
    }
};

/// Coefficients in units of their own noise. With C what model and lines add to their covariance, (F⁻¹ + C)⁻¹
/// = XᵀX for 1 + LᵀCL = RRᵀ, X = R⁻¹Lᵀ: no inverse of an ill-conditioned matrix.
class Whitening {
public:
    Whitening(const ComponentModel& model, const Measured& measured, const ErrorSizes& sizes,
              std::int64_t row)
        : m_measured(measured)
        , m_data(measured.data)
    {
        Matrix whole = sizes.model.data_ptr<float>()[row] * symmetricOf(model.modelCovariance)
            + sizes.lines.data_ptr<float>()[row] * symmetricOf(model.lineCovariance);
        blas::multiplyFromRight(whole, measured.factor);
        blas::multiply(measured.factor, Transposed::Yes, whole);
        whole.diagonal().array() += 1;
        m_root = regularFactor(std::move(whole));
        blas::solve(m_root, Transposed::No, m_data);
    }

    /// Of columns of coefficients.
    Matrix whitened(Matrix columns) const
    {
        blas::multiply(m_measured.factor, Transposed::Yes, columns);
        blas::solve(m_root, Transposed::No, columns);
        return columns;
    }

    const Matrix& data() const { return m_data; } ///< (K, 1), whitened

private:
    const Measured& m_measured;
    Matrix m_root, m_data;
};

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

Tangent tangentAt(const ComponentModel& model, const VectorXf& parameters)
{
    return { parameters, model.linearise(parameters) };
}

/// The state of one fit.
class Fit {
public:
    Fit(const ComponentModel& model, const Whitening& whitening, Tangent start)
        : m_model(model)
        , m_whitening(whitening)
        , m_prior(symmetricOf(model.priorPrecision))
        , m_now(whitened(std::move(start)))
    {
    }

    void advance(int iterations)
    {
        for (int iteration = 0; iteration < iterations && step(); ++iteration) { }
    }

    const VectorXf& parameters() const { return m_now.tangent.parameters; }
    const Tangent& tangent() const { return m_now.tangent; }
    /// Covariance of the parameters from the curvature there.
    Matrix covariance() const
    {
        auto inverse = regularFactor(curvature());
        blas::invert(inverse);
        const Matrix lower = inverse.triangularView<Eigen::Lower>();
        return blas::product(lower, Transposed::Yes, lower);
    }
    float misfit() const { return m_now.residual.squaredNorm() / static_cast<float>(m_now.residual.size()); }

private:
    struct Point {
        Tangent tangent;
        VectorXf residual; ///< (K), whitened
        Matrix derivative; ///< (K, p), whitened
        float cost = 0;
    };

    Point whitened(Tangent tangent) const
    {
        const auto columns = m_whitening.whitened(tangent.columns);
        Point point { std::move(tangent), m_whitening.data() - columns.col(0),
                      columns.rightCols(columns.cols() - 1) };
        const auto& parameters = point.tangent.parameters;
        point.cost = point.residual.squaredNorm() + parameters.dot(m_prior * parameters);
        return point;
    }

    Matrix curvature() const
    {
        return blas::product(m_now.derivative, Transposed::Yes, m_now.derivative) + m_prior;
    }

    /// A last step so short that the model is linear over it.
    void moveAlongTangent(const VectorXf& change)
    {
        m_now.tangent.parameters += change;
        m_now.tangent.columns.col(0) += m_now.tangent.columns.rightCols(change.size()) * change;
        m_now.residual -= m_now.derivative * change;
    }

    /// Levenberg-Marquardt; false once it has converged.
    bool step()
    {
        auto curved = curvature();
        curved.diagonal() *= 1 + m_damping;
        const VectorXf slope = m_now.derivative.transpose() * m_now.residual - m_prior * parameters();
        Matrix change = slope;
        const auto factor = regularFactor(std::move(curved));
        blas::solve(factor, Transposed::No, change);
        blas::solve(factor, Transposed::Yes, change);
        const VectorXf tried = (parameters() + change.col(0)).cwiseMax(-farthest).cwiseMin(farthest);
        if (slope.dot(change.col(0)) < converged) {
            moveAlongTangent(tried - parameters());
            return false;
        }
        auto there = whitened(tangentAt(m_model, tried));
        const float damping = m_damping;
        const bool isBetter = there.cost < m_now.cost;
        m_damping = std::clamp(isBetter ? damping / 10 : damping * 10, 1e-6F, 1e4F);
        if (!isBetter)
            return damping < 1;
        m_now = std::move(there);
        return true;
    }

    const ComponentModel& m_model;
    const Whitening& m_whitening;
    const Eigen::Map<const Matrix> m_prior;
    Point m_now;
    float m_damping = 1e-2F;
};

std::vector<Measured> measureAll(const Projector& projector, const Projection& projection)
{
    const auto scale = projector.variance.sqrt(),
               coefficients = (projection.coefficients / scale).contiguous();
    std::vector<Measured> all;
    for (std::int64_t row = 0; row < coefficients.size(0); ++row)
        all.push_back(measure(rowView(scale.unsqueeze(0), 0), symmetricOf(projection.normal, row),
                              rowView(coefficients, row)));
    return all;
}

std::vector<Tangent> tangentsAt(const ComponentModel& model, const torch::Tensor& rows)
{
    std::vector<Tangent> tangents;
    for (std::int64_t row = 0; row < rows.size(0); ++row)
        tangents.push_back(tangentAt(model, rowView(rows, row)));
    return tangents;
}

/// (n, p)
torch::Tensor parametersOf(const std::vector<Tangent>& tangents)
{
    auto rows
        = torch::empty({ static_cast<std::int64_t>(tangents.size()), tangents.front().parameters.size() });
    auto* to = rows.data_ptr<float>();
    for (const auto& tangent : tangents)
        to = std::ranges::copy(tangent.parameters, to).out;
    return rows;
}

/// Fits spectrum after spectrum, each from its tangent, and hands each fit over: done(fit, row).
void fitEach(const ComponentModel& model, const std::vector<Measured>& measured,
             const torch::Tensor& lineErrors, std::vector<Tangent> starts, int iterations, const auto& done)
{
    const ErrorSizes sizes(model, lineErrors, parametersOf(starts));
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const Whitening whitening(model, measured[i], sizes, row);
        Fit fit(model, whitening, std::move(starts[i]));
        fit.advance(iterations);
        done(fit, row);
    }
}

ComponentFit emptyFit(std::int64_t rows, std::int64_t parameters)
{
    const auto labels = std::min<std::int64_t>(static_cast<std::int64_t>(labelCount), parameters);
    return { torch::empty({ rows, parameters }),
             torch::empty({ rows, parameters }),
             torch::empty({ rows, labels, labels }),
             torch::empty({ rows }),
             {} };
}

void store(const Fit& fit, std::int64_t row, ComponentFit& all)
{
    const auto parameters = all.parameters.size(1), labels = all.correlation.size(1);
    const auto covariance = fit.covariance();
    const VectorXf sigma = covariance.diagonal().array().sqrt();
    std::ranges::copy(fit.parameters(), all.parameters.data_ptr<float>() + row * parameters);
    std::ranges::copy(sigma, all.sigma.data_ptr<float>() + row * parameters);
    Eigen::Map<Matrix>(all.correlation.data_ptr<float>() + row * labels * labels, labels, labels)
        = covariance.topLeftCorner(labels, labels)
              .cwiseQuotient(sigma.head(labels) * sigma.head(labels).transpose());
    all.misfit.data_ptr<float>()[row] = fit.misfit();
    all.tangents.push_back(fit.tangent());
}

ComponentFit fitFrom(const ComponentModel& model, const std::vector<Measured>& measured,
                     const torch::Tensor& lineErrors, std::vector<Tangent> starts)
{
    auto all = emptyFit(static_cast<std::int64_t>(starts.size()), model.parameters());
    fitEach(model, measured, lineErrors, std::move(starts), mostIterations,
            [&](const Fit& fit, std::int64_t row) { store(fit, row, all); });
    return all;
}

} // namespace

/// Twice: how large the errors are is known once it is known what star it is.
ComponentFit fitComponents(const ComponentModel& model, const Projector& projector,
                           const Projection& projection, const torch::Tensor& lineErrors)
{
    const torch::NoGradGuard noGrad;
    const auto measured = measureAll(projector, projection);
    std::vector<Tangent> nearer;
    fitEach(model, measured, lineErrors,
            tangentsAt(model, likeliestStarts(model, projector, projection, lineErrors)), firstIterations,
            [&](const Fit& fit, std::int64_t) { nearer.push_back(fit.tangent()); });
    return fitFrom(model, measured, lineErrors, std::move(nearer));
}

ComponentFit fitComponents(const ComponentModel& model, const Projector& projector,
                           const Projection& projection, const torch::Tensor& lineErrors,
                           std::vector<Tangent> starts)
{
    const torch::NoGradGuard noGrad;
    return fitFrom(model, measureAll(projector, projection), lineErrors, std::move(starts));
}

torch::Tensor fitResponse(const ComponentModel& model, const Projector& projector,
                          const Projection& projection, const torch::Tensor& lineErrors,
                          const ComponentFit& fit)
{
    const torch::NoGradGuard noGrad;
    const auto scaleTensor = projector.variance.sqrt();
    const auto scale = rowView(scaleTensor.unsqueeze(0), 0);
    auto measured = measureAll(projector, projection).front();
    measured.data = scale.asDiagonal() * symmetricOf(projection.normal)
        * scale.asDiagonal(); // of each coefficient alone
    blas::solve(measured.factor, Transposed::No, measured.data);
    const Whitening whitening(model, measured, ErrorSizes(model, lineErrors, fit.parameters), 0);
    const auto columns = whitening.whitened(model.linearise(rowView(fit.parameters, 0)));
    const Matrix derivative = columns.rightCols(columns.cols() - 1);
    auto response = blas::product(derivative, Transposed::Yes, whitening.data()); // (p, K)
    const auto factor = regularFactor(blas::product(derivative, Transposed::Yes, derivative)
                                      + symmetricOf(model.priorPrecision));
    blas::solve(factor, Transposed::No, response);
    blas::solve(factor, Transposed::Yes, response);
    auto transposed
        = torch::empty({ response.cols(), response.rows() }); // its memory is a (p, K) matrix to BLAS
    Eigen::Map<Matrix>(transposed.data_ptr<float>(), response.rows(), response.cols())
        = response * scale.cwiseInverse().asDiagonal();
    return transposed.t();
}

torch::Tensor featuresOf(const ComponentFit& fit)
{
    return torch::cat({ fit.parameters, fit.sigma.log(), fit.misfit.log().unsqueeze(1) }, 1);
}

} // namespace syzygy
