#include "core/io/assemble.h"
#include "core/median.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

/// DER_SNR's noise of flux[first, last); nothing if too few values are finite.
std::optional<double> scatter(const std::vector<double>& flux, std::size_t first, std::size_t last)
{
    std::vector<double> finite;
    for (std::size_t i = first; i < last; ++i)
        if (std::isfinite(flux[i]))
            finite.push_back(flux[i]);
    if (finite.size() < 5)
        return std::nullopt;
    std::vector<double> differences;
    for (std::size_t i = 2; i + 2 < finite.size(); ++i)
        differences.push_back(std::abs(2 * finite[i] - finite[i - 2] - finite[i + 2]));
    return 1.482602 / std::sqrt(6.0) * medianOf(differences);
}

} // namespace

bool hasErrors(const std::vector<double>& errors)
{
    return std::ranges::any_of(errors, [](double error) { return std::isfinite(error) && error > 0; });
}

std::vector<double> errorsFromInverseVariance(const std::vector<double>& inverseVariance)
{
    std::vector<double> errors(inverseVariance.size());
    std::ranges::transform(inverseVariance, errors.begin(),
                           [](double ivar) { return ivar > 0 ? 1 / std::sqrt(ivar) : 0.0; });
    return errors;
}

std::vector<double> errorsFromVariance(const std::vector<double>& variance)
{
    std::vector<double> errors(variance.size());
    std::ranges::transform(variance, errors.begin(), [](double value) { return std::sqrt(value); });
    return errors;
}

std::vector<double> empiricalErrors(const std::vector<double>& flux)
{
    constexpr std::size_t block = 200;
    std::vector<double> errors(flux.size(), std::numeric_limits<double>::quiet_NaN());
    const auto overall = scatter(flux, 0, flux.size());
    for (std::size_t first = 0; first < flux.size(); first += block) {
        const auto last = std::min(first + block, flux.size());
        const auto local = scatter(flux, first, last);
        if (local || overall)
            std::fill(errors.begin() + static_cast<std::ptrdiff_t>(first),
                      errors.begin() + static_cast<std::ptrdiff_t>(last),
                      local && *local > 0 ? *local : overall.value_or(0));
    }
    return errors;
}

void ensureErrors(Spectrum& spectrum, ErrorSource source, const std::string& reason)
{
    spectrum.provenance.errorSource = source;
    if (hasErrors(spectrum.error))
        return;
    spectrum.error = empiricalErrors(spectrum.flux);
    const bool found = hasErrors(spectrum.error);
    spectrum.provenance.errorSource = found ? ErrorSource::Empirical : ErrorSource::None;
    spectrum.provenance.notes.push_back(reason
                                        + (found ? ": errors estimated from the scatter of the flux."
                                                 : ", and the flux has no scatter: no errors."));
}

} // namespace syzygy
