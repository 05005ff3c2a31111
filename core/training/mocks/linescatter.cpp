#include "core/training/mocks/linescatter.h"

#include "core/processing/linetrust.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

std::vector<float> scatterLines(const FineSpectrum& star, double scatter, std::size_t linePixels,
                                Random& random)
{
    std::array<double, lineListCount> common {};
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
        const double wavelength = std::exp(star.lnStart + star.lnStep * static_cast<double>(i));
        const double own = left + t * (right - left);
        const double factor
            = std::max(0.0, 1 + scatter * lineDistrust(wavelength) * (own + common[lineListAt(wavelength)]));
        result[i] = static_cast<float>(1 - (1 - static_cast<double>(star.flux[i])) * factor);
    }
    return result;
}

} // namespace syzygy
