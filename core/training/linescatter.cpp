#include "core/training/linescatter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

struct LineList {
    double end; ///< µm
    double distrust;
};
constexpr std::array<LineList, 4> lineLists { { { 1.354, 1 }, { 1.51, 4 }, { 1.70, 1.5 }, { 1e9, 4 } } };

std::size_t listAt(double wavelength)
{
    std::size_t index = 0;
    while (wavelength >= lineLists[index].end)
        ++index;
    return index;
}

} // namespace

double lineDistrust(double wavelength)
{
    return lineLists[listAt(wavelength)].distrust;
}

std::vector<float> scatterLines(const FineSpectrum& star, double scatter, std::size_t linePixels,
                                Random& random)
{
    std::array<double, lineLists.size()> common {};
    for (auto& factor : common)
        factor = random.normal();
    std::vector<float> result(star.flux.size());
    double left = random.normal(), right = random.normal();
    for (std::size_t i = 0; i < result.size(); ++i) {
        if (i % linePixels == 0) {
            left = right;
            right = random.normal();
        }
        const double t = static_cast<double>(i % linePixels) / static_cast<double>(linePixels);
        const auto list = listAt(std::exp(star.lnStart + star.lnStep * static_cast<double>(i)));
        const double own = left + t * (right - left);
        const double factor = std::max(0.0, 1 + scatter * lineLists[list].distrust * (own + common[list]));
        result[i] = static_cast<float>(1 - (1 - static_cast<double>(star.flux[i])) * factor);
    }
    return result;
}

} // namespace syzygy
