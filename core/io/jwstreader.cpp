#include "core/io/assemble.h"
#include "core/io/combination.h"
#include "core/io/jwstsamples.h"
#include "core/io/mode.h"
#include "core/io/text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace syzygy {

namespace {

bool isSpectrumTable(const FitsHdu& hdu)
{
    return hdu.isTable()
        && (equalIgnoringCase(hdu.name, "EXTRACT1D") || equalIgnoringCase(hdu.name, "COMBINE1D"));
}

bool sniff(FitsFile& file)
{
    for (int number = 2; number <= file.hduCount(); ++number)
        if (isSpectrumTable(file.hdu(number)))
            return true;
    return false;
}

/// A table of the pipeline before 1.19 is one integration if the file lists the times of them all.
std::string productOf(FitsFile& file, const FitsHdu& hdu)
{
    if (isCombination(hdu))
        return std::string(combinationProduct);
    if (equalIgnoringCase(hdu.name, "COMBINE1D"))
        return "JWST c1d";
    if (hdu.column("INT_NUM") || file.findHdu("INT_TIMES"))
        return "JWST x1dints";
    return isVectorTable(hdu) ? "JWST WFSS x1d" : "JWST x1d";
}

std::string sourceOf(const FitsHeader& primary, const FitsHeader& table)
{
    auto name = table.firstText({ "SRCNAME", "SRCALIAS" });
    if (name.empty() && containsIgnoringCase(primary.text("EXP_TYPE"), "MSASPEC"))
        name = table.text("SOURCEID");
    if (name.empty())
        name = primary.firstText({ "TARGNAME", "TARGPROP" });
    return name.empty() ? table.text("SOURCEID") : name;
}

/// "G140H/F100LP" for NIRSpec, "GR150R/F200W" for NIRISS, "1/SHORT" for MIRI's MRS.
std::string modeOf(const FitsHeader& primary, const FitsHeader& table)
{
    const auto of
        = [&](std::string_view key) { return table.has(key) ? table.text(key) : primary.text(key); };
    const auto disperser = !of("GRATING").empty() ? of("GRATING") : of("CHANNEL");
    const auto filter = !of("GRATING").empty() || of("CHANNEL").empty() ? of("FILTER") : of("BAND");
    const auto second = disperser.empty() ? of("PUPIL") : filter;
    const auto first = disperser.empty() ? filter : disperser;
    return first.empty() || second.empty() ? first + second : first + "/" + second;
}

/// Files reduced again by a user may lack INSTRUME: then the grating tells. Combinations may be of any.
Instrument instrumentOf(const FitsHeader& primary)
{
    const auto name = primary.text("INSTRUME");
    if (name.empty())
        return instrumentOfMode(primary.text("GRATING"));
    for (const auto instrument : { Instrument::Nirspec, Instrument::Apogee, Instrument::Irtf })
        if (equalIgnoringCase(name, nameOf(instrument)))
            return instrument;
    return Instrument::Other;
}

std::vector<std::pair<std::string, std::string>> primaryKeywords(const FitsHeader& header)
{
    return header.pick({ "TELESCOP", "INSTRUME", "DETECTOR", "FILTER",   "GRATING", "FXD_SLIT", "EXP_TYPE",
                         "CAL_VER",  "CRDS_CTX", "PROGRAM",  "OBSERVTN", "VISIT",   "DATE-OBS", "EFFEXPTM",
                         "TARGNAME", "TARGPROP", "TARG_RA",  "TARG_DEC", "TITLE",   "PI_NAME" });
}

std::size_t lengthOf(const std::vector<double>& lengths, std::size_t row, const FitsHdu& hdu)
{
    const double length = row < lengths.size() ? lengths[row] : -1;
    return length >= 0 && length < 1e9 ? static_cast<std::size_t>(length) : hdu.column("WAVELENGTH")->repeat;
}

std::vector<double> scalars(FitsFile& file, const FitsHdu& hdu, const FitsColumn* column)
{
    return column && column->repeat == 1 && !column->isText() ? file.readColumn(hdu, *column)
                                                              : std::vector<double>();
}

/// "integration 3" or the source's number, from the columns that a vector table has for it.
std::string nameOfRow(const std::vector<double>& integrations, const std::vector<double>& sources,
                      std::size_t row)
{
    const auto& numbers = integrations.empty() ? sources : integrations;
    const auto number = row < numbers.size() && std::abs(numbers[row]) < 1e15
        ? static_cast<long long>(numbers[row])
        : static_cast<long long>(row + 1);
    return (integrations.empty() ? "" : "integration ") + std::to_string(number);
}

/// Which keywords differ between the tables of a file: what tells its spectra apart.
struct Distinctions {
    bool orders = false, detectors = false;
};

Distinctions distinctionsOf(FitsFile& file)
{
    std::set<std::string> orders, detectors;
    for (int number = 2; number <= file.hduCount(); ++number)
        if (const auto& hdu = file.hdu(number); isSpectrumTable(hdu)) {
            orders.insert(hdu.header.text("SPORDER"));
            detectors.insert(hdu.header.text("DETECTOR"));
        }
    return { orders.size() > 1, detectors.size() > 1 };
}

/// ", order 2, NRS2": of what the tables of the file differ in.
std::string apart(const FitsHdu& hdu, const Distinctions& distinctions)
{
    const auto order = hdu.header.text("SPORDER"), detector = hdu.header.text("DETECTOR");
    return (distinctions.orders && !order.empty() ? ", order " + order : std::string())
        + (distinctions.detectors && !detector.empty() ? ", " + detector : std::string());
}

std::string joinedName(const std::string& target, const std::string& name)
{
    return target.empty() ? name : target + ", " + name;
}

/// As stated; counted only where it is not.
std::string integrationOf(const FitsHdu& hdu, std::size_t counted)
{
    const auto stated = hdu.header.text("INT_NUM");
    return stated.empty() ? std::to_string(counted) : stated;
}

/// Of a table, or of one row of it; empty where the file does not say.
std::string statedIntegration(FitsFile& file, const FitsHdu& hdu, std::size_t row)
{
    if (row == 0)
        return hdu.header.text("INT_NUM");
    const auto* column = hdu.column("INT_NUM");
    if (!column || column->repeat != 1 || column->isText())
        return {};
    const double number = file.readColumn(hdu, *column, row).front();
    return std::abs(number) < 1e15 ? std::to_string(static_cast<long long>(number)) : std::string();
}

void listRows(FitsFile& file, const FitsHdu& hdu, const std::string& target, const std::string& which,
              std::vector<SpectrumEntry>& entries)
{
    file.requireData(hdu); // before so many rows are believed
    const auto integrations = scalars(file, hdu, hdu.column("INT_NUM"));
    const auto sources = scalars(file, hdu, hdu.column("SOURCE_ID"));
    const auto lengths = scalars(file, hdu, hdu.column("N_ALONGDISP"));
    for (std::size_t row = 0; row < hdu.rows; ++row) {
        const auto name = nameOfRow(integrations, sources, row);
        entries.push_back({ static_cast<int>(entries.size()),
                            hdu.label() + ", row " + std::to_string(row + 1),
                            (integrations.empty() ? name : joinedName(target, name)) + which,
                            lengthOf(lengths, row, hdu), hdu.number, row + 1 });
    }
}

/// "EXTRACT1D,3" by order where EXTVER is missing or repeated: two spectra of a file must not share a label.
void tellApart(FitsFile& file)
{
    std::map<std::string, std::vector<int>> numbers;
    for (int number = 2; number <= file.hduCount(); ++number)
        if (const auto& hdu = file.hdu(number); isSpectrumTable(hdu))
            numbers[hdu.label()].push_back(number);
    if (std::ranges::all_of(numbers, [](const auto& of) { return of.second.size() == 1; }))
        return;
    std::map<std::string, int> order;
    for (int number = 2; number <= file.hduCount(); ++number)
        if (const auto& hdu = file.hdu(number); isSpectrumTable(hdu))
            file.rename(number, hdu.name + "," + std::to_string(++order[hdu.name]));
}

FileContents list(FitsFile& file)
{
    tellApart(file);
    const auto distinctions = distinctionsOf(file);
    FileContents contents { file.path(), {}, {}, primaryKeywords(file.hdu(1).header) };
    for (int number = 2; number <= file.hduCount(); ++number) {
        const auto& hdu = file.hdu(number);
        if (!isSpectrumTable(hdu))
            continue;
        if (contents.product.empty())
            contents.product = productOf(file, hdu);
        auto source = sourceOf(file.hdu(1).header, hdu.header);
        const auto which = apart(hdu, distinctions);
        if (isVectorTable(hdu)) {
            listRows(file, hdu, source, which, contents.entries);
            continue;
        }
        if (contents.product == "JWST x1dints")
            source = joinedName(source, "integration " + integrationOf(hdu, contents.entries.size() + 1))
                + which;
        contents.entries.push_back(
            { static_cast<int>(contents.entries.size()), hdu.label(), source, hdu.rows, number, 0 });
    }
    return contents;
}

/// Why this column: FLUX is the default whatever the type, SURF_BRIGHT is read only where it was asked for
/// or is all there is.
void noteSourceType(Provenance& provenance)
{
    const auto& type = provenance.sourceType;
    const bool extended = equalIgnoringCase(type, "EXTENDED");
    const bool point = equalIgnoringCase(type, "POINT");
    std::string sentence = "SRCTYPE is " + (type.empty() ? "missing" : type);
    if (!extended && !point)
        sentence += ": taken as POINT";
    if (provenance.fluxColumn == FluxColumn::SurfaceBrightness)
        sentence += "; SURF_BRIGHT was read.";
    else
        sentence += extended ? ": FLUX was read; SURF_BRIGHT can be chosen instead."
                             : "; FLUX was read, all the light of a point source.";
    provenance.notes.push_back(std::move(sentence));
}

/// What one row of a WFSS table says of its source, where it says it.
void describeRow(Provenance& provenance, FitsFile& file, const FitsHdu& hdu, std::size_t row)
{
    const auto number = [&](std::string_view name, std::optional<double>& target) {
        const auto* column = hdu.column(name);
        if (column && column->repeat == 1 && !column->isText())
            target = file.readColumn(hdu, *column, row).front();
    };
    number("SOURCE_RA", provenance.rightAscension);
    number("SOURCE_DEC", provenance.declination);
    provenance.placeIsOfObject
        = provenance.placeIsOfObject || (hdu.column("SOURCE_RA") && hdu.column("SOURCE_DEC"));
    if (const auto* type = hdu.column("SOURCE_TYPE"))
        provenance.sourceType = file.readText(hdu, *type, row);
}

void describeSource(Provenance& provenance, FitsFile& file, const FitsHdu& hdu, std::size_t row)
{
    const auto& primary = file.hdu(1).header;
    const auto coordinate = [&](std::string_view ofSource, std::string_view ofTarget) {
        const auto value = hdu.header.number(ofSource);
        return value ? value : primary.number(ofTarget);
    };
    provenance.rightAscension = coordinate("SRCRA", "TARG_RA");
    provenance.declination = coordinate("SRCDEC", "TARG_DEC");
    provenance.placeIsOfObject = hdu.header.number("SRCRA") && hdu.header.number("SRCDEC");
    provenance.sourceType = hdu.header.has("SRCTYPE") ? hdu.header.text("SRCTYPE") : primary.text("SRCTYPE");
    if (row > 0)
        describeRow(provenance, file, hdu, row);
    noteSourceType(provenance);
}

void describe(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, const SpectrumEntry& entry)
{
    const auto& primary = file.hdu(1).header;
    auto& provenance = spectrum.provenance;
    provenance.file = file.path();
    provenance.product = productOf(file, hdu);
    provenance.hdu = entry.hdu;
    provenance.source = entry.source;
    provenance.mode = modeOf(primary, hdu.header);
    provenance.detector = hdu.header.has("DETECTOR") ? hdu.header.text("DETECTOR") : primary.text("DETECTOR");
    provenance.order = hdu.header.text("SPORDER");
    provenance.slit = hdu.header.firstText({ "SLTNAME", "SLITID" });
    if (provenance.slit.empty())
        provenance.slit = primary.text("FXD_SLIT");
    provenance.integration = statedIntegration(file, hdu, entry.row);
    provenance.mediumStated = true; // the pipeline's are for vacuum
    provenance.exposureType = primary.text("EXP_TYPE");
    provenance.pipelineVersion = primary.text("CAL_VER");
    provenance.keywords = primaryKeywords(primary);
    for (auto& card : hdu.header.pick({ "SLTNAME", "SLITID", "SOURCEID", "SRCNAME", "SRCALIAS", "STLARITY",
                                        "SRCTYPE", "SRCXPOS", "SRCYPOS", "SRCRA", "SRCDEC", "SPORDER",
                                        "DETECTOR", "SHUTSTA", "MSAQUAD" }))
        provenance.keywords.push_back(std::move(card));
    spectrum.instrument = instrumentOf(primary);
    spectrum.frame
        = Frame::Barycentric; // assign_wcs corrects the wavelengths; VELOSYS is never applied again
    describeSource(provenance, file, hdu, entry.row);
    if (isCombination(hdu))
        restoreCombination(spectrum, file, hdu);
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    file.rename(entry.hduNumber, entry.hdu.substr(0, entry.hdu.find(", row ")));
    const auto& hdu = file.hdu(entry.hduNumber);
    auto spectrum = readJwstSamples(file, hdu, entry.row, options);
    describe(spectrum, file, hdu, entry);
    finish(spectrum,
           { file.path(), entry.hdu,
             spectrum.provenance.fluxColumn == FluxColumn::Flux ? "FLUX" : "SURF_BRIGHT", "WAVELENGTH" });
    return spectrum;
}

} // namespace

const Product jwstProduct { sniff, list, read };

} // namespace syzygy
