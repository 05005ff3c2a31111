#pragma once

#include "core/catalogue.h"

#include <optional>
#include <string_view>

namespace syzygy {

/// Where a star is, ICRS.
struct SkyPlace {
    double rightAscension = 0, declination = 0; ///< degrees
};

/// Along the great circle (the haversine, exact for small angles).
double arcsecondsBetween(const SkyPlace& a, const SkyPlace& b);

/// The columns of a table that hold places: ra and dec by the names that are usual, in degrees, or texts as
/// "19:53:45.25", "+18 46 55".
class PlaceColumns {
public:
    explicit PlaceColumns(const Catalogue& catalogue);
    bool exist() const { return m_rightAscension && m_declination; }
    std::optional<SkyPlace> at(std::size_t row) const;

private:
    const CatalogueColumn* m_rightAscension = nullptr; ///< of the catalogue, which must outlive this
    const CatalogueColumn* m_declination = nullptr;
};

/// "19:53:45.25" or "-0 12 30": in units of the first number; nothing if it is no such text.
std::optional<double> sexagesimal(std::string_view text);

/// A place as a user types it: "17:33:42.5 -16:54:57", "17 33 42.5 -16 54 57", "17h33m42.5s, -16d54m57s", or
/// degrees "263.4272 -16.9160".
std::optional<SkyPlace> placeIn(std::string_view text);

} // namespace syzygy
