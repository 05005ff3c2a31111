// UCD1+: https://www.ivoa.net/documents/UCD1+/20230125/
#include "core/analysis/columndescriptions.h"

#include "core/labels.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace syzygy {

namespace {

using Type = TableColumn::Type;

struct Known {
    std::string_view name, unit, ucd, description;
    Type type;
};

constexpr std::array knownColumns {
    Known { "file", "", "meta.id;meta.file", "file that the spectrum was read from", Type::Text },
    Known { "source", "", "meta.id;meta.main", "target or source, as the file calls it", Type::Text },
    Known { "instrument", "", "meta.id;instr", "instrument", Type::Text },
    Known { "mode", "", "instr.setup", "grating and filter, or resolving power", Type::Text },
    Known { "snr", "", "stat.snr", "median signal-to-noise ratio per pixel", Type::Number },
    Known { "velocity_km_s", "km/s", "spect.dopplerVeloc", "radial velocity in the frame of velocity_frame",
            Type::Number },
    Known { "velocity_km_s_err", "km/s", "stat.error;spect.dopplerVeloc", "1 sigma of the measured velocity",
            Type::Number },
    Known { "velocity_km_s_zero_err", "km/s", "stat.error.sys;spect.dopplerVeloc",
            "1 sigma of its zero point: place of the star in its slit", Type::Number },
    Known { "velocity_frame", "", "meta.code", "whose motion is in the wavelengths", Type::Text },
    Known { "map_x", "", "", "place on the map of the latent space, first axis", Type::Number },
    Known { "map_y", "", "", "place on the map of the latent space, second axis", Type::Number },
    Known { "domain_score", "", "stat.fit.goodness",
            "0: like the spectra of the training, 1: unlike any of them", Type::Number },
    Known { "flags", "", "meta.code.qual", "reasons to doubt, joined by semicolons", Type::Text },
    Known { "model_id", "", "meta.version", "the model that the labels are from", Type::Text },
    Known { "ra_deg", "deg", "pos.eq.ra;meta.main", "right ascension of the object (ICRS)", Type::Number },
    Known { "dec_deg", "deg", "pos.eq.dec;meta.main", "declination of the object (ICRS)", Type::Number },
    Known { "hdu", "", "meta.id.part", "HDU, with the row of a table with a spectrum per row", Type::Text },
    Known { "slit", "", "meta.id;instr", "slit, fibre or aperture", Type::Text },
    Known { "order", "", "instr.order", "order of an echelle or slitless spectrum", Type::Text },
    Known { "detector", "", "meta.id;instr.det", "detector", Type::Text },
    Known { "integration", "", "meta.id.part;obs", "integration of a time series", Type::Text },
    Known { "fit_velocity_km_s", "km/s", "spect.dopplerVeloc", "velocity of the fit by physics",
            Type::Number },
    Known { "fit_fwhm_angstrom", "Angstrom", "spect.resolution",
            "width (FWHM) of the line spread in the fit by physics", Type::Number },
    Known { "fit_chi2", "", "stat.fit.chi2", "reduced chi square of the fit by physics", Type::Number },
    Known { "fit_flags", "", "meta.code.qual", "where the fit by physics disagrees, joined by semicolons",
            Type::Text },
    Known { "exposures", "", "meta.number;obs.exposure", "exposures that were compared", Type::Integer },
    Known { "masked_um", "", "meta.note", "wavelengths masked by hand, micrometres in vacuum, as observed",
            Type::Text },
    Known { "star", "", "meta.code", "1 where the user starred it", Type::Integer },
    Known { "ticks", "", "meta.code", "the user's ticks, 1 to 9", Type::Text },
    Known { "comment", "", "meta.note", "the user's comment", Type::Text },
    Known { "subsets", "", "meta.code", "the user's subsets that it belongs to", Type::Text },
    Known { "atlas_star", "", "meta.id", "number of the reference star", Type::Integer },
    Known { "name", "", "meta.id;meta.main", "name of the star", Type::Text },
    Known { "encoder", "", "meta.code", "the instrument as which the spectrum was encoded", Type::Text },
    Known { "rank", "", "meta.number", "1: the nearest", Type::Integer },
    Known { "twin", "", "meta.id", "name of the near star", Type::Text },
    Known { "twin_ra_deg", "deg", "pos.eq.ra", "right ascension of the near star (ICRS)", Type::Number },
    Known { "twin_dec_deg", "deg", "pos.eq.dec", "declination of the near star (ICRS)", Type::Number },
    Known { "twin_file", "", "meta.id;meta.file", "file of the near star's spectrum", Type::Text },
    Known { "twin_encoder", "", "meta.code", "the instrument as which it was encoded", Type::Text },
    Known { "distance", "rad", "", "angle between both in the latent space", Type::Number },
    Known { "subset", "", "meta.code.class", "the user's named subsets", Type::Text },
};

/// IVOA's word for a label, and ours.
struct LabelWords {
    std::string ucd, phrase;
};

LabelWords wordsOf(Label label)
{
    switch (label) {
    case Label::Teff:
        return { "phys.temperature.effective", "effective temperature" };
    case Label::Logg:
        return { "phys.gravity", "log10 of gravity in cm/s2" };
    case Label::FeH:
        return { "phys.abund.Fe", "[Fe/H]" };
    default:
        return { "phys.abund", std::string(infoOf(label).symbol) };
    }
}

bool take(std::string_view& name, std::string_view beginning)
{
    const bool has = name.starts_with(beginning);
    name.remove_prefix(has ? beginning.size() : 0);
    return has;
}

bool takeEnd(std::string_view& name, std::string_view ending)
{
    const bool has = name.ends_with(ending);
    name.remove_suffix(has ? ending.size() : 0);
    return has;
}

/// cov_A_B
std::optional<TableColumn> describeCovariance(std::string_view whole)
{
    auto name = whole;
    if (!take(name, "cov_"))
        return {};
    for (const auto& first : labelInfos) {
        if (!name.starts_with(first.key) || name.size() <= first.key.size() + 1)
            continue;
        const auto second = labelNamed(name.substr(first.key.size() + 1));
        if (!second)
            continue;
        const auto& other = infoOf(*second);
        const bool inKelvin = first.unit == "K" && other.unit == "K";
        return TableColumn { std::string(whole), inKelvin ? "K2" : "", "stat.covariance",
                             fmt::format("covariance of the errors of {} [{}] and {} [{}]", first.symbol,
                                         first.unit, other.symbol, other.unit),
                             Type::Number };
    }
    return {};
}

/// NAME, NAME_err, NAME_alone, known_NAME, fit_NAME, exposures_NAME_p ...
std::optional<TableColumn> describeLabel(std::string_view whole)
{
    auto name = whole;
    const bool isFit = take(name, "fit_"), isMean = take(name, "exposures_"), isKnown = take(name, "known_");
    const bool isError = takeEnd(name, "_err"), isChance = isMean && takeEnd(name, "_p"),
               isAlone = takeEnd(name, "_alone");
    const auto label = labelNamed(name);
    if (!label)
        return {};
    const auto words = wordsOf(*label);
    const auto whose = std::string(isFit         ? ", fitted by physics"
                                       : isMean  ? ", mean of exposures"
                                       : isKnown ? ", as the catalogue has it"
                                                 : "")
        + (isAlone ? ", from the spectrum alone" : "");
    if (isChance)
        return TableColumn { std::string(whole), "", "stat.probability",
                             "chance of so much scatter in " + words.phrase, Type::Number };
    return TableColumn { std::string(whole), std::string(infoOf(*label).unit),
                         (isError ? "stat.error;" : "") + words.ucd,
                         (isError ? "1 sigma of " : "") + words.phrase + whose, Type::Number };
}

std::optional<TableColumn> describeKnown(std::string_view name)
{
    const auto* const known = std::ranges::find(knownColumns, name, &Known::name);
    if (known == knownColumns.end())
        return {};
    return TableColumn { std::string(known->name), std::string(known->unit), std::string(known->ucd),
                         std::string(known->description), known->type };
}

std::optional<TableColumn> find(std::string_view name)
{
    if (auto known = describeKnown(name))
        return known;
    if (auto label = describeLabel(name))
        return label;
    return describeCovariance(name);
}

} // namespace

bool isDescribed(std::string_view name)
{
    return find(name).has_value();
}

TableColumn describe(std::string_view name)
{
    return find(name).value_or(TableColumn { std::string(name), {}, {}, {}, Type::Text });
}

DataTable described(CsvTable cells)
{
    DataTable table;
    for (const auto& name : cells.header)
        table.columns.push_back(describe(name));
    table.rows = std::move(cells.rows);
    return table;
}

} // namespace syzygy
