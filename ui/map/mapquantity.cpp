#include "ui/map/mapquantity.h"

#include "ui/common/format.h"

#include <QCoreApplication>

namespace syzygy {

MapQuantity quantityOf(Label label)
{
    return { toQString(infoOf(label).symbol), titleOf(label), label, {}, {} };
}

MapQuantity quantityOf(const StarColumn& column)
{
    const auto brief
        = column.ours ? QStringLiteral("Δ ") + titleOf(static_cast<Label>(*column.ours)) : column.title;
    return { column.title, brief, {}, column, {} };
}

MapQuantity quantityOf(const SourceNumber& number)
{
    return { QCoreApplication::translate("MapQuantity", "%1, your spectra").arg(number.title),
             number.title,
             {},
             {},
             number.of };
}

bool isUsuallyReversed(const MapQuantity& quantity)
{
    if (quantity.column && quantity.column->ours)
        return false; // a difference
    for (const auto label : { Label::Teff, Label::Logg })
        if (quantity.brief.startsWith(toQString(infoOf(label).symbol)))
            return true;
    return false;
}

} // namespace syzygy
