#include "core/atomicfile.h"
#include "core/error.h"
#include "core/training/mocks/labelpriordensity.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <string>

namespace syzygy {

namespace {

using Json = nlohmann::json;

constexpr int currentFormat = 1;
constexpr std::size_t mostComponents = 1000;

template <typename Container>
Json keysOf(const Container& labels)
{
    Json keys = Json::array();
    for (auto label : labels)
        keys.push_back(infoOf(label).key);
    return keys;
}

/// Rows of numbers; a vector is one row.
template <typename Derived>
Json toJson(const Eigen::MatrixBase<Derived>& matrix)
{
    Json rows = Json::array();
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        Json row = Json::array();
        for (Eigen::Index j = 0; j < matrix.cols(); ++j)
            row.push_back(matrix(i, j));
        rows.push_back(std::move(row));
    }
    return matrix.rows() == 1 ? rows.front() : rows;
}

template <int Rows, int Columns>
void fromJson(const Json& rows, Eigen::Matrix<double, Rows, Columns>& matrix)
{
    if (rows.size() != static_cast<std::size_t>(Rows))
        throw Error("a matrix has " + std::to_string(rows.size()) + " rows instead of "
                    + std::to_string(Rows));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = Columns == 1 ? Json::array({ rows.at(i) }) : rows.at(i);
        if (row.size() != static_cast<std::size_t>(Columns))
            throw Error("a row of a matrix has " + std::to_string(row.size()) + " numbers instead of "
                        + std::to_string(Columns));
        for (std::size_t j = 0; j < row.size(); ++j)
            matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j))
                = row.at(j).template get<double>();
    }
    if (!matrix.allFinite())
        throw Error("a number is not finite");
}

Json toJson(const LabelPriorOptions& options)
{
    return { { "components", options.components },      { "broad_share", options.broadShare },
             { "cluster_share", options.clusterShare }, { "giant_share", options.giantShare },
             { "inflation", options.inflation },        { "seed", options.seed } };
}

double shareFrom(const Json& json, const char* key)
{
    const auto share = json.at(key).get<double>();
    if (!(share >= 0 && share <= 1))
        throw Error(std::string(key) + " is not between 0 and 1");
    return share;
}

LabelPriorOptions optionsFrom(const Json& json)
{
    LabelPriorOptions options;
    options.components = json.at("components").get<int>();
    options.broadShare = shareFrom(json, "broad_share");
    options.clusterShare = shareFrom(json, "cluster_share");
    options.giantShare = shareFrom(json, "giant_share");
    options.inflation = json.at("inflation").get<double>();
    options.seed = json.at("seed").get<std::uint64_t>();
    if (!(options.inflation > 0 && options.inflation < 10))
        throw Error("inflation is not between 0 and 10");
    return options;
}

Json toJson(const Gaussian& gaussian)
{
    return { { "weight", gaussian.weight },
             { "mean", toJson(gaussian.mean.transpose()) },
             { "covariance", toJson(gaussian.covariance) } };
}

Gaussian gaussianFrom(const Json& json)
{
    Gaussian gaussian;
    gaussian.weight = json.at("weight").get<double>();
    fromJson(json.at("mean"), gaussian.mean);
    fromJson(json.at("covariance"), gaussian.covariance);
    return gaussian;
}

Json toJson(const LabelPrior::Density& density)
{
    Json components = Json::array();
    for (const auto& component : density.components)
        components.push_back(toJson(component));
    return { { "content", "label prior" },
             { "format", currentFormat },
             { "options", toJson(density.options) },
             { "mixture",
               { { "labels", keysOf(mixtureLabels) },
                 { "stars", density.mixtureStars },
                 { "components", components } } },
             { "abundances",
               { { "labels", keysOf(followingLabels) },
                 { "predictors", { "1", "fe_h", "mg_fe", "o_fe", "logg" } },
                 { "stars", density.regressionStars },
                 { "regression", toJson(density.regression) },
                 { "residual_covariance", toJson(density.residual) } } } };
}

void requireFormat(const Json& json)
{
    if (json.value("content", "") != "label prior")
        throw Error("it is no label prior");
    if (json.at("format").get<int>() != currentFormat)
        throw Error("its format is " + json.at("format").dump() + ", this program reads "
                    + std::to_string(currentFormat));
    if (json.at("mixture").at("labels") != keysOf(mixtureLabels)
        || json.at("abundances").at("labels") != keysOf(followingLabels))
        throw Error("its labels are not those of this program");
}

LabelPrior::Density densityFrom(const Json& json)
{
    requireFormat(json);
    LabelPrior::Density density;
    density.options = optionsFrom(json.at("options"));
    const auto& mixture = json.at("mixture");
    density.mixtureStars = mixture.at("stars").get<std::size_t>();
    const auto& components = mixture.at("components");
    if (components.empty() || components.size() > mostComponents)
        throw Error("it has " + std::to_string(components.size()) + " components");
    for (const auto& component : components)
        density.components.push_back(gaussianFrom(component));
    const auto& abundances = json.at("abundances");
    density.regressionStars = abundances.at("stars").get<std::size_t>();
    fromJson(abundances.at("regression"), density.regression);
    fromJson(abundances.at("residual_covariance"), density.residual);
    density.prepare();
    return density;
}

} // namespace

LabelPrior LabelPrior::load(const std::filesystem::path& file)
{
    std::ifstream stream(file);
    if (!stream)
        throw Error(file.string() + ": the label prior cannot be opened.");
    try {
        return LabelPrior(std::make_shared<Density>(densityFrom(Json::parse(stream))));
    } catch (const std::exception& error) {
        throw Error(file.string() + ": the label prior cannot be used (" + error.what()
                    + "); make it again with `syzygy-cli train prior`.");
    }
}

void LabelPrior::save(const std::filesystem::path& file) const
{
    writeTextAtomically(file, toJson(*m_density).dump(1) + "\n");
}

} // namespace syzygy
