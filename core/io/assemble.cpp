#include "core/io/assemble.h"

#include "core/error.h"
#include "core/io/reader.h"
#include "core/io/text.h"
#include "core/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace syzygy {

namespace {

bool isBad(const Spectrum& spectrum, std::size_t i)
{
    return !std::isfinite(spectrum.flux[i]) || (spectrum.quality[i] & spectrum.badBits) != 0;
}

template <typename T>
void rearrange(std::vector<T>& values, const std::vector<std::size_t>& order)
{
    std::vector<T> result(order.size());
    std::ranges::transform(order, result.begin(), [&](std::size_t i) { return values[i]; });
    values = std::move(result);
}

void take(Spectrum& spectrum, const std::vector<std::size_t>& order)
{
    rearrange(spectrum.wavelength, order);
    rearrange(spectrum.flux, order);
    rearrange(spectrum.error, order);
    rearrange(spectrum.quality, order);
}

void note(Spectrum& spectrum, std::string sentence)
{
    spectrum.provenance.notes.push_back(std::move(sentence));
}

/// Errors that are missing or of another length than the flux.
void replaceErrors(Spectrum& spectrum)
{
    if (const auto found = spectrum.error.size(); found > 0) {
        spectrum.error.clear();
        ensureErrors(spectrum, ErrorSource::None,
                     "There are " + counted(found, "error") + " for " + counted(spectrum.size(), "sample"));
    }
    if (spectrum.error.size() != spectrum.size())
        spectrum.error.assign(spectrum.size(), std::numeric_limits<double>::quiet_NaN());
}

/// Missing vectors filled, so that all four have one length.
void level(Spectrum& spectrum, const Place& place)
{
    const auto count = spectrum.wavelength.size();
    if (spectrum.flux.size() != count)
        failAt(place,
               "has " + counted(spectrum.flux.size(), "flux value") + " for " + counted(count, "wavelength")
                   + "; the two must have one length.");
    if (spectrum.error.size() != count)
        replaceErrors(spectrum);
    if (spectrum.quality.size() != count) {
        if (!spectrum.quality.empty())
            note(spectrum,
                 "Of quality there are " + counted(spectrum.quality.size(), "value") + " for "
                     + counted(count, "sample") + ": not used.");
        spectrum.quality.assign(count, 0);
    }
}

void dropUnusableWavelengths(Spectrum& spectrum)
{
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (std::isfinite(spectrum.wavelength[i]) && spectrum.wavelength[i] > 0)
            kept.push_back(i);
    const auto dropped = spectrum.size() - kept.size();
    if (dropped == 0)
        return;
    take(spectrum, kept);
    note(spectrum, counted(dropped, "sample") + " without a wavelength dropped.");
}

void sortByWavelength(Spectrum& spectrum)
{
    if (std::ranges::is_sorted(spectrum.wavelength))
        return;
    const bool descending = std::ranges::is_sorted(spectrum.wavelength, std::greater<>());
    std::vector<std::size_t> order(spectrum.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return spectrum.wavelength[i]; });
    take(spectrum, order);
    note(spectrum,
         descending ? "The wavelengths descend in the file: reversed."
                    : "The wavelengths are not in order in the file: sorted.");
}

/// Of samples at one wavelength, the first good one stays.
void removeRepeats(Spectrum& spectrum)
{
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        if (kept.empty() || spectrum.wavelength[i] != spectrum.wavelength[kept.back()])
            kept.push_back(i);
        else if (isBad(spectrum, kept.back()) && !isBad(spectrum, i))
            kept.back() = i;
    }
    const auto dropped = spectrum.size() - kept.size();
    if (dropped == 0)
        return;
    take(spectrum, kept);
    note(spectrum, counted(dropped, "sample") + " at a repeated wavelength dropped.");
}

/// A wrong unit puts every wavelength off by powers of ten.
void requirePossibleWavelengths(const Spectrum& spectrum, const Place& place)
{
    constexpr double shortest = 0.05, longest = 500; // µm
    const auto possible = [](double value) { return value >= shortest && value <= longest; };
    const auto usable = [](double value) { return std::isfinite(value) && value > 0; };
    const auto& values = spectrum.wavelength;
    const auto example = std::ranges::find_if(values, usable);
    if (example != values.end() && std::ranges::none_of(values, possible))
        failAt(place,
               "holds wavelengths as " + decimal(*example) + " um if they are in "
                   + spectrum.provenance.wavelengthUnit + ", where no star is observed; correct the unit.");
}

void requireContent(const Spectrum& spectrum, const Place& place)
{
    if (spectrum.size() < minimumSamples)
        failAt({ place.file, place.hdu, place.wavelengths.empty() ? place.column : place.wavelengths },
               "holds " + counted(spectrum.size(), "sample") + " with a wavelength, fewer than the "
                   + std::to_string(minimumSamples)
                   + " that make a spectrum; extract it again or open another one.");
    if (std::ranges::none_of(spectrum.flux, [](double value) { return std::isfinite(value); }))
        failAt(place,
               "holds no finite value: the extraction failed; extract it again or open another spectrum.");
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (!isBad(spectrum, i))
            return;
    failAt(place, "every sample is flagged bad; extract it again or open another spectrum.");
}

} // namespace

std::string described(const Place& place)
{
    return place.file.string() + (place.hdu.empty() ? "" : ", " + hduWords(place.hdu))
        + (place.column.empty() ? "" : ", column " + place.column);
}

void failAt(const Place& place, const std::string& sentence)
{
    throw Error(described(place) + ": " + sentence);
}

void convertWavelengths(Spectrum& spectrum, std::string_view stated, std::string_view asked,
                        const Place& place)
{
    const bool overridden = !trimmed(asked).empty() && !trimmed(stated).empty() && !isSpectralUnit(stated);
    if (overridden)
        note(spectrum,
             "The file gives its wavelengths in '" + printable(stated)
                 + "', which is no unit that is known: read as " + std::string(asked) + ", as asked.");
    else if (!trimmed(stated).empty())
        return convertWavelengths(spectrum, stated, place);
    try {
        convertWavelengths(spectrum, asked, place);
    } catch (const Error& error) { // the answer was wrong: ask again
        throw UnitNeeded(error.what());
    }
}

void convertWavelengths(Spectrum& spectrum, std::string_view unit, const Place& place)
{
    if (trimmed(unit).empty())
        throw UnitNeeded(described(place) + ": has no unit; say whether it is um, nm, Angstrom or m.");
    const auto factor = micronsPer(unit);
    const auto reciprocal = micronsOver(unit);
    if (!factor && !reciprocal)
        failAt(place,
               "is in '" + printable(unit)
                   + "', expected um, nm, Angstrom or m; convert it, correct the unit or say it with "
                     "--wavelength-unit.");
    spectrum.provenance.wavelengthUnit = unit;
    for (auto& wavelength : spectrum.wavelength)
        wavelength = factor ? wavelength * *factor : *reciprocal / wavelength;
    if (!factor)
        note(spectrum,
             "The spectral axis is in " + printable(unit)
                 + ": converted to wavelengths in vacuum; the flux stays per unit of what the file says.");
    requirePossibleWavelengths(spectrum, place);
}

void convertFromAir(Spectrum& spectrum)
{
    for (auto& wavelength : spectrum.wavelength)
        wavelength = vacuumFromAir(wavelength);
    spectrum.provenance.wavelengthsWereAir = true;
    spectrum.provenance.mediumStated = true;
    note(spectrum, "The wavelengths are for air: converted to vacuum.");
}

void finish(Spectrum& spectrum, const Place& place)
{
    level(spectrum, place);
    dropUnusableWavelengths(spectrum);
    sortByWavelength(spectrum);
    removeRepeats(spectrum);
    requireContent(spectrum, place);
}

} // namespace syzygy
