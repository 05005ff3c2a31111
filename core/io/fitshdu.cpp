#include "core/io/fitsfile.h"
#include "core/io/text.h"

#include <fitsio.h>

#include <algorithm>

namespace syzygy {

bool FitsColumn::isText() const
{
    return std::abs(type) == TSTRING;
}

bool FitsColumn::isComplex() const
{
    return std::abs(type) == TCOMPLEX || std::abs(type) == TDBLCOMPLEX;
}

bool FitsColumn::isLong() const
{
    return std::abs(type) == TLONGLONG;
}

std::string FitsHdu::label() const
{
    if (!shownAs.empty())
        return shownAs;
    if (name.empty())
        return number == 1 ? "PRIMARY" : "HDU " + std::to_string(number - 1);
    const auto version = header.integer("EXTVER");
    return version ? name + "," + std::to_string(*version) : name;
}

const FitsColumn* FitsHdu::column(std::string_view wanted) const
{
    const auto found
        = std::ranges::find_if(columns, [&](const auto& c) { return equalIgnoringCase(c.name, wanted); });
    return found == columns.end() ? nullptr : &*found;
}

const FitsColumn* FitsHdu::firstColumn(const std::vector<std::string_view>& names) const
{
    for (const auto wanted : names)
        if (const auto* found = column(wanted))
            return found;
    return nullptr;
}

} // namespace syzygy
