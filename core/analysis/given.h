#pragma once

#include "core/labels.h"

#include <array>
#include <string_view>
#include <vector>

namespace syzygy {

/// A label known from elsewhere: log g from a distance, Teff from a colour, [Fe/H] of a cluster. Independent
/// of the spectrum.
struct GivenLabel {
    Label label = Label::Teff;
    double value = 0; ///< K or dex
    double sigma = 0; ///< 1σ, > 0

    bool operator==(const GivenLabel&) const = default;
};

/// Reads "logg=2.3±0.1, teff=4750+-75". Throws Error with one sentence.
std::vector<GivenLabel> parseGiven(std::string_view text);

/// Normal errors of all labels together.
struct JointLabels {
    Labels value {};
    std::array<double, labelCount> sigma {};
    std::vector<double> correlation; ///< 20 × 20; empty: none

    double correlationOf(std::size_t a, std::size_t b) const;
};

/// The labels once the given ones are measured too: the product of both.
JointLabels conditioned(const JointLabels& labels, const std::vector<GivenLabel>& given);

/// (given − spectrum) over the σ of both, which contradict each other where its size is beyond `contradicts`.
double tensionOf(const GivenLabel& given, double value, double sigma);
inline constexpr double contradicts = 3;

} // namespace syzygy
