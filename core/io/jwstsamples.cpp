#include "core/io/jwstsamples.h"

#include "core/io/assemble.h"
#include "core/io/text.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

std::vector<std::string> namesOf(const FitsHdu& hdu)
{
    std::vector<std::string> names;
    for (const auto& column : hdu.columns)
        names.push_back(column.name);
    return names;
}

const FitsColumn& requireColumn(const FitsFile& file, const FitsHdu& hdu, std::string_view name)
{
    const auto* column = hdu.column(name);
    if (!column)
        file.fail(hdu, name,
                  "is missing (the table has " + joined(namesOf(hdu))
                      + "); rename the column that holds it, or run extract_1d again.");
    return *column;
}

/// The columns that belong to one choice of flux, under the names of all pipeline versions.
struct FluxColumns {
    FluxColumn kind = FluxColumn::Flux;
    std::string_view flux = "FLUX";
    std::vector<std::string_view> error { "FLUX_ERROR", "ERROR" };
    std::vector<std::string_view> variances { "FLUX_VAR_POISSON", "FLUX_VAR_RNOISE" };
};

FluxColumns surfaceBrightness()
{
    return {
        FluxColumn::SurfaceBrightness, "SURF_BRIGHT", { "SB_ERROR" }, { "SB_VAR_POISSON", "SB_VAR_RNOISE" }
    };
}

class SampleReader {
public:
    SampleReader(FitsFile& file, const FitsHdu& hdu, std::size_t row)
        : m_file(file)
        , m_hdu(hdu)
        , m_row(row)
    {
    }

    Spectrum read(const ReadOptions& options)
    {
        const auto& wavelength = requireColumn(m_file, m_hdu, "WAVELENGTH");
        m_spectrum.wavelength = values(wavelength);
        convertWavelengths(m_spectrum, wavelength.unit, options.wavelengthUnit,
                           { m_file.path(), m_hdu.label(), wavelength.name });
        readFlux(chooseFlux(options));
        if (const auto* quality = m_hdu.column("DQ"))
            m_spectrum.quality = m_file.readBits(m_hdu, *quality, m_row);
        cutPadding();
        return std::move(m_spectrum);
    }

private:
    std::vector<double> values(const FitsColumn& column) { return m_file.readColumn(m_hdu, column, m_row); }
    void note(std::string sentence) { m_spectrum.provenance.notes.push_back(std::move(sentence)); }

    /// It is all zero for a point source.
    bool hasSurfaceBrightness()
    {
        const auto* column = m_hdu.column("SURF_BRIGHT");
        return column
            && std::ranges::any_of(values(*column), [](double v) { return std::isfinite(v) && v != 0; });
    }

    FluxColumns chooseFlux(const ReadOptions& options)
    {
        if (!m_hdu.column("FLUX") && hasSurfaceBrightness()) {
            note("The table has no FLUX: SURF_BRIGHT was read.");
            return surfaceBrightness();
        }
        if (options.fluxColumn == FluxColumn::Flux)
            return {};
        if (hasSurfaceBrightness())
            return surfaceBrightness();
        const auto* column = m_hdu.column("SURF_BRIGHT");
        note(column ? "SURF_BRIGHT was asked for but is all zero, as for every point source: FLUX was read."
                    : "SURF_BRIGHT was asked for but is missing: FLUX was read.");
        return {};
    }

    void readFlux(const FluxColumns& columns)
    {
        const auto& flux = requireColumn(m_file, m_hdu, columns.flux);
        m_spectrum.flux = values(flux);
        m_spectrum.fluxUnit = flux.unit;
        m_spectrum.provenance.fluxColumn = columns.kind;
        if (flux.unit.empty())
            note(flux.name + " has no unit: taken as arbitrary.");
        readErrors(columns);
    }

    void readErrors(const FluxColumns& columns)
    {
        const auto* error = m_hdu.firstColumn(columns.error);
        const std::string name = error ? error->name : std::string(columns.error.front());
        if (error)
            m_spectrum.error = values(*error);
        if (hasErrors(m_spectrum.error)) {
            m_spectrum.provenance.errorSource = ErrorSource::FluxError;
            return;
        }
        const std::string reason = name + (error ? " holds no positive number" : " is missing");
        if (readVariances(columns))
            note(reason + ": errors computed from " + std::string(columns.variances[0]) + " + "
                 + std::string(columns.variances[1]) + ".");
        else
            ensureErrors(m_spectrum, ErrorSource::None, reason);
    }

    bool readVariances(const FluxColumns& columns)
    {
        const auto* poisson = m_hdu.column(columns.variances[0]);
        const auto* readNoise = m_hdu.column(columns.variances[1]);
        if (!poisson || !readNoise)
            return false;
        auto errors = values(*poisson);
        const auto second = values(*readNoise);
        std::ranges::transform(errors, second, errors.begin(),
                               [](double p, double r) { return std::sqrt(p + r); });
        if (errors.size() != m_spectrum.flux.size() || !hasErrors(errors))
            return false;
        m_spectrum.error = std::move(errors);
        m_spectrum.provenance.errorSource = ErrorSource::Variances;
        return true;
    }

    /// Rows of a vector table are padded to the longest one; N_ALONGDISP is the length that counts.
    void cutPadding()
    {
        const auto* length = m_hdu.column("N_ALONGDISP");
        if (m_row == 0 || !length || length->repeat != 1)
            return;
        const double valid = m_file.readColumn(m_hdu, *length, m_row).front();
        if (!(valid >= 0) || valid >= static_cast<double>(m_spectrum.size()))
            return;
        const auto size = static_cast<std::size_t>(valid);
        for (auto* vector : { &m_spectrum.wavelength, &m_spectrum.flux, &m_spectrum.error })
            vector->resize(std::min(vector->size(), size));
        m_spectrum.quality.resize(std::min(m_spectrum.quality.size(), size));
    }

    FitsFile& m_file;
    const FitsHdu& m_hdu;
    std::size_t m_row;
    Spectrum m_spectrum;
};

} // namespace

bool isVectorTable(const FitsHdu& hdu)
{
    const auto* wavelength = hdu.column("WAVELENGTH");
    return wavelength && wavelength->repeat > 1;
}

Spectrum readJwstSamples(FitsFile& file, const FitsHdu& hdu, std::size_t row, const ReadOptions& options)
{
    return SampleReader(file, hdu, row).read(options);
}

} // namespace syzygy
