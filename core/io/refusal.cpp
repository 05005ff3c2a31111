#include "core/io/apogee.h"
#include "core/io/product.h"
#include "core/io/text.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::string_view instead
    = "open an x1d, c1d, spec1d, SPEC1D, apStar, aspcapStar or text spectrum instead.";

const FitsHdu* findImage(FitsFile& file, std::string_view name, std::size_t dimensions)
{
    const auto* hdu = file.findHdu(name);
    return hdu && hdu->kind == HduKind::Image && hdu->axes.size() == dimensions ? hdu : nullptr;
}

/// "8000 × 3"
std::string shapeOf(const FitsHdu& hdu)
{
    std::string shape;
    for (const auto axis : hdu.axes)
        shape += (shape.empty() ? "" : " × ") + grouped(axis);
    return shape;
}

/// An image with the log-linear wavelengths of apStar and aspcapStar.
bool isOnApogeeGrid(const FitsHdu& hdu)
{
    return hdu.kind == HduKind::Image && !hdu.axes.empty()
        && std::abs(hdu.header.number("CRVAL1").value_or(0) - apogeeLogStart) < 1e-3
        && std::abs(hdu.header.number("CDELT1").value_or(0) - apogeeLogStep) < 1e-9;
}

/// "jw..._s2d.fits" -> "jw..._x1d.fits"; empty if the name does not end so.
std::string sibling(const std::filesystem::path& file, std::string_view ending, std::string_view wanted)
{
    const auto name = file.filename().string();
    const auto place = name.rfind(ending);
    return place == std::string::npos
        ? std::string()
        : name.substr(0, place) + std::string(wanted) + name.substr(place + ending.size());
}

std::string imageRefusal(FitsFile& file)
{
    auto name = sibling(file.path(), "_s2d", "_x1d");
    if (name.empty())
        name = sibling(file.path(), "_s3d", "_x1d");
    const std::string open
        = name.empty() ? "open the x1d file of the same source instead." : "open " + name + " instead.";
    if (findImage(file, "SCI", 3))
        return "is a cube (s3d), not a 1-D spectrum; " + open;
    if (findImage(file, "SCI", 2) && (file.findHdu("WAVELENGTH") || file.findHdu("WHT") || !name.empty()))
        return "is a rectified 2-D spectrum (s2d), not a 1-D spectrum; " + open;
    return findImage(file, "SCI", 2) ? "is an image, not a 1-D spectrum; " + open : std::string();
}

/// A known layout in a shape that its reader does not take.
std::string shapeRefusal(FitsFile& file)
{
    const auto& primary = file.hdu(1);
    if (primary.kind == HduKind::Image && primary.header.has("XUNITS") && !primary.axes.empty())
        return "HDU PRIMARY is an image of " + shapeOf(primary)
            + " pixels, but a star of the IRTF library has rows of wavelength, flux and error (N × 3); open "
              "the "
              "star's original file.";
    for (int number = 2; number <= std::min(file.hduCount(), 4); ++number)
        if (const auto& hdu = file.hdu(number); isOnApogeeGrid(hdu))
            return hduWords(hdu.label()) + " is an image of " + shapeOf(hdu)
                + " pixels, but flux, error and mask of APOGEE have 8,575 in a row; open the original "
                  "apStar file.";
    for (const auto* name : { "DATA", "WAVELENGTH" })
        if (const auto* hdu = file.findHdu(name); hdu && hdu->kind == HduKind::Image && hdu->axes.size() > 1)
            return hduWords(hdu->label()) + " is an image of " + shapeOf(*hdu)
                + " pixels, not a row; open the 1-D product of the same source instead.";
    return {};
}

bool isPypeitTwoDimensional(FitsFile& file)
{
    return containsIgnoringCase(file.hdu(1).header.text("DMODCLS"), "Spec2D")
        || containsIgnoringCase(file.hdu(1).header.text("DMODCLS"), "AllSpec2D");
}

std::string describedTable(const FitsHdu& hdu)
{
    std::vector<std::string> names;
    for (const auto& column : hdu.columns) {
        if (names.size() == 8) {
            names.emplace_back("more");
            break;
        }
        names.push_back(column.name);
    }
    return hdu.label() + " has " + (names.empty() ? "no column" : joined(names));
}

} // namespace

std::string refusalOf(FitsFile& file)
{
    if (isPypeitTwoDimensional(file))
        return "is a PypeIt spec2d image; open the spec1d file of the same name instead.";
    if (auto refusal = file.damage(); !refusal.empty())
        return refusal;
    if (auto refusal = imageRefusal(file); !refusal.empty())
        return refusal;
    if (auto refusal = shapeRefusal(file); !refusal.empty())
        return refusal;
    for (int number = 2; number <= file.hduCount(); ++number)
        if (file.hdu(number).isTable())
            return "no table with a wavelength and a flux column (" + describedTable(file.hdu(number))
                + "); rename the columns to WAVELENGTH and FLUX, or " + std::string(instead);
    if (const auto& primary = file.hdu(1); primary.kind == HduKind::Image && !primary.axes.empty())
        return "HDU PRIMARY is an image of " + shapeOf(primary)
            + " pixels that does not say their wavelengths (CRVAL1 and CDELT1, WAT2_001, or an image named "
              "WAVELENGTH); "
            + std::string(instead);
    return "holds no 1-D spectrum of a kind that is known; " + std::string(instead);
}

} // namespace syzygy
