#include "core/nn/emulator.h"

#include "core/nn/emulatorprocess.h"
#include "core/units.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

StellarParameters toStar(const torch::Tensor& parameters)
{
    StellarParameters star;
    const auto* values = parameters.data_ptr<double>();
    std::copy_n(values, labelCount, star.labels.begin());
    star.vmic = values[labelCount];
    star.logC12C13 = values[labelCount + 1];
    return star;
}

std::int64_t firstPixelBeyond(const LogGrid& grid, double wavelength) // µm
{
    std::size_t pixel = 0, end = grid.size;
    while (pixel < end) {
        const auto middle = (pixel + end) / 2;
        if (grid.wavelength(middle) < wavelength)
            pixel = middle + 1;
        else
            end = middle;
    }
    return static_cast<std::int64_t>(pixel);
}

} // namespace

double LogGrid::wavelength(std::size_t pixel) const
{
    return std::exp(lnStart + lnStep * static_cast<double>(pixel)) * micronsPerAngstrom;
}

torch::Tensor ArdKernel::term(std::int64_t index, const torch::Tensor& a, const torch::Tensor& b) const
{
    // ln(weight) − ½|a|² − ½|b|² + a·b as one matrix product
    const auto left = a * scales[index];                                          // (N, D)
    const auto right = b * scales[index];                                         // (M, D)
    const auto leftOffset = logWeights[index] - 0.5 * left.square().sum(1, true); // (N, 1)
    const auto rightOffset = -0.5 * right.square().sum(1, true);                  // (M, 1)
    const auto exponent
        = torch::matmul(torch::cat({ left, leftOffset, torch::ones_like(leftOffset) }, 1),
                        torch::cat({ right, torch::ones_like(rightOffset), rightOffset }, 1).t());
    return torch::exp(exponent);
}

torch::Tensor ArdKernel::operator()(const torch::Tensor& a, const torch::Tensor& b) const
{
    auto sum = term(0, a, b);
    for (std::int64_t index = 1; index < logWeights.size(0); ++index)
        sum = sum + term(index, a, b);
    return sum;
}

torch::Tensor Emulator::Process::standardise(const torch::Tensor& parameters) const
{
    return (emulatorInputs(parameters) - inputMean) / inputScale;
}

torch::Tensor Emulator::Process::coefficients(Band band, const torch::Tensor& parameters) const
{
    const auto& model = (*this)[band];
    const auto similarity = model.kernel(standardise(parameters), support); // (N, S), double
    // In double: weights of neighbouring stars cancel, and in float what is left has noise of 1e-4 of the
    // flux.
    return torch::matmul(similarity, model.weights.to(torch::kDouble)).to(torch::kFloat);
}

torch::Tensor Emulator::Process::lnFlux(Band band, const torch::Tensor& parameters) const
{
    const auto& model = (*this)[band];
    if (lines.isZero())
        return torch::addmm(model.mean, coefficients(band, parameters), model.basis);
    std::vector<torch::Tensor> stretches;
    for (std::int64_t first = 0; first < model.mean.size(0);) {
        const auto list = lines.at(model.grid.wavelength(static_cast<std::size_t>(first)));
        const auto last = firstPixelBeyond(model.grid, lines.lists[list].end);
        const auto seen = coefficients(band, parameters + shiftOf(lines.lists[list]));
        stretches.push_back(
            torch::addmm(model.mean.slice(0, first, last), seen, model.basis.slice(1, first, last)));
        first = last;
    }
    return torch::cat(stretches, 1);
}

Emulator::Emulator(std::shared_ptr<const Process> process)
    : m_process(std::move(process))
{
}

const LineStrengths& Emulator::lineStrengths() const
{
    return m_process->lines;
}

Emulator Emulator::withLineStrengths(LineStrengths strengths) const
{
    auto process = std::make_shared<Process>(*m_process);
    process->lines = std::move(strengths);
    return Emulator(std::move(process));
}

const LogGrid& Emulator::grid(Band band) const
{
    return (*m_process)[band].grid;
}

std::vector<float> Emulator::emulate(Band band, std::span<const StellarParameters> stars) const
{
    const torch::NoGradGuard noGradients;
    std::vector<float> flux(stars.size() * grid(band).size);
    if (flux.empty())
        return flux;
    const auto lnFlux = m_process->lnFlux(band, toTensor(stars));
    auto target = torch::from_blob(flux.data(), lnFlux.sizes(), torch::kFloat);
    torch::exp_out(target, lnFlux);
    return flux;
}

bool Emulator::covers(const StellarParameters& star) const
{
    const auto values = toTensor({ &star, 1 })[0];
    const bool inBox = ((values >= m_process->lower) & (values <= m_process->upper)).all().item<bool>();
    return inBox && star[Label::C] - star[Label::O] <= m_process->highestCarbonToOxygen;
}

StellarParameters Emulator::lowerBound() const
{
    return toStar(m_process->lower);
}
StellarParameters Emulator::upperBound() const
{
    return toStar(m_process->upper);
}

} // namespace syzygy
