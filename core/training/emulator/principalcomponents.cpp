#include "core/training/emulator/principalcomponents.h"

#include <algorithm>

namespace syzygy {

namespace {

// Relative to the largest: below it single precision has no direction left.
constexpr double smallestVariance = 1e-12;

} // namespace

torch::Tensor PrincipalComponents::scores(const torch::Tensor& spectra) const
{
    const auto pixels = static_cast<double>(mean.size(0));
    return torch::matmul(spectra - mean, basis.t()).to(torch::kDouble) / pixels;
}

PrincipalComponents findPrincipalComponents(const torch::Tensor& spectra, std::int64_t count)
{
    PrincipalComponents components;
    components.mean = spectra.mean(0);
    const auto centred = spectra - components.mean; // (N, P)
    const auto [variance, vectors]
        = torch::linalg_eigh(torch::matmul(centred, centred.t()).to(torch::kDouble));
    const auto usable = (variance > smallestVariance * variance.max()).sum().item<std::int64_t>();
    count = std::clamp<std::int64_t>(count, 1, std::max<std::int64_t>(usable, 1));
    const auto leading = vectors.slice(1, vectors.size(1) - count).flip(1);  // (N, K), largest first
    const auto rows = torch::matmul(leading.t().to(torch::kFloat), centred); // (K, P)
    const auto size = rows.square().mean(1, true).sqrt().clamp_min(1e-30);
    components.basis = (rows / size).to(torch::kHalf).to(torch::kFloat);
    return components;
}

} // namespace syzygy
