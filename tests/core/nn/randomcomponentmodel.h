#pragma once

#include "core/nn/componentmodel.h"

namespace syzygy::test {

/// A component model with random weights. Seed LibTorch first.
inline ComponentModel randomComponentModel(std::int64_t parameters, std::int64_t components)
{
    ComponentModel model;
    model.parameterMean = torch::zeros({ parameters });
    model.parameterScale = torch::ones({ parameters });
    model.priorPrecision = torch::eye(parameters);
    model.modelCovariance = 1e-6 * torch::eye(components);
    model.lineCovariance = torch::diag(torch::linspace(0, 2, components));
    model.modelSize.weights = model.lineSize.weights
        = torch::zeros({ ErrorSize::terms(torch::zeros({ 1, parameters })).size(1) });
    model.starts = torch::randn({ 64, parameters });
    model.makeWeights(16, components);
    model.weights[6] = torch::randn({ components, parameters });
    model.finish();
    return model;
}

} // namespace syzygy::test
