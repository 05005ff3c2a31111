#include "core/error.h"
#include "core/labels.h"
#include "core/nn/blas.h"
#include "core/nn/componentmodel.h"
#include "core/nn/response.h"

#include <torch/torch.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace syzygy {

namespace {

using blas::Matrix, blas::Transposed, Eigen::VectorXf;

/// When a fit ends. The last step goes along the tangent: what it gains tells how far the model is linear.
struct Ending {
    int iterations = 0;
    float gain = 0; ///< of the last step in χ², at most
};
constexpr Ending rough { 4, 1e-2F }, exact { 10, 1e-3F }, comparable { 10, 0.03F };
constexpr float farthest = 5;          ///< scatters from the mean, for every parameter
constexpr std::int64_t fitsAtOnce = 4; ///< step together: one product predicts for all of them
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
    Matrix factor;       ///< (K, K): L
    Matrix data;         ///< (K, 1): L⁻¹F · coefficients, without the prior's pull
    float lineError = 0; ///< relative, to be reckoned with
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
    float model = 1, lines = 1; ///< factors of the model's covariances

    ErrorSizes(const ComponentModel& of, float lineError, const VectorXf& parameters)
        : model(of.modelSize.of(parameters))
        , lines(of.lineSize.of(parameters) * lineError * lineError)
    {
    }
};

/// Coefficients in units of their own noise. With C what model and lines add to their covariance, (F⁻¹ + C)⁻¹
/// = XᵀX for 1 + LᵀCL = RRᵀ, X = R⁻¹Lᵀ: no inverse of an ill-conditioned matrix.
class Whitening {
public:
    Whitening(const ComponentModel& model, const Measured& measured, const ErrorSizes& sizes)
        : m_measured(measured)
        , m_data(measured.data)
    {
        Matrix whole = sizes.model * symmetricOf(model.modelCovariance)
            + sizes.lines * symmetricOf(model.lineCovariance);
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

/// Of parameters in columns.
std::vector<Tangent> tangentsAt(const ComponentModel& model, const Matrix& parameters)
{
    const auto columns = model.linearise(parameters);
    const auto each = 1 + parameters.rows();
    std::vector<Tangent> tangents;
    for (Eigen::Index i = 0; i < parameters.cols(); ++i)
        tangents.push_back({ parameters.col(i), columns.middleCols(i * each, each) });
    return tangents;
}

/// The state of one fit by Levenberg-Marquardt.
class Fit {
public:
    Fit(const ComponentModel& model, Whitening whitening, Tangent start, float leastGain)
        : m_whitening(std::move(whitening))
        , m_prior(symmetricOf(model.priorPrecision))
        , m_now(whitened(std::move(start)))
        , m_leastGain(leastGain)
    {
    }

    /// Where the next step leads; nothing once it has converged.
    std::optional<VectorXf> next()
    {
        if (m_ended)
            return std::nullopt;
        auto curved = curvature();
        curved.diagonal() *= 1 + m_damping;
        const VectorXf slope = m_now.derivative.transpose() * m_now.residual - m_prior * parameters();
        Matrix change = slope;
        const auto factor = regularFactor(std::move(curved));
        blas::solve(factor, Transposed::No, change);
        blas::solve(factor, Transposed::Yes, change);
        VectorXf tried = (parameters() + change.col(0)).cwiseMax(-farthest).cwiseMin(farthest);
        if (slope.dot(change.col(0)) >= m_leastGain)
            return tried;
        moveAlongTangent(tried - parameters());
        m_ended = true;
        return std::nullopt;
    }

    /// Goes there if the step was a good one.
    void take(Tangent tangent)
    {
        auto there = whitened(std::move(tangent));
        const float damping = m_damping;
        const bool isBetter = there.cost < m_now.cost;
        m_damping = std::clamp(isBetter ? damping / 10 : damping * 10, 1e-6F, 1e4F);
        if (isBetter)
            m_now = std::move(there);
        else
            m_ended = damping >= 1;
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

    Whitening m_whitening;
    Eigen::Map<const Matrix> m_prior;
    Point m_now;
    float m_leastGain;
    float m_damping = 1e-2F;
    bool m_ended = false;
};

/// Step for step, all of them.
void advance(std::vector<Fit>& fits, const ComponentModel& model, int iterations)
{
    Matrix tried(model.parameters(), static_cast<Eigen::Index>(fits.size()));
    for (int iteration = 0; iteration < iterations; ++iteration) {
        std::vector<Fit*> moving;
        for (auto& fit : fits)
            if (const auto next = fit.next()) {
                tried.col(static_cast<Eigen::Index>(moving.size())) = *next;
                moving.push_back(&fit);
            }
        if (moving.empty())
            return;
        auto tangents = tangentsAt(model, tried.leftCols(static_cast<Eigen::Index>(moving.size())));
        for (std::size_t i = 0; i < moving.size(); ++i)
            moving[i]->take(std::move(tangents[i]));
    }
}

/// Measured, of spectra as they are asked for.
class Measurements {
public:
    Measurements(const Projector& projector, const Projection& projection, const torch::Tensor& lineErrors)
        : m_scale(projector.variance.sqrt())
        , m_coefficients((projection.coefficients / m_scale).contiguous())
        , m_normal(projection.normal)
        , m_lineErrors(lineErrors.to(torch::kFloat).contiguous())
    {
    }

    std::int64_t count() const { return m_coefficients.size(0); }
    Eigen::Map<const VectorXf> scale() const { return { m_scale.data_ptr<float>(), m_scale.size(0) }; }
    Measured of(std::int64_t row) const
    {
        auto measured = measure(scale(), symmetricOf(m_normal, row), rowView(m_coefficients, row));
        measured.lineError = m_lineErrors.data_ptr<float>()[row];
        return measured;
    }

private:
    torch::Tensor m_scale, m_coefficients, m_normal, m_lineErrors;
};

/// Each from its tangent.
std::vector<Fit> fitted(const ComponentModel& model, const std::vector<Measured>& measured,
                        std::vector<Tangent> starts, const Ending& ending)
{
    std::vector<Fit> fits;
    fits.reserve(starts.size());
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const ErrorSizes sizes(model, measured[i].lineError, starts[i].parameters);
        fits.emplace_back(model, Whitening(model, measured[i], sizes), std::move(starts[i]), ending.gain);
    }
    advance(fits, model, ending.iterations);
    return fits;
}

std::vector<Tangent> tangentsOf(const std::vector<Fit>& fits)
{
    std::vector<Tangent> tangents;
    for (const auto& fit : fits)
        tangents.push_back(fit.tangent());
    return tangents;
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

/// A few spectra after the other, from startsOf(measured, the row of the first).
ComponentFit fitAll(const ComponentModel& model, const Measurements& measurements, const Ending& ending,
                    const auto& startsOf)
{
    auto all = emptyFit(measurements.count(), model.parameters());
    for (std::int64_t first = 0; first < measurements.count(); first += fitsAtOnce) {
        const auto last = std::min(measurements.count(), first + fitsAtOnce);
        std::vector<Measured> measured;
        for (auto row = first; row < last; ++row)
            measured.push_back(measurements.of(row));
        for (auto row = first; const auto& fit : fitted(model, measured, startsOf(measured, first), ending))
            store(fit, row++, all);
    }
    return all;
}

} // namespace

/// Twice: how large the errors are is known once it is known what star it is.
ComponentFit fitComponents(const ComponentModel& model, const Projector& projector,
                           const Projection& projection, const torch::Tensor& lineErrors)
{
    const torch::NoGradGuard noGrad;
    const auto likeliest = likeliestStarts(model, projector, projection, lineErrors);
    const auto nearer = [&](const std::vector<Measured>& measured, std::int64_t first) {
        const auto parameters = likeliest.size(1);
        const Eigen::Map<const Matrix> starts(likeliest.data_ptr<float>() + first * parameters, parameters,
                                              static_cast<Eigen::Index>(measured.size()));
        return tangentsOf(fitted(model, measured, tangentsAt(model, starts), rough));
    };
    return fitAll(model, Measurements(projector, projection, lineErrors), exact, nearer);
}

ComponentFit fitComponents(const ComponentModel& model, const Projector& projector,
                           const Projection& projection, const torch::Tensor& lineErrors,
                           std::vector<Tangent> starts)
{
    const torch::NoGradGuard noGrad;
    const auto given = [&](const std::vector<Measured>& measured, std::int64_t first) {
        const auto from = std::make_move_iterator(starts.begin() + first);
        return std::vector<Tangent>(from, from + static_cast<std::ptrdiff_t>(measured.size()));
    };
    return fitAll(model, Measurements(projector, projection, lineErrors), comparable, given);
}

torch::Tensor fitResponse(const ComponentModel& model, const Projector& projector,
                          const Projection& projection, const torch::Tensor& lineErrors,
                          const ComponentFit& fit)
{
    const torch::NoGradGuard noGrad;
    const Measurements measurements(projector, projection, lineErrors);
    const auto scale = measurements.scale();
    auto measured = measurements.of(0);
    measured.data = scale.asDiagonal() * symmetricOf(projection.normal)
        * scale.asDiagonal(); // of each coefficient alone
    blas::solve(measured.factor, Transposed::No, measured.data);
    const Whitening whitening(model, measured,
                              ErrorSizes(model, measured.lineError, rowView(fit.parameters, 0)));
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
