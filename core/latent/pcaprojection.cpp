#include "core/latent/binaryfile.h"
#include "core/latent/projection.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cassert>
#include <cmath>

namespace syzygy {

namespace {

constexpr BinaryFormat format { "SYZYGPCA", 1, "principal components of the latents" };
constexpr std::uint32_t mostDimensions = 4096;

using Rows = Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

Rows asRows(std::span<const float> latents, std::size_t dimensions)
{
    assert(dimensions > 0 && latents.size() % dimensions == 0);
    return { latents.data(), static_cast<Eigen::Index>(latents.size() / dimensions),
             static_cast<Eigen::Index>(dimensions) };
}

/// The sign of an eigenvector is arbitrary: its largest entry is made positive.
Eigen::VectorXd withFixedSign(const Eigen::VectorXd& axis)
{
    Eigen::Index largest = 0;
    axis.cwiseAbs().maxCoeff(&largest);
    return axis[largest] < 0 ? Eigen::VectorXd(-axis) : axis;
}

} // namespace

PcaProjection PcaProjection::fit(std::span<const float> latents, std::size_t dimensions)
{
    assert(dimensions >= 2 && latents.size() >= 2 * dimensions);
    const Eigen::MatrixXd rows = asRows(latents, dimensions).cast<double>();
    const Eigen::RowVectorXd mean = rows.colwise().mean();
    const Eigen::MatrixXd centred = rows.rowwise() - mean;
    const Eigen::MatrixXd covariance = centred.transpose() * centred / static_cast<double>(rows.rows());
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance); // eigenvalues ascending

    PcaProjection projection;
    projection.m_mean.assign(mean.begin(), mean.end());
    const double total = std::max(solver.eigenvalues().sum(), 1e-300);
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const auto column = covariance.cols() - 1 - static_cast<Eigen::Index>(axis);
        const Eigen::VectorXd direction = withFixedSign(solver.eigenvectors().col(column));
        projection.m_axes.insert(projection.m_axes.end(), direction.begin(), direction.end());
        projection.m_explained[axis] = std::max(0.0, solver.eigenvalues()[column]) / total;
    }
    return projection;
}

std::vector<MapPosition> PcaProjection::place(std::span<const float> latents) const
{
    const auto dimensions = static_cast<Eigen::Index>(m_mean.size());
    const Eigen::Map<const Eigen::RowVectorXd> mean(m_mean.data(), dimensions);
    const Eigen::Map<const Eigen::Matrix<double, 2, Eigen::Dynamic, Eigen::RowMajor>> axes(m_axes.data(), 2,
                                                                                           dimensions);
    const auto rows = asRows(latents, m_mean.size());
    std::vector<MapPosition> positions;
    positions.reserve(static_cast<std::size_t>(rows.rows()));
    for (Eigen::Index row = 0; row < rows.rows(); ++row) {
        const Eigen::Vector2d position = axes * (rows.row(row).cast<double>() - mean).transpose();
        positions.push_back({ static_cast<float>(position[0]), static_cast<float>(position[1]) });
    }
    return positions;
}

std::array<double, 2> PcaProjection::explainedVariance() const
{
    return m_explained;
}

void PcaProjection::save(const std::filesystem::path& file) const
{
    BinaryWriter writer(format);
    writer.put(static_cast<std::uint32_t>(m_mean.size()));
    writer.putAll(std::span<const double>(m_mean));
    writer.putAll(std::span<const double>(m_axes));
    writer.putAll(std::span<const double>(m_explained));
    writer.save(file);
}

PcaProjection PcaProjection::load(const std::filesystem::path& file)
{
    BinaryReader reader(file, format);
    const auto dimensions = reader.get<std::uint32_t>();
    if (dimensions < 2 || dimensions > mostDimensions)
        reader.refuse("it has " + std::to_string(dimensions) + " dimensions");
    PcaProjection projection;
    projection.m_mean = reader.getAll<double>(dimensions);
    projection.m_axes = reader.getAll<double>(2 * dimensions);
    projection.m_explained = { reader.get<double>(), reader.get<double>() };
    reader.requireEnd();
    const auto isFinite = [](double value) { return std::isfinite(value); };
    if (!std::ranges::all_of(projection.m_mean, isFinite)
        || !std::ranges::all_of(projection.m_axes, isFinite))
        reader.refuse("a number is not finite");
    return projection;
}

} // namespace syzygy
