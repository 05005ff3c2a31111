#pragma once

#include "core/labels.h"
#include "ui/common/openatlas.h"
#include "ui/sources/source.h"

#include <QString>

#include <functional>
#include <optional>

namespace syzygy {

/// A number that the open spectra have: a column of their table.
struct SourceNumber {
    QString title; ///< with its unit
    std::function<double(const Source&)> of;
};

/// A number that colours the map or spans it: one of our labels, which all stars have, a column of the atlas,
/// or one of the open spectra.
struct MapQuantity {
    QString title; ///< of the choices
    QString brief; ///< as a colour bar or an axis has room for
    std::optional<Label> label {};
    std::optional<StarColumn> column {};
    std::function<double(const Source&)> ofSource {};
};

MapQuantity quantityOf(Label label);
MapQuantity quantityOf(const StarColumn& column);
MapQuantity quantityOf(const SourceNumber& number);

/// Teff and log g grow to the left and downwards, as in a Kiel diagram.
bool isUsuallyReversed(const MapQuantity& quantity);

} // namespace syzygy
