#include "core/nn/labelgradient.h"

#include "core/nn/encodernetwork.h"
#include "core/nn/response.h"

#include <torch/torch.h>

namespace syzygy {

namespace {

/// The features as a function of the coefficients: whitened, and by way of the fitted parameters.
torch::Tensor followingFeatures(const Branch& branch, const Projection& projection, const ComponentFit& fit,
                                const torch::Tensor& lineErrors, const torch::Tensor& coefficients)
{
    const auto held = featuresOf(branch, projection, lineErrors, fit);
    const auto response = fitResponse(branch.model, branch.front, projection, lineErrors, fit);
    const auto whitened = (coefficients / branch.front.variance.sqrt()).clamp(-8, 8);
    const auto parameters = fit.parameters + torch::mm(coefficients - projection.coefficients, response.t());
    const auto own = branch.front.featureCount();
    return torch::cat({ whitened, held.slice(1, branch.front.components(), own), parameters,
                        held.slice(1, own + branch.model.parameters()) },
                      1);
}

} // namespace

std::vector<float> labelGradient(const Encoders& encoders, const PreparedSpectrum& spectrum, Label label)
{
    if (!encoders.reconstructs())
        return {};
    const auto& all = encoders.networks();
    const auto& branch = *all.branchFor(spectrum.grid);
    const PreparedSpectrum* const one = &spectrum;
    const auto projection = project(branch.front, std::span(&one, 1));
    const auto lineErrors = torch::full({ 1 }, encoders.lineError());
    const auto fit = fitComponents(branch.model, branch.front, projection, lineErrors);

    const torch::AutoGradMode differentiate(true);
    const auto coefficients = projection.coefficients.clone().requires_grad_(true);
    const auto features = followingFeatures(branch, projection, fit, lineErrors, coefficients);
    const auto value = runEnsemble(all, branch, features).value[0][static_cast<std::int64_t>(indexOf(label))];
    const auto slope = torch::autograd::grad({ value }, { coefficients }).front(); // (1, K)
    const auto gradient = torch::mm(slope, coefficientResponse(branch.front, spectrum)).contiguous();
    const auto* const first = gradient.data_ptr<float>();
    return { first, first + gradient.numel() };
}

} // namespace syzygy
