#include "core/training/linescatter.h"

#include <algorithm>

namespace syzygy {

std::vector<float> scatterLines(std::span<const float> flux, double scatter, std::size_t linePixels, Random& random)
{
    std::vector<float> result(flux.size());
    double left = random.normal(), right = random.normal();
    for (std::size_t i = 0; i < result.size(); ++i) {
        if (i % linePixels == 0) {
            left = right;
            right = random.normal();
        }
        const double t = static_cast<double>(i % linePixels) / static_cast<double>(linePixels);
        const double factor = std::max(0.0, 1 + scatter * (left + t * (right - left)));
        result[i] = static_cast<float>(1 - (1 - static_cast<double>(flux[i])) * factor);
    }
    return result;
}

} // namespace syzygy
