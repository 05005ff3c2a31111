#include "core/io/columnroles.h"

#include "core/io/assemble.h"
#include "core/io/text.h"

#include <algorithm>

namespace syzygy {

namespace {

struct Words {
    std::vector<std::string_view> names;    ///< of the column, best first
    std::vector<std::string_view> meanings; ///< beginnings of UCDs, parts of utypes
};

const Words& wordsOf(Role role)
{
    static const Words wavelength {
        { "wavelength", "wave", "lambda", "lam", "wl", "wavelengths", "wave_vac", "wave_air", "awav", "vwav",
          "wavelen", "wlen", "wvl", "spectral_axis", "frequency", "freq", "wavenumber", "energy" },
        { "em.wl", "spectralaxis.value", "em.freq", "em.wavenumber", "em.energy" }
    };
    static const Words logWavelength { { "loglam", "log_wavelength", "log_lambda" }, {} };
    static const Words flux { { "flux", "flam", "fnu", "flux_density", "counts", "intensity", "flux_reduced",
                                "spectrum", "spec" },
                              { "phot.flux.density", "phot.flux", "fluxaxis.value" } };
    static const Words error { { "flux_error",  "error",    "err",       "staterror", "flux_err", "fluxerr",
                                 "uncertainty", "sigma",    "e_flux",    "err_flux",  "eflux",    "unc",
                                 "sig",         "noise",    "std",       "stddev",    "std_dev",  "rms",
                                 "stat_error",  "flux_unc", "flux_sigma" },
                               { "stat.error", "staterror" } };
    static const Words inverseVariance { { "ivar", "flux_ivar", "inverse_variance" }, {} };
    static const Words variance { { "var", "variance", "flux_var" }, {} };
    static const Words quality { { "dq", "qual", "quality", "mask", "flags", "pixel_flags", "and_mask",
                                   "andmask", "ormask", "or_mask", "crmask", "bitmask", "dataqual" },
                                 { "meta.code.qual", "qualitystatus" } };
    switch (role) {
    case Role::Wavelength:
        return wavelength;
    case Role::LogWavelength:
        return logWavelength;
    case Role::Flux:
        return flux;
    case Role::Error:
        return error;
    case Role::InverseVariance:
        return inverseVariance;
    case Role::Variance:
        return variance;
    case Role::Quality:
        break;
    }
    return quality;
}

/// "um" of "wave_um"; empty if the name does not end in a unit. One letter is not enough: "flux_a", "wave_m".
std::string_view unitSuffix(std::string_view name)
{
    const auto underscore = name.rfind('_');
    const auto ending
        = underscore == std::string_view::npos ? std::string_view() : name.substr(underscore + 1);
    return ending.size() > 1 && isSpectralUnit(ending) ? ending : std::string_view();
}

/// "wavelength [um]" and "wavelength_um" -> "wavelength"
std::string_view bareName(std::string_view name)
{
    name = trimmed(name.substr(0, name.find_first_of("[(")));
    const auto suffix = unitSuffix(name);
    return suffix.empty() ? name : name.substr(0, name.size() - suffix.size() - 1);
}

bool soundsLikeError(std::string_view name)
{
    return containsIgnoringCase(name, "err") || containsIgnoringCase(name, "unc")
        || containsIgnoringCase(name, "sigma");
}

/// "observed_wavelength_um", "flux_native_display_units": the last resort.
bool soundsLike(std::string_view name, Role role)
{
    switch (role) {
    case Role::Wavelength:
        return containsIgnoringCase(name, "wavelength") && !soundsLikeError(name);
    case Role::Flux:
        return containsIgnoringCase(name, "flux") && !soundsLikeError(name);
    case Role::Error:
        return containsIgnoringCase(name, "flux") && soundsLikeError(name);
    default:
        return false;
    }
}

template <typename Predicate>
std::optional<std::size_t> firstWhere(const std::vector<NamedColumn>& columns, Predicate&& fits)
{
    const auto found = std::ranges::find_if(columns, fits);
    return found == columns.end() ? std::nullopt
                                  : std::optional(static_cast<std::size_t>(found - columns.begin()));
}

} // namespace

std::optional<std::size_t> findRole(const std::vector<NamedColumn>& columns, Role role)
{
    const auto& words = wordsOf(role);
    for (const auto name : words.names)
        if (const auto found
            = firstWhere(columns, [&](const auto& c) { return equalIgnoringCase(bareName(c.name), name); }))
            return found;
    for (const auto meaning : words.meanings)
        if (const auto found = firstWhere(columns, [&](const auto& c) {
                return containsIgnoringCase(c.meaning, meaning)
                    && (role == Role::Error || !containsIgnoringCase(c.meaning, "stat.error"));
            }))
            return found;
    return firstWhere(columns, [&](const auto& c) { return soundsLike(c.name, role); });
}

bool soundsLikeFlux(std::string_view name)
{
    return soundsLike(name, Role::Flux) && !containsIgnoringCase(name, "ivar")
        && !containsIgnoringCase(name, "var");
}

std::string unitOf(const NamedColumn& column)
{
    if (!trimmed(column.unit).empty())
        return std::string(trimmed(column.unit));
    const auto open = column.name.find_first_of("[(");
    if (open != std::string::npos) {
        const auto close = column.name.find_first_of("])", open);
        return std::string(
            trimmed(std::string_view(column.name)
                        .substr(open + 1, close == std::string::npos ? close : close - open - 1)));
    }
    return std::string(unitSuffix(column.name));
}

} // namespace syzygy
