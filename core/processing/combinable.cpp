#include "core/processing/stitch.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace syzygy {

namespace {

constexpr double samePlace = 0.3; ///< arcsec, somewhat more than a NIRSpec shutter is wide

/// The source's name without the number of the integration.
std::string_view nameOf(const Spectrum& spectrum)
{
    const std::string_view name = spectrum.provenance.source;
    return name.substr(0, name.starts_with("integration ") ? 0 : name.find(", integration "));
}

/// Arcsec on the sky; nothing where one does not tell the place of its object: where the telescope pointed
/// proves nothing.
std::optional<double> separation(const Provenance& a, const Provenance& b)
{
    if (!a.rightAscension || !a.declination || !b.rightAscension || !b.declination || !a.placeIsOfObject
        || !b.placeIsOfObject)
        return std::nullopt;
    const double eastward = std::remainder(*a.rightAscension - *b.rightAscension, 360.0)
        * std::cos(*a.declination * std::numbers::pi / 180);
    return 3600 * std::hypot(eastward, *a.declination - *b.declination);
}

bool sameSource(const Spectrum& a, const Spectrum& b)
{
    const auto one = nameOf(a), other = nameOf(b);
    const bool named = !one.empty() && !other.empty();
    if (named && one != other) // first: of a thousand slits nearly all pairs end here
        return false;
    const auto distance = separation(a.provenance, b.provenance);
    return distance ? *distance <= samePlace : named;
}

/// Made of exposures already: "jw02736-o007_..." where an exposure is "jw02736007001_...".
bool isStageThree(const Spectrum& spectrum)
{
    const auto name = spectrum.provenance.file.filename().string();
    return name.starts_with("jw") && name.find('-') == 7;
}

bool sameKind(const Spectrum& a, const Spectrum& b)
{
    return a.instrument == b.instrument && a.frame == b.frame && a.fluxUnit == b.fluxUnit
        && a.badBits == b.badBits && a.provenance.product == b.provenance.product
        && isStageThree(a) == isStageThree(b);
}

bool overlap(const Spectrum& a, const Spectrum& b)
{
    return a.wavelength.front() < b.wavelength.back() && b.wavelength.front() < a.wavelength.back();
}

/// As written: not a number equals itself.
bool same(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::ranges::equal(a, b,
                              [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

bool isCopy(const Spectrum& a, const Spectrum& b)
{
    const auto &from = a.provenance, &other = b.provenance;
    return (from.file.lexically_normal() == other.file.lexically_normal() && from.hdu == other.hdu)
        || (same(a.wavelength, b.wavelength) && same(a.flux, b.flux) && same(a.error, b.error));
}

/// Two extractions of the same pixels, not two orders of an echelle: products with a slit per HDU do not hold
/// two exposures of one source.
bool sameLight(const Spectrum& a, const Spectrum& b)
{
    const auto& product = a.provenance.product;
    const bool slits = product == "JWST x1d" || product == "PypeIt spec1d";
    return slits && a.provenance.order == b.provenance.order
        && a.provenance.file.lexically_normal() == b.provenance.file.lexically_normal() && overlap(a, b);
}

using List = std::span<const Spectrum* const>;

/// Adds a spectrum to its group, unless it brings no light of its own; the stronger of two traces stays.
void join(CombinableGroup& group, List spectra, std::size_t candidate)
{
    const auto& spectrum = *spectra[candidate];
    for (auto& member : group.members) {
        const auto& other = *spectra[member];
        if (isCopy(other, spectrum))
            return;
        if (!sameLight(other, spectrum))
            continue;
        if (spectrum.provenance.statedSnr.value_or(0) > other.provenance.statedSnr.value_or(0))
            member = candidate;
        return;
    }
    group.members.push_back(candidate);
}

template <typename Property>
std::string listed(const CombinableGroup& group, List spectra, Property property)
{
    std::vector<std::string> values;
    for (const auto member : group.members) {
        const std::string& value = property(spectra[member]->provenance);
        if (!value.empty() && std::ranges::find(values, value) == values.end())
            values.push_back(value);
    }
    return fmt::format("{}", fmt::join(values, " + "));
}

void describe(CombinableGroup& group, List spectra)
{
    group.source = nameOf(*spectra[group.members.front()]);
    const auto modes = listed(
        group, spectra, [](const Provenance& origin) -> auto& { return origin.mode; });
    const auto detectors = listed(
        group, spectra, [](const Provenance& origin) -> auto& { return origin.detector; });
    group.words
        = fmt::format("{}: {} spectra{}{}", group.source.empty() ? "one place on the sky" : group.source,
                      group.members.size(), modes.empty() ? "" : ", " + modes,
                      detectors.find(" + ") == std::string::npos ? "" : ", " + detectors);
}

template <typename Alike>
std::vector<CombinableGroup> grouped(List spectra, Alike alike)
{
    std::vector<CombinableGroup> groups;
    for (std::size_t i = 0; i < spectra.size(); ++i) {
        if (spectra[i]->size() == 0)
            continue;
        const auto group = std::ranges::find_if(groups, [&](const CombinableGroup& known) {
            return alike(*spectra[known.members.front()], *spectra[i]);
        });
        if (group == groups.end())
            groups.push_back({ { i }, {}, {} });
        else
            join(*group, spectra, i);
    }
    std::erase_if(groups, [](const auto& group) { return group.members.size() < 2; });
    for (auto& group : groups) {
        std::ranges::sort(group.members);
        describe(group, spectra);
    }
    return groups;
}

} // namespace

std::vector<CombinableGroup> combinable(List spectra)
{
    return grouped(spectra,
                   [](const Spectrum& a, const Spectrum& b) { return sameSource(a, b) && sameKind(a, b); });
}

std::vector<CombinableGroup> ofOneSource(List spectra)
{
    return grouped(spectra, [](const Spectrum& a, const Spectrum& b) { return sameSource(a, b); });
}

} // namespace syzygy
