#include "core/nn/linestrengths.h"

#include <algorithm>

namespace syzygy {

std::string_view nameOfSpecies(std::size_t species)
{
    const auto symbol = labelInfos[species + indexOf(Label::FeH)].symbol; // "[Fe/H]", "[Mg/Fe]"
    return symbol.substr(1, symbol.find('/') - 1);
}

bool LineStrengths::isZero() const
{
    return std::ranges::all_of(lists, [](const auto& list) {
        return std::ranges::all_of(list.offset, [](double offset) { return offset == 0; });
    });
}

std::size_t LineStrengths::at(double wavelength) const
{
    std::size_t index = 0;
    while (index + 1 < lists.size() && wavelength >= lists[index].end)
        ++index;
    return index;
}

StellarParameters seenBy(const LineList& list, StellarParameters star)
{
    const double iron = list.offset[0];
    star[Label::FeH] += iron;
    for (std::size_t species = 1; species < speciesCount; ++species)
        star.labels[species + indexOf(Label::FeH)] += list.offset[species] - iron;
    return star;
}

} // namespace syzygy
