#include "core/io/assemble.h"
#include "core/io/columnroles.h"
#include "core/io/multispec.h"
#include "core/io/product.h"
#include "core/io/text.h"
#include "core/io/userfile.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr const char* productName = "IRAF spectra";
constexpr std::size_t mostRows = 100'000;

/// Rows are apertures; planes, where there are any, hold the spectra, raw ones, background and errors.
bool hasRows(const FitsHdu& hdu)
{
    return hdu.kind == HduKind::Image && !hdu.compressed && hdu.axes.size() >= 2 && hdu.axes.size() <= 3
        && hdu.axes[0] >= minimumSamples && hdu.axes[1] >= 1 && hdu.axes[1] <= mostRows;
}

/// All rows by one formula: "equispec".
bool isEquispec(const FitsHeader& header)
{
    return header.number("CRVAL1")
        && (containsIgnoringCase(header.text("WAT0_001"), "equispec") || header.has("APNUM1"));
}

bool sniff(FitsFile& file)
{
    const auto& hdu = file.hdu(1);
    return hasRows(hdu) && (!multispecOf(hdu.header).empty() || isEquispec(hdu.header));
}

Multispec equispecOf(const FitsHdu& hdu, std::size_t row)
{
    const auto& header = hdu.header;
    const double step = header.number("CDELT1").value_or(header.number("CD1_1").value_or(0));
    Multispec aperture;
    aperture.aperture = aperture.beam = static_cast<int>(row);
    aperture.dispersion = header.number("DC-FLAG").value_or(0) == 1 ? Multispec::Dispersion::Logarithmic
        : header.number("DC-FLAG").value_or(0) < 0 || step == 0     ? Multispec::Dispersion::None
                                                                    : Multispec::Dispersion::Linear;
    aperture.step = step;
    aperture.first = *header.number("CRVAL1") + (1 - header.number("CRPIX1").value_or(1)) * step;
    aperture.samples = hdu.axes[0];
    return aperture;
}

/// One per row, as many as are described.
std::vector<Multispec> aperturesOf(const FitsHdu& hdu)
{
    auto apertures = multispecOf(hdu.header);
    if (apertures.empty())
        for (std::size_t row = 1; row <= hdu.axes[1]; ++row)
            apertures.push_back(equispecOf(hdu, row));
    apertures.resize(std::min(apertures.size(), hdu.axes[1]));
    return apertures;
}

std::size_t samplesOf(const FitsHdu& hdu, const Multispec& aperture)
{
    return aperture.samples == 0 ? hdu.axes[0] : std::min(aperture.samples, hdu.axes[0]);
}

/// Orders of one star lie side by side in wavelength; fibres of many stars share theirs.
bool areOrders(const std::vector<Multispec>& apertures)
{
    const auto middle = [](const Multispec& aperture) {
        return aperture.dispersion == Multispec::Dispersion::None || !aperture.unreadable.empty()
                || aperture.samples == 0
            ? 0.0
            : wavelengthAt(aperture, 0.5 * static_cast<double>(aperture.samples));
    };
    if (apertures.size() < 2)
        return false;
    const double first = middle(apertures[0]), second = middle(apertures[1]);
    constexpr double alike = 1e-3;
    return first > 0 && second > 0 && std::abs(second / first - 1) > alike;
}

/// "NGC 188 12" of APID3, else the file's object.
std::string sourceOf(const FitsHeader& header, std::size_t row, bool ofOrders)
{
    const auto object = header.firstText({ "OBJECT", "TITLE" });
    const auto own = ofOrders ? std::string() : header.text("APID" + std::to_string(row));
    return own.empty() ? object : own;
}

std::vector<std::pair<std::string, std::string>> keywordsOf(const FitsHeader& header)
{
    return header.pick({ "TELESCOP", "INSTRUME", "OBJECT", "DATE-OBS", "EXPTIME", "SPECSYS", "DISPAXIS" });
}

FileContents list(FitsFile& file)
{
    const auto& hdu = file.hdu(1);
    file.requireData(hdu); // before so many rows are believed
    const auto apertures = aperturesOf(hdu);
    const bool ofOrders = areOrders(apertures);
    FileContents contents { file.path(), productName, {}, keywordsOf(hdu.header) };
    for (std::size_t row = 1; row <= apertures.size(); ++row)
        contents.entries.push_back({ static_cast<int>(row - 1), hdu.label() + ", row " + std::to_string(row),
                                     sourceOf(hdu.header, row, ofOrders), samplesOf(hdu, apertures[row - 1]),
                                     1, row });
    return contents;
}

std::string unitOfAxis(const FitsHeader& header)
{
    const auto unit = irafUnitOf(header);
    return unit.empty() ? header.text("CUNIT1") : unit;
}

/// The plane that BANDIDn calls so; of the spectra it is the first where none is called anything.
std::optional<std::size_t> planeOf(const FitsHdu& hdu, std::string_view kind)
{
    for (std::size_t plane = 1; hdu.axes.size() == 3 && plane <= hdu.axes[2]; ++plane)
        if (hdu.header.text("BANDID" + std::to_string(plane)).starts_with(kind))
            return plane - 1;
    return {};
}

void describe(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry, const Multispec& aperture,
              bool isOrder, const ReadOptions& options)
{
    const auto& header = file.hdu(1).header;
    describeUserFile(spectrum, file.path(), entry, productName, options);
    auto& provenance = spectrum.provenance;
    (isOrder ? provenance.order : provenance.slit)
        = std::to_string(isOrder ? aperture.beam : aperture.aperture);
    provenance.keywords = keywordsOf(header);
    spectrum.fluxUnit = header.firstText({ "BUNIT" });
    if (spectrum.fluxUnit.empty())
        spectrum.fluxUnit = options.fluxUnit;
    spectrum.frame = statedFrame(header, header, provenance.notes);
}

void readWavelengths(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry,
                     const Multispec& aperture, std::size_t samples, const ReadOptions& options)
{
    const auto& hdu = file.hdu(1);
    const Place place { file.path(), entry.hdu, "axis 1 (wavelength)" };
    if (aperture.dispersion == Multispec::Dispersion::None)
        failAt(place, "has no dispersion solution; calibrate its wavelengths first (identify, dispcor).");
    if (!aperture.unreadable.empty())
        failAt(place,
               "is given by " + aperture.unreadable + ", which is not read; make it linear first (dispcor).");
    for (std::size_t i = 0; i < samples; ++i)
        spectrum.wavelength.push_back(wavelengthAt(aperture, static_cast<double>(i + 1)));
    convertWavelengths(spectrum, unitOfAxis(hdu.header), options.wavelengthUnit, place);
    heedMedium(spectrum, statedMedium(hdu.header, hdu.header), options);
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    const auto& hdu = file.hdu(1);
    const auto apertures = sniff(file) ? aperturesOf(hdu) : std::vector<Multispec>();
    if (entry.row < 1 || entry.row > apertures.size())
        file.fail(hdu, "no longer holds that aperture: the file changed on disk; open it again.");
    file.requireData(hdu); // before so many wavelengths are computed
    const auto& aperture = apertures[entry.row - 1];
    const auto samples = samplesOf(hdu, aperture);
    const auto pixels = [&](std::size_t plane) {
        return file.readPixels(hdu, (plane * hdu.axes[1] + entry.row - 1) * hdu.axes[0], samples);
    };
    Spectrum spectrum;
    describe(spectrum, file, entry, aperture, areOrders(apertures), options);
    readWavelengths(spectrum, file, entry, aperture, samples, options);
    spectrum.flux = pixels(planeOf(hdu, "spectrum").value_or(0));
    if (const auto sigma = planeOf(hdu, "sigma"))
        spectrum.error = pixels(*sigma);
    ensureErrors(spectrum, ErrorSource::FluxError, "No plane of the image holds errors");
    finish(spectrum, { file.path(), entry.hdu, "the flux", "axis 1 (wavelength)" });
    return spectrum;
}

} // namespace

const Product irafProduct { sniff, list, read };

} // namespace syzygy
