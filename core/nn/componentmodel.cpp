#include "core/nn/componentmodel.h"

#include "core/nn/archivedtensor.h"
#include "core/nn/blas.h"

#include <torch/torch.h>

#include <cmath>

namespace syzygy {

namespace {

const std::array<const char*, 7> weightNames { "weight0", "bias0", "weight1", "bias1",
                                               "weight2", "bias2", "direct" };

/// weights · columns. Rows of a tensor are columns to BLAS.
blas::Matrix product(const torch::Tensor& weights, const blas::Matrix& columns)
{
    const Eigen::Map<const blas::Matrix> transposed(weights.data_ptr<float>(), weights.size(1),
                                                    weights.size(0));
    return blas::product(transposed, blas::Transposed::Yes, columns);
}

/// Through a layer's activation: values (first column, bias not yet added) and derivatives (the others).
void activate(blas::Matrix& columns, const torch::Tensor& bias)
{
    const Eigen::ArrayXf x
        = columns.col(0).array() + Eigen::Map<const Eigen::ArrayXf>(bias.data_ptr<float>(), bias.size(0));
    const Eigen::ArrayXf s = 1 / (1 + (-x).exp());
    columns.col(0) = x * s; // SiLU
    columns.rightCols(columns.cols() - 1).array().colwise() *= s * (1 + x * (1 - s));
}

} // namespace

torch::Tensor ErrorSize::terms(const torch::Tensor& standardised)
{
    constexpr double farthest = 3; // beyond, a polynomial is no guide
    std::vector<torch::Tensor> columns;
    for (const std::int64_t k :
         { std::int64_t { 0 }, std::int64_t { 1 }, std::int64_t { 2 }, ComponentModel::sharedParameters })
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
    return torch::mv(terms(standardised), weights).clamp(-4, 4).exp();
}

torch::Tensor ComponentModel::predict(const torch::Tensor& x) const
{
    const auto first = torch::silu(torch::addmm(weights[1], x, weights[0].t()));
    const auto second = torch::silu(torch::addmm(weights[3], first, weights[2].t()));
    return torch::addmm(weights[5], second, weights[4].t()) + torch::mm(x, weights[6].t());
}

Eigen::MatrixXf ComponentModel::linearise(const Eigen::VectorXf& x) const
{
    blas::Matrix input(x.size(), x.size() + 1);
    input << x, Eigen::MatrixXf::Identity(x.size(), x.size());
    auto columns = product(weights[0], input);
    activate(columns, weights[1]);
    columns = product(weights[2], columns);
    activate(columns, weights[3]);
    columns = product(weights[4], columns) + product(weights[6], input);
    columns.col(0) += Eigen::Map<const Eigen::VectorXf>(weights[5].data_ptr<float>(), weights[5].size(0));
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
    model.modelSize.weights = archivedTensor(archive, "model_size");
    model.lineSize.weights = archivedTensor(archive, "line_size", model.modelSize.weights.sizes().vec());
    model.starts = archivedTensor(archive, "starts", { { -1, parameters } }).to(torch::kFloat);
    for (std::size_t k = 0; k < model.weights.size(); ++k)
        model.weights[k] = archivedTensor(archive, weightNames[k]);
    model.finish();
    return model;
}

} // namespace syzygy
