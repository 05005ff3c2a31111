#include "core/analysis/given.h"

#include "core/error.h"

#include <Eigen/Dense>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace syzygy {

namespace {

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

[[noreturn]] void refuse(std::string_view part)
{
    throw Error("'" + std::string(part)
                + "' is no given label; write NAME=VALUE±ERROR, such as logg=2.3±0.1 or teff=4750+-75.");
}

double numberIn(std::string_view text, std::string_view part)
{
    text = trimmed(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc {} || end != text.data() + text.size() || !std::isfinite(value))
        refuse(part);
    return value;
}

GivenLabel parseOne(std::string_view part)
{
    const auto equals = part.find('=');
    auto sign = part.find("±"), width = std::string_view("±").size();
    if (sign == std::string_view::npos) {
        sign = part.find("+-");
        width = 2;
    }
    if (equals == std::string_view::npos || sign == std::string_view::npos || sign < equals)
        refuse(part);
    const auto name = trimmed(part.substr(0, equals));
    const auto label = labelNamed(name);
    if (!label) {
        std::string known;
        for (const auto& info : labelInfos)
            known += (known.empty() ? "" : ", ") + std::string(info.key);
        throw Error("'" + std::string(name) + "' is no label; known are " + known + ".");
    }
    GivenLabel given;
    given.label = *label;
    given.value = numberIn(part.substr(equals + 1, sign - equals - 1), part);
    given.sigma = numberIn(part.substr(sign + width), part);
    if (!(given.sigma > 0))
        throw Error("The error of '" + std::string(trimmed(part))
                    + "' must be above 0: nothing is known exactly.");
    return given;
}

Eigen::MatrixXd covarianceOf(const JointLabels& labels)
{
    constexpr auto size = static_cast<Eigen::Index>(labelCount);
    Eigen::MatrixXd covariance(size, size);
    for (std::size_t a = 0; a < labelCount; ++a)
        for (std::size_t b = 0; b < labelCount; ++b)
            covariance(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b))
                = labels.correlationOf(a, b) * labels.sigma[a] * labels.sigma[b];
    return covariance;
}

} // namespace

std::vector<GivenLabel> parseGiven(std::string_view text)
{
    std::vector<GivenLabel> all;
    for (std::size_t first = 0; first <= text.size();) {
        const auto comma = std::min(text.find(',', first), text.size());
        auto given = parseOne(trimmed(text.substr(first, comma - first)));
        if (std::ranges::find(all, given.label, &GivenLabel::label) != all.end())
            throw Error("'" + std::string(infoOf(given.label).key) + "' is given twice; give it once.");
        all.push_back(given);
        first = comma + 1;
    }
    return all;
}

double JointLabels::correlationOf(std::size_t a, std::size_t b) const
{
    if (a == b)
        return 1;
    return correlation.empty() ? 0 : correlation[a * labelCount + b];
}

JointLabels conditioned(const JointLabels& labels, const std::vector<GivenLabel>& given)
{
    if (given.empty())
        return labels;
    Eigen::MatrixXd covariance = covarianceOf(labels);
    Eigen::VectorXd value
        = Eigen::Map<const Eigen::VectorXd>(labels.value.data(), static_cast<Eigen::Index>(labelCount));
    // One after the other, which is the same as all at once: Kalman (1960).
    for (const auto& one : given) {
        const auto row = static_cast<Eigen::Index>(indexOf(one.label));
        const Eigen::VectorXd gain = covariance.col(row) / (covariance(row, row) + one.sigma * one.sigma);
        value += gain * (one.value - value(row));
        covariance -= gain * covariance.row(row).eval();
    }
    JointLabels result = labels;
    result.correlation.assign(labelCount * labelCount, 0);
    std::copy_n(value.data(), labelCount, result.value.begin());
    for (std::size_t a = 0; a < labelCount; ++a)
        result.sigma[a] = std::sqrt(
            std::max(1e-12, covariance(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(a))));
    for (std::size_t a = 0; a < labelCount; ++a)
        for (std::size_t b = 0; b < labelCount; ++b)
            result.correlation[a * labelCount + b] = a == b
                ? 1
                : std::clamp(covariance(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b))
                                 / (result.sigma[a] * result.sigma[b]),
                             -1.0, 1.0);
    return result;
}

double tensionOf(const GivenLabel& given, double value, double sigma)
{
    return (given.value - value) / std::hypot(given.sigma, sigma);
}

} // namespace syzygy
