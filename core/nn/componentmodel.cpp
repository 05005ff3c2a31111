#include "core/nn/componentmodel.h"

#include "core/nn/archivedtensor.h"
#include "core/nn/blas.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace syzygy {

namespace {

const std::array<const char*, 7> weightNames { "weight0", "bias0", "weight1", "bias1",
                                               "weight2", "bias2", "direct" };

/// The parameters that the sizes of errors depend on: Teff, log g, [Fe/H], line spread.
constexpr std::array<std::int64_t, 4> sizing { 0, 1, 2, ComponentModel::sharedParameters };
constexpr float farthest = 3; ///< beyond, a polynomial is no guide
constexpr float largestLog = 4;

/// weights · columns. Rows of a tensor are columns to BLAS.
blas::Matrix product(const torch::Tensor& weights, const blas::Matrix& columns)
{
    const Eigen::Map<const blas::Matrix> transposed(weights.data_ptr<float>(), weights.size(1),
                                                    weights.size(0));
    return blas::product(transposed, blas::Transposed::Yes, columns);
}

/// Through a layer's activation: star after star, values (first column, bias not yet added) and derivatives
/// (the others, `each` with the values).
void activate(blas::Matrix& columns, Eigen::Index each, const torch::Tensor& bias)
{
    const Eigen::Map<const Eigen::ArrayXf> added(bias.data_ptr<float>(), bias.size(0));
    for (Eigen::Index first = 0; first < columns.cols(); first += each) {
        const Eigen::ArrayXf x = columns.col(first).array() + added;
        const Eigen::ArrayXf s = 1 / (1 + (-x).exp());
        columns.col(first) = x * s; // SiLU
        columns.middleCols(first + 1, each - 1).array().colwise() *= (s * (1 + x * (1 - s))).eval();
    }
}

} // namespace

torch::Tensor ErrorSize::terms(const torch::Tensor& standardised)
{
    std::vector<torch::Tensor> columns;
    for (const auto k : sizing)
        if (k < standardised.size(1))
            columns.push_back(standardised.select(1, k).clamp(-farthest, farthest));
    const auto linear = columns.size();
    for (std::size_t i = 0; i < linear; ++i)
        for (std::size_t j = 0; j <= i; ++j)
            columns.push_back(columns[i] * columns[j]);
    columns.push_back(torch::ones_like(columns.front()));
    return torch::stack(columns, 1);
}

torch::Tensor ErrorSize::of(const torch::Tensor& standardised) const
{
    return torch::mv(terms(standardised), weights).clamp(-largestLog, largestLog).exp();
}

/// Term for term as above: LibTorch would take longer to be called than to reckon.
float ErrorSize::of(const Eigen::VectorXf& standardised) const
{
    std::vector<float> linear;
    for (const auto k : sizing)
        if (k < standardised.size())
            linear.push_back(std::clamp(standardised[k], -farthest, farthest));
    const float* weight = weights.data_ptr<float>();
    float sum = 0;
    for (const float value : linear)
        sum += *weight++ * value;
    for (std::size_t i = 0; i < linear.size(); ++i)
        for (std::size_t j = 0; j <= i; ++j)
            sum += *weight++ * linear[i] * linear[j];
    return std::exp(std::clamp(sum + *weight, -largestLog, largestLog));
}

torch::Tensor ComponentModel::predict(const torch::Tensor& x) const
{
    const auto first = torch::silu(torch::addmm(weights[1], x, weights[0].t()));
    const auto second = torch::silu(torch::addmm(weights[3], first, weights[2].t()));
    return torch::addmm(weights[5], second, weights[4].t()) + torch::mm(x, weights[6].t());
}

Eigen::MatrixXf ComponentModel::linearise(const Eigen::MatrixXf& x) const
{
    const auto each = 1 + x.rows();
    blas::Matrix input(x.rows(), x.cols() * each);
    for (Eigen::Index star = 0; star < x.cols(); ++star)
        input.middleCols(star * each, each) << x.col(star), Eigen::MatrixXf::Identity(x.rows(), x.rows());
    auto columns = product(weights[0], input);
    activate(columns, each, weights[1]);
    columns = product(weights[2], columns);
    activate(columns, each, weights[3]);
    columns = product(weights[4], columns) + product(weights[6], input);
    const Eigen::Map<const Eigen::VectorXf> added(weights[5].data_ptr<float>(), weights[5].size(0));
    for (Eigen::Index star = 0; star < x.cols(); ++star)
        columns.col(star * each) += added;
    return columns;
}

void ComponentModel::makeWeights(std::int64_t hidden, std::int64_t components)
{
    const std::array<std::int64_t, 4> sizes { parameters(), hidden, hidden, components };
    for (std::size_t layer = 0; layer + 1 < sizes.size(); ++layer) {
        const double width = 1 / std::sqrt(static_cast<double>(sizes[layer])); // as torch::nn::Linear begins
        weights[2 * layer] = (torch::rand({ sizes[layer + 1], sizes[layer] }) * 2 - 1) * width;
        weights[2 * layer + 1] = (torch::rand({ sizes[layer + 1] }) * 2 - 1) * width;
    }
    weights[6] = torch::zeros({ components, parameters() });
}

void ComponentModel::finish()
{
    const torch::NoGradGuard noGrad;
    startCoefficients = predict(starts);
}

ComponentModel ComponentModel::leading(std::int64_t components) const
{
    auto few = *this;
    for (auto* covariance : { &few.modelCovariance, &few.lineCovariance })
        *covariance = covariance->slice(0, 0, components).slice(1, 0, components).contiguous();
    for (const std::size_t last : { 4, 5, 6 }) // the last layer and the direct path
        few.weights[last] = weights[last].slice(0, 0, components).contiguous();
    few.startCoefficients = startCoefficients.slice(1, 0, components).contiguous();
    return few;
}

void ComponentModel::write(torch::serialize::OutputArchive& archive) const
{
    archive.write("parameter_mean", parameterMean);
    archive.write("parameter_scale", parameterScale);
    archive.write("prior_precision", priorPrecision);
    archive.write("model_covariance", modelCovariance);
    archive.write("line_covariance", lineCovariance);
    archive.write("model_size", modelSize.weights);
    archive.write("line_size", lineSize.weights);
    archive.write("starts", starts.to(torch::kHalf));
    for (std::size_t k = 0; k < weights.size(); ++k)
        archive.write(weightNames[k], weights[k]);
}

ComponentModel ComponentModel::read(torch::serialize::InputArchive& archive)
{
    ComponentModel model;
    model.parameterMean = archivedTensor(archive, "parameter_mean", { { -1 } });
    const auto parameters = model.parameterMean.size(0);
    model.parameterScale = archivedTensor(archive, "parameter_scale", { { parameters } });
    model.priorPrecision = archivedTensor(archive, "prior_precision", { { parameters, parameters } });
    model.modelCovariance = archivedTensor(archive, "model_covariance", { { -1, -1 } });
    const auto components = model.modelCovariance.size(0);
    model.lineCovariance = archivedTensor(archive, "line_covariance", { { components, components } });
    const auto terms = ErrorSize::terms(torch::zeros({ 1, parameters })).size(1);
    model.modelSize.weights = archivedTensor(archive, "model_size", { { terms } });
    model.lineSize.weights = archivedTensor(archive, "line_size", { { terms } });
    model.starts = archivedTensor(archive, "starts", { { -1, parameters } }).to(torch::kFloat);
    for (std::size_t k = 0; k < model.weights.size(); ++k)
        model.weights[k] = archivedTensor(archive, weightNames[k]);
    model.finish();
    return model;
}

} // namespace syzygy
