#include "core/training/calibration/gapregression.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace syzygy {

namespace {

constexpr double commonDepth = 0.15; ///< 1σ of what all lines of one list share, relative

/// Offsets and depths are white noise at the pixels, smoothed by this kernel: as smooth as the line spread.
std::vector<double> smoothingKernel(const ModelGrid& grid)
{
    const double sigma
        = grid.spacing == ModelGrid::Spacing::Linear ? 0.59 : 0.95; // pixels: 3.5 Å FWHM; R = 22,500; over √2
    const auto half = static_cast<int>(std::ceil(3.5 * sigma));
    std::vector<double> kernel;
    double squares = 0;
    for (int d = -half; d <= half; ++d) {
        kernel.push_back(std::exp(-0.5 * std::pow(d / sigma, 2)));
        squares += kernel.back() * kernel.back();
    }
    for (auto& value : kernel)
        value /= std::sqrt(squares);
    return kernel;
}

double product(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

} // namespace

GapRegression::GapRegression(std::vector<PixelSums> sums, const ModelGrid& grid)
    : m_sums(std::move(sums))
    , m_kernel(smoothingKernel(grid))
{
    for (std::size_t p = 0; p < m_sums.size(); ++p)
        m_list.push_back(lineListAt(grid.wavelength(p)));
}

template <typename Visit>
void GapRegression::forEachNear(std::size_t p, Visit visit) const
{
    const auto half = m_kernel.size() / 2;
    const auto last = std::min(p + half, m_sums.size() - 1);
    for (std::size_t j = p > half ? p - half : 0; j <= last; ++j)
        visit(j, m_kernel[j + half - p]);
}

SpectralCorrection GapRegression::solve(const GapPrior& prior) const
{
    const auto [z, common, evidence] = regress(prior);
    SpectralCorrection correction { std::vector<float>(m_sums.size()), std::vector<float>(m_sums.size()) };
    for (std::size_t p = 0; p < m_sums.size(); ++p) {
        double offset = 0, depth = common[static_cast<Eigen::Index>(m_list[p])];
        forEachNear(p, [&](std::size_t j, double share) {
            offset += prior.offset * share * z[2 * j];
            depth += prior.depth * share * z[2 * j + 1];
        });
        correction.offset[p] = static_cast<float>(offset);
        correction.depth[p] = static_cast<float>(depth);
    }
    return correction;
}

/// Marginal over z first, where the covariance of the data is that of noise and z, V: the common depths c
/// obey (XᵀV⁻¹X + 1/σ²) c = XᵀV⁻¹y with X the model's depths of a list; then z of what they leave.
GapRegression::Regressed GapRegression::regress(const GapPrior& prior) const
{
    auto [system, right] = assemble(prior);
    system.factorise();
    const auto z = system.solve(right);
    std::array<std::vector<double>, lineListCount> listRight, listNoise;
    for (std::size_t list = 0; list < lineListCount; ++list) {
        listRight[list] = rightOf(list, prior);
        listNoise[list] = system.solve(listRight[list]);
    }
    Eigen::Matrix<double, lists, lists> normal;
    PerList data = PerList::Zero();
    for (std::size_t a = 0; a < lineListCount; ++a) {
        const auto row = static_cast<Eigen::Index>(a);
        for (std::size_t b = 0; b < lineListCount; ++b)
            normal(row, static_cast<Eigen::Index>(b)) = -product(listRight[a], listNoise[b]);
        data[row] = -product(listRight[a], z);
    }
    for (std::size_t p = 0; p < m_sums.size(); ++p) {
        const auto list = static_cast<Eigen::Index>(m_list[p]);
        normal(list, list) += m_sums[p].xx;
        data[list] += m_sums[p].xy;
    }
    normal.diagonal().array() += 1 / (commonDepth * commonDepth);
    const Eigen::LLT<Eigen::Matrix<double, lists, lists>> factor(normal);
    Regressed result { z, factor.solve(data), 0 };
    for (std::size_t list = 0; list < lineListCount; ++list)
        for (std::size_t i = 0; i < z.size(); ++i)
            result.noise[i] -= result.common[static_cast<Eigen::Index>(list)] * listNoise[list][i];
    const double determinant = factor.matrixLLT().diagonal().array().log().sum(); // of the root
    result.logEvidence
        = 0.5 * (product(right, z) + data.dot(result.common)) - 0.5 * system.logDeterminant() - determinant;
    return result;
}

GapRegression::Assembled GapRegression::assemble(const GapPrior& prior) const
{
    const auto band = 2 * (m_kernel.size() - 1) + 1;
    Assembled assembled { BandedSystem(2 * m_sums.size(), band), std::vector<double>(2 * m_sums.size()) };
    auto& [system, right] = assembled;
    for (std::size_t i = 0; i < right.size(); ++i)
        system.at(i, i) = 1;
    for (std::size_t p = 0; p < m_sums.size(); ++p)
        if (m_sums[p].weight > 0)
            addPixel(p, prior, assembled);
    return assembled;
}

/// Lᵀg for data that are the model's own depths on one list, else zero.
std::vector<double> GapRegression::rightOf(std::size_t list, const GapPrior& prior) const
{
    std::vector<double> right(2 * m_sums.size());
    for (std::size_t p = 0; p < m_sums.size(); ++p)
        if (m_list[p] == list)
            addRight(p, prior, m_sums[p].x, m_sums[p].xx, right);
    return right;
}

void GapRegression::addRight(std::size_t p, const GapPrior& prior, double offsets, double depths,
                             std::vector<double>& right) const
{
    forEachNear(p, [&](std::size_t j, double share) {
        right[2 * j] += prior.offset * share * offsets;
        right[2 * j + 1] += prior.depth * share * depths;
    });
}

void GapRegression::addPixel(std::size_t p, const GapPrior& prior, Assembled& assembled) const
{
    const auto& sum = m_sums[p];
    const double offsets = prior.offset * prior.offset * sum.weight,
                 depths = prior.depth * prior.depth * sum.xx, mixed = prior.offset * prior.depth * sum.x;
    auto& system = assembled.system;
    addRight(p, prior, sum.y, sum.xy, assembled.right);
    forEachNear(p, [&](std::size_t j, double share) {
        forEachNear(p, [&](std::size_t i, double other) {
            if (i > j)
                return;
            const double weight = share * other;
            system.at(2 * j, 2 * i) += offsets * weight;
            system.at(2 * j + 1, 2 * i + 1) += depths * weight;
            system.at(2 * j + 1, 2 * i) += mixed * weight;
            if (i < j)
                system.at(2 * j, 2 * i + 1) += mixed * weight;
        });
    });
}

} // namespace syzygy
