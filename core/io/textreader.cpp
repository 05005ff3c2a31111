#include "core/io/textreader.h"

#include "core/io/assemble.h"
#include "core/io/mode.h"
#include "core/io/text.h"
#include "core/io/texttable.h"
#include "core/io/userfile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

namespace syzygy {

namespace {

constexpr const char* productName = "text table";

std::string sourceOf(const std::filesystem::path& file, const TextTable& table)
{
    for (const auto* column : { "source", "source_id", "object", "target", "star" })
        if (auto name = table.firstCell(column); !name.empty())
            return name;
    return file.stem().string();
}

std::string modeOf(const TextTable& table)
{
    const auto grating = table.firstCell("grating"), filter = table.firstCell("filter");
    return grating.empty() || filter.empty() ? grating + filter : grating + "/" + filter;
}

std::string namesOf(const TextTable& table)
{
    constexpr std::size_t most = 30, longest = 40;
    std::vector<std::string> names;
    for (const auto& column : table.columns()) {
        if (names.size() == most) {
            names.emplace_back("more");
            break;
        }
        names.push_back(column.name.size() > longest ? column.name.substr(0, longest) + "..." : column.name);
    }
    return joined(names);
}

std::size_t requireRole(const std::filesystem::path& file, const TextTable& table, Role role,
                        const std::string& name)
{
    const auto found = findRole(table.columns(), role);
    if (!found)
        throw Error(file.string() + ": no " + name + " column (the table has " + namesOf(table)
                    + "); name one '" + name + "'.");
    return *found;
}

/// The columns that are read, by role; wavelength and flux always.
struct Layout {
    std::size_t wavelength, flux;
    bool logarithmic;
    std::optional<std::size_t> error, inverseVariance, variance, quality;
};

Layout layoutOf(const std::filesystem::path& file, const TextTable& table)
{
    const auto& columns = table.columns();
    const auto logarithmic = findRole(columns, Role::LogWavelength);
    const bool usesLogarithm = logarithmic && !findRole(columns, Role::Wavelength);
    return { usesLogarithm ? *logarithmic : requireRole(file, table, Role::Wavelength, "wavelength"),
             requireRole(file, table, Role::Flux, "flux"),
             usesLogarithm,
             findRole(columns, Role::Error),
             findRole(columns, Role::InverseVariance),
             findRole(columns, Role::Variance),
             findRole(columns, Role::Quality) };
}

/// The column of errors in whatever form; errors themselves go before the others.
std::optional<std::size_t> errorColumn(const Layout& layout)
{
    return layout.error ? layout.error : layout.inverseVariance ? layout.inverseVariance : layout.variance;
}

void takeErrors(Spectrum& spectrum, const Layout& layout, std::vector<double> column)
{
    auto source = ErrorSource::FluxError;
    if (!layout.error && layout.inverseVariance) {
        source = ErrorSource::InverseVariance;
        column = errorsFromInverseVariance(column);
    } else if (!layout.error && layout.variance) {
        source = ErrorSource::Variances;
        column = errorsFromVariance(column);
    }
    spectrum.error = std::move(column);
    ensureErrors(spectrum, source, "The table has no positive error");
}

void takeQuality(Spectrum& spectrum, const std::vector<double>& column, const std::string& name)
{
    spectrum.quality.resize(column.size());
    std::ranges::transform(column, spectrum.quality.begin(), [](double value) {
        return value >= 0 && value <= 4294967295.0 ? static_cast<std::uint32_t>(value) : 1u;
    });
    spectrum.badBits = ~0u;
    spectrum.provenance.notes.push_back("The meaning of " + name
                                        + " is not known: every value but 0 counts as bad.");
}

void readSamples(Spectrum& spectrum, const TextTable& table, const Layout& layout)
{
    const auto error = errorColumn(layout);
    std::vector<std::size_t> wanted { layout.wavelength, layout.flux };
    for (const auto& optional : { error, layout.quality })
        wanted.push_back(optional.value_or(layout.flux));
    auto values = table.read(wanted);
    spectrum.wavelength = std::move(values[0]);
    spectrum.flux = std::move(values[1]);
    takeErrors(spectrum, layout, error ? std::move(values[2]) : std::vector<double>());
    if (layout.quality)
        takeQuality(spectrum, values[3], table.columns()[*layout.quality].name);
}

/// What the name of the column says goes before the comments.
std::optional<Medium> mediumOf(const TextTable& table, const NamedColumn& column)
{
    if (const auto named = mediumInName(column.name))
        return named;
    if (containsIgnoringCase(column.meaning, "obs.atmos"))
        return Medium::Air;
    for (const auto comment : table.comments())
        if (const auto medium = mediumInWords(comment))
            return medium;
    return {};
}

void convert(Spectrum& spectrum, const std::filesystem::path& file, const TextTable& table,
             const NamedColumn& column, bool logarithmic, const ReadOptions& options)
{
    auto unit = unitOf(column);
    if (logarithmic) {
        for (auto& wavelength : spectrum.wavelength)
            wavelength = std::pow(10.0, wavelength);
        unit = "Angstrom";
    }
    convertWavelengths(spectrum, unit, options.wavelengthUnit, { file, {}, column.name });
    heedMedium(spectrum, mediumOf(table, column), options);
}

Frame frameOf(const TextTable& table)
{
    for (const auto comment : table.comments())
        if (const auto frame = frameInWords(comment); frame != Frame::Unknown)
            return frame;
    return Frame::Unknown;
}

void describe(Spectrum& spectrum, const std::filesystem::path& file, const TextTable& table,
              const ReadOptions& options)
{
    requireKnownMode(options.mode, file);
    auto& provenance = spectrum.provenance;
    provenance.file = file;
    provenance.product = productName;
    provenance.source = sourceOf(file, table);
    provenance.mode = modeOf(table);
    if (provenance.mode.empty())
        provenance.mode = options.mode;
    spectrum.instrument = instrumentOfMode(provenance.mode);
    spectrum.frame = frameOf(table);
}

} // namespace

bool isText(std::span<const char> firstBytes)
{
    return std::ranges::none_of(firstBytes, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0 || byte == 127 || (byte < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f');
    });
}

bool isTableOfStars(const std::filesystem::path& file)
{
    constexpr std::size_t enough = 262'144; // bytes; ECSV describes each column in a line of its own
    constexpr std::array<std::string_view, 4> namesOfStars { "teff", "logg", "file", "ra" };
    std::string text(enough, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() == enough)
        text.resize(text.rfind('\n') + 1); // npos + 1: nothing
    if (!isText(text))
        return false;
    try {
        const TextTable table(file, text);
        const auto isOfStars = [&](const NamedColumn& column) {
            return std::ranges::any_of(namesOfStars,
                                       [&](auto name) { return equalIgnoringCase(column.name, name); });
        };
        return !findRole(table.columns(), Role::Wavelength) && !findRole(table.columns(), Role::LogWavelength)
            && std::ranges::any_of(table.columns(), isOfStars);
    } catch (const Error&) { // whoever reads it says why
        return false;
    }
}

FileContents listText(const std::filesystem::path& file, std::string_view text)
{
    const TextTable table(file, text);
    layoutOf(file, table);
    return { file, productName, { { 0, "", sourceOf(file, table), table.countRows(), 1, 0 } }, {} };
}

Spectrum readText(const std::filesystem::path& file, std::string_view text, const ReadOptions& options)
{
    const TextTable table(file, text);
    const auto layout = layoutOf(file, table);
    const auto& flux = table.columns()[layout.flux];
    Spectrum spectrum;
    describe(spectrum, file, table, options);
    readSamples(spectrum, table, layout);
    convert(spectrum, file, table, table.columns()[layout.wavelength], layout.logarithmic, options);
    const auto unit = unitOf(flux);
    spectrum.fluxUnit = unit.empty() ? options.fluxUnit : unit;
    finish(spectrum, { file, {}, flux.name, table.columns()[layout.wavelength].name });
    return spectrum;
}

} // namespace syzygy
