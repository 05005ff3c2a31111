#include "core/analysis/modetraits.h"

namespace syzygy {

const ModeTraits& traitsOf(const ModelGrid& grid)
{
    static const ModeTraits high { Band::Nirspec, { 3.5e-4, 0, 1.3 }, 2.35e-4, 10, 9, 200, 300, 400 };
    static const ModeTraits medium { Band::Nirspec, { 9.4e-4, 0, 1.3 }, 6.37e-4, 25, 24, 75, 110, 150 };
    static const ModeTraits apogee { Band::Apogee, {}, 0.22e-4, 4, 2, 200, 300, 400 };
    if (grid == apogeeModelGrid())
        return apogee;
    return grid == nirspecMediumModelGrid() ? medium : high;
}

} // namespace syzygy
