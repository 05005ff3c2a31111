#include "core/training/baseline/slicedadamw.h"

#include <torch/nn/utils/convert_parameters.h>

#include <ATen/Context.h>
#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::int64_t sliceLength = 32'768; ///< weights: 0.5 MB with gradient and moments
constexpr double meanDecay = 0.9, squareDecay = 0.999;
constexpr double leastRoot = 1e-8;

std::vector<torch::Tensor> zerosLike(const std::vector<torch::Tensor>& parameters)
{
    std::vector<torch::Tensor> zeros;
    for (const auto& parameter : parameters)
        zeros.push_back(torch::zeros({ parameter.numel() }));
    return zeros;
}

/// While it lives, this thread takes denormal numbers for zero. The mean gradient of a unit that has died
/// decays to one within a thousand steps, and each such number costs a hundred normal ones.
class DenormalsAreZero {
public:
    DenormalsAreZero() { at::globalContext().setFlushDenormal(true); }
    ~DenormalsAreZero() { at::globalContext().setFlushDenormal(false); }
    DenormalsAreZero(const DenormalsAreZero&) = delete;
    DenormalsAreZero& operator=(const DenormalsAreZero&) = delete;
};

} // namespace

SlicedAdamW::SlicedAdamW(std::vector<torch::Tensor> parameters, double weightDecay)
    : m_parameters(std::move(parameters))
    , m_means(zerosLike(m_parameters))
    , m_squares(zerosLike(m_parameters))
    , m_weightDecay(weightDecay)
{
}

void SlicedAdamW::clearGradients()
{
    for (auto& parameter : m_parameters)
        parameter.mutable_grad() = torch::Tensor();
}

void SlicedAdamW::step(double learningRate)
{
    const torch::NoGradGuard noGrad;
    const DenormalsAreZero denormalsAreZero;
    ++m_steps;
    const double meanBias = 1 - std::pow(meanDecay, static_cast<double>(m_steps));
    const double squareBias = std::sqrt(1 - std::pow(squareDecay, static_cast<double>(m_steps)));
    for (std::size_t k = 0; k < m_parameters.size(); ++k) {
        const auto weights = m_parameters[k].view(-1), gradient = m_parameters[k].grad().reshape(-1);
        for (std::int64_t first = 0; first < weights.numel(); first += sliceLength) {
            const auto last = std::min(weights.numel(), first + sliceLength);
            const auto g = gradient.slice(0, first, last);
            auto w = weights.slice(0, first, last);
            auto mean = m_means[k].slice(0, first, last), square = m_squares[k].slice(0, first, last);
            mean.mul_(meanDecay).add_(g, 1 - meanDecay); // lerp_ goes through the numbers one by one
            square.mul_(squareDecay).addcmul_(g, g, 1 - squareDecay);
            w.mul_(1 - learningRate * m_weightDecay);
            w.addcdiv_(mean, square.sqrt().div_(squareBias).add_(leastRoot), -learningRate / meanBias);
        }
    }
}

void SlicedAdamW::save(torch::serialize::OutputArchive& archive, const std::string& prefix) const
{
    archive.write(prefix + "means", torch::cat(m_means));
    archive.write(prefix + "squares", torch::cat(m_squares));
    archive.write(prefix + "steps", torch::tensor(m_steps, torch::kLong));
}

void SlicedAdamW::load(torch::serialize::InputArchive& archive, const std::string& prefix)
{
    torch::Tensor means, squares, steps;
    archive.read(prefix + "means", means);
    archive.read(prefix + "squares", squares);
    archive.read(prefix + "steps", steps);
    torch::nn::utils::vector_to_parameters(means, m_means);
    torch::nn::utils::vector_to_parameters(squares, m_squares);
    m_steps = steps.item<std::int64_t>();
}

} // namespace syzygy
