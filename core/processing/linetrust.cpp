#include "core/processing/linetrust.h"

#include <array>

namespace syzygy {

namespace {

struct LineList {
    double end; ///< µm
    double distrust;
};
constexpr std::array<LineList, lineListCount> lineLists {
    { { 1.354, 1 }, { 1.51, 2 }, { 1.70, 1 }, { 1e9, 2 } }
};

} // namespace

std::size_t lineListAt(double wavelength)
{
    std::size_t index = 0;
    while (index + 1 < lineListCount && wavelength >= lineLists[index].end)
        ++index;
    return index;
}

double lineDistrust(double wavelength)
{
    return lineLists[lineListAt(wavelength)].distrust;
}

} // namespace syzygy
