#include "core/training/encoders/componentmodeltraining.h"

#include "core/error.h"
#include "core/training/encoders/cleancoefficients.h"
#include "core/training/encoders/schedule.h"

#include <torch/optim.h>

#include <algorithm>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::int64_t batchSize = 512;
constexpr std::int64_t mostStarts = 2'048;
constexpr std::uint64_t cleanSeed = 0xc1ea4;

/// Errors in units of a few times the smallest noise, large ones (corners of the box) counted by their
/// logarithm.
torch::Tensor robustLoss(const torch::Tensor& error, const torch::Tensor& weight)
{
    constexpr double large = 100;
    return large * torch::log1p(error.square() * weight / large).mean();
}

void learn(ComponentModel& model, const torch::Tensor& inputs, const torch::Tensor& truth,
           const torch::Tensor& weight, const ComponentModelOptions& options, const Progress& progress,
           const std::stop_token& stop)
{
    constexpr double peak = 4e-3, warmUp = 0.1;
    std::vector<torch::Tensor> weights(model.weights.begin(), model.weights.end());
    for (auto& tensor : weights)
        tensor.requires_grad_(true);
    torch::optim::Adam optimiser(weights, torch::optim::AdamOptions(1e-3));
    const auto count = inputs.size(0), batch = std::min(batchSize, count), steps = count / batch;
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        if (stop.stop_requested())
            throw Cancelled();
        const auto order = torch::randperm(count);
        for (std::int64_t step = 0; step < steps; ++step) {
            const auto rows = order.slice(0, step * batch, (step + 1) * batch);
            const double done
                = (epoch + static_cast<double>(step) / static_cast<double>(steps)) / options.epochs;
            static_cast<torch::optim::AdamOptions&>(optimiser.param_groups()[0].options())
                .lr(oneCycle(peak, warmUp, done));
            const auto loss = robustLoss(
                model.predict(inputs.index_select(0, rows)) - truth.index_select(0, rows), weight);
            optimiser.zero_grad();
            loss.backward();
            optimiser.step();
        }
        progress(static_cast<double>(epoch + 1) / options.epochs, fmt::format("epoch {}", epoch + 1));
    }
    for (auto& tensor : weights)
        tensor.requires_grad_(false);
}

/// Least squares of ln of the mean square of each row, a coefficient in units of its own median.
ErrorSize fitSize(const torch::Tensor& rows, const torch::Tensor& parameters)
{
    constexpr double ridge = 1e-3;
    const auto usual = std::get<0>(rows.square().median(0)).clamp_min(1e-12);
    const auto logSize = (rows.square() / usual).clamp_max(100).mean(1).log();
    const auto terms = ErrorSize::terms(parameters);
    auto normal = torch::mm(terms.t(), terms);
    normal.diagonal().add_(ridge * static_cast<double>(rows.size(0)));
    return { torch::cholesky_solve(torch::mm(terms.t(), logSize.unsqueeze(1)), torch::linalg_cholesky(normal))
                 .squeeze(1) };
}

/// Covariance about zero without the rows of the largest values, the given share: corners of the box are not
/// to speak for all stars.
torch::Tensor trimmedCovariance(const torch::Tensor& rows, double share)
{
    constexpr double jitter = 1e-6;
    const auto size = (rows / std::get<0>(rows.square().median(0)).sqrt().clamp_min(1e-6)).square().mean(1);
    const auto kept = rows.index_select(0, (size <= size.quantile(1 - share)).nonzero().squeeze(1));
    return torch::mm(kept.t(), kept) / static_cast<double>(kept.size(0)) + jitter * torch::eye(rows.size(1));
}

/// Errors of coefficients (n, K) of stars (n, p) as a size that depends on the star and a shape that does
/// not.
torch::Tensor describeErrors(const torch::Tensor& errors, const torch::Tensor& parameters, ErrorSize& size)
{
    constexpr double trimmed = 0.05;
    size = fitSize(errors, parameters);
    return trimmedCovariance(errors / size.of(parameters).sqrt().unsqueeze(1), trimmed);
}

/// In the units of `like`, as far as they are shared; else of the scatter.
void standardise(const torch::Tensor& parameters, const ComponentModel* like, ComponentModel& model)
{
    model.parameterMean = parameters.mean(0);
    model.parameterScale = parameters.std(0).clamp_min(1e-3);
    if (like) {
        constexpr auto shared = ComponentModel::sharedParameters;
        model.parameterMean.slice(0, 0, shared).copy_(like->parameterMean.slice(0, 0, shared));
        model.parameterScale.slice(0, 0, shared).copy_(like->parameterScale.slice(0, 0, shared));
    }
    const auto inputs = (parameters - model.parameterMean) / model.parameterScale;
    const auto covariance = torch::mm(inputs.t(), inputs) / static_cast<double>(inputs.size(0));
    model.priorPrecision = torch::linalg_inv(covariance + 1e-3 * torch::eye(covariance.size(0)));
    model.starts = inputs.slice(0, 0, mostStarts).clone();
}

void trainSide(const CleanSide& side, const ComponentModelOptions& options, const ComponentModel* like,
               Branch& branch, const Progress& progress, const std::stop_token& stop)
{
    constexpr double smallestNoise = 0.002; ///< of normalised flux, as the front end's
    auto& model = branch.model;
    standardise(side.parameters, like, model);
    model.makeWeights(options.hidden, branch.front.components());
    const auto inputs = (side.parameters - model.parameterMean) / model.parameterScale;
    const auto heldOut = inputs.size(0) / 10;
    const auto weight = 1 / (smallestNoise * smallestNoise / branch.front.variance + 1e-5);
    learn(model, inputs.slice(0, heldOut), side.coefficients.slice(0, heldOut), weight, options, progress,
          stop);
    const torch::NoGradGuard noGrad;
    const auto tested = inputs.slice(0, 0, heldOut);
    model.modelCovariance = describeErrors(side.coefficients.slice(0, 0, heldOut) - model.predict(tested),
                                           tested, model.modelSize);
    model.lineCovariance
        = describeErrors(side.lineChanges / side.lineError,
                         (side.lineParameters - model.parameterMean) / model.parameterScale, model.lineSize);
    model.finish();
}

} // namespace

void trainComponentModels(const Emulator& emulator, const LabelPrior& prior,
                          const ComponentModelOptions& options, EncoderNetworks& networks,
                          const Progress& progress, const std::stop_token& stop)
{
    const auto mocks = makeCleanMocks(emulator, prior, networks, Grating::G140H, options.stars,
                                      options.seed ^ cleanSeed, partOf(progress, 0, 0.6), stop);
    torch::manual_seed(options.seed);
    trainSide(mocks.nirspec, options, nullptr, networks.nirspec, partOf(progress, 0.6, 0.8), stop);
    trainSide(mocks.apogee, options, nullptr, networks.apogee, partOf(progress, 0.8, 1), stop);
}

void trainMediumModel(const Emulator& emulator, const LabelPrior& prior, const ComponentModelOptions& options,
                      EncoderNetworks& networks, const Progress& progress, const std::stop_token& stop)
{
    const auto mocks = makeCleanMocks(emulator, prior, networks, Grating::G140M, options.stars,
                                      options.seed ^ cleanSeed, partOf(progress, 0, 0.8), stop);
    torch::manual_seed(options.seed);
    trainSide(mocks.nirspec, options, &networks.apogee.model, networks.nirspec, partOf(progress, 0.8, 1),
              stop);
}

} // namespace syzygy
