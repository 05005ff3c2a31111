#include "core/io/gridreader.h"

#include "core/io/readopen.h"
#include "core/io/text.h"

#include <cmath>
#include <numbers>

namespace syzygy {

namespace {

/// TEFF LOGG FE_H C_FE ...: the keys of the labels in capitals.
std::string columnOf(std::size_t label)
{
    return upperCased(labelInfos[label].key);
}

std::vector<double> readLabelColumn(FitsFile& file, const FitsHdu& hdu, const std::string& name)
{
    const auto* column = hdu.column(name);
    if (!column || column->repeat != 1)
        file.fail(hdu, name,
                  "is missing or holds more than one number per row; a grid needs TEFF, LOGG, FE_H, the 17 "
                  "X_FE, VMIC and LOG_C12C13.");
    auto values = file.readColumn(hdu, *column);
    for (const double value : values)
        if (!std::isfinite(value))
            file.fail(hdu, name, "holds a value that is not a number; remove that star from every HDU.");
    return values;
}

std::vector<StellarParameters> readStars(FitsFile& file, const FitsHdu& hdu)
{
    if (!hdu.isTable() || hdu.rows == 0)
        file.fail(hdu, "must be a table with one row per star.");
    file.requireData(hdu); // before so many rows are believed
    std::vector<StellarParameters> stars(hdu.rows);
    for (std::size_t label = 0; label < labelCount; ++label) {
        const auto values = readLabelColumn(file, hdu, columnOf(label));
        for (std::size_t i = 0; i < stars.size(); ++i)
            stars[i].labels[label] = values[i];
    }
    const auto vmic = readLabelColumn(file, hdu, "VMIC");
    const auto carbon = readLabelColumn(file, hdu, "LOG_C12C13");
    for (std::size_t i = 0; i < stars.size(); ++i) {
        stars[i].vmic = vmic[i];
        stars[i].logC12C13 = carbon[i];
    }
    return stars;
}

double requireKeyword(FitsFile& file, const FitsHdu& hdu, std::string_view key)
{
    const auto value = hdu.header.number(key);
    if (!value || *value <= 0)
        file.fail(hdu,
                  "the keyword " + std::string(key)
                      + " is missing or not a positive number; set it as grid/README describes.");
    return *value;
}

/// LNLAM0/DLNLAM as they are, LOGLAM0/DLOGLAM times ln 10.
void readWavelengths(FitsFile& file, const FitsHdu& hdu, GridBand& band)
{
    const bool natural = hdu.header.has("LNLAM0");
    const double factor = natural ? 1.0 : std::numbers::ln10;
    band.lnWavelengthStart = factor * requireKeyword(file, hdu, natural ? "LNLAM0" : "LOGLAM0");
    band.lnWavelengthStep = factor * requireKeyword(file, hdu, natural ? "DLNLAM" : "DLOGLAM");
    band.resolvingPower = requireKeyword(file, hdu, "RESOLV");
}

const FitsHdu& requireHdu(FitsFile& file, std::string_view name)
{
    const auto* hdu = file.findHdu(name);
    if (!hdu)
        file.fail("has no HDU " + std::string(name) + "; a grid has LABELS, NIRSPEC and APOGEE.");
    return *hdu;
}

GridBand readBand(FitsFile& file, std::string_view name, std::size_t stars)
{
    const auto& hdu = requireHdu(file, name);
    if (hdu.kind != HduKind::Image || hdu.axes.size() != 2 || hdu.axes[1] != stars)
        file.fail(hdu,
                  "must be an image with one row for each of the " + counted(stars, "star") + " of LABELS.");
    GridBand band;
    band.pixels = hdu.axes[0];
    readWavelengths(file, hdu, band);
    band.values = file.readPixels16(hdu);
    return band;
}

} // namespace

SpectralGrid readGrid(FitsFile& file)
{
    SpectralGrid grid;
    grid.scale = requireKeyword(file, file.hdu(1), "FSCALE");
    grid.stars = readStars(file, requireHdu(file, "LABELS"));
    grid.nirspec = readBand(file, "NIRSPEC", grid.stars.size());
    grid.apogee = readBand(file, "APOGEE", grid.stars.size());
    return grid;
}

SpectralGrid readGrid(const std::filesystem::path& path)
{
    FitsFile file(path);
    return readGrid(file);
}

} // namespace syzygy
