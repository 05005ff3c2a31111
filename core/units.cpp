#include "core/units.h"

namespace syzygy {

namespace {

// Refractivity of standard air: N. Piskunov's formulae for VALD3
// (https://www.astro.uu.se/valdwiki/Air-to-vacuum%20conversion), the vacuum -> air one after Morton (2000)
// eq. 8, with s = 10^4 / λ[Å] = 1 / λ[µm].
double indexFromVacuum(double microns)
{
    const double s2 = 1.0 / (microns * microns);
    return 1.0 + 0.0000834254 + 0.02406147 / (130.0 - s2) + 0.00015998 / (38.9 - s2);
}

double indexFromAir(double microns)
{
    const double s2 = 1.0 / (microns * microns);
    return 1.0 + 0.00008336624212083 + 0.02408926869968 / (130.1065924522 - s2)
        + 0.0001599740894897 / (38.92568793293 - s2);
}

} // namespace

double vacuumFromAir(double micronsInAir)
{
    return micronsInAir * indexFromAir(micronsInAir);
}

double airFromVacuum(double micronsInVacuum)
{
    return micronsInVacuum / indexFromVacuum(micronsInVacuum);
}

} // namespace syzygy
