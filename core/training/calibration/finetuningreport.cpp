#include "core/training/calibration/finetuning.h"

#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::size_t fewStars = 5; ///< up to which each is listed

/// Errors of one label over the stars in which it is known.
struct Errors {
    std::size_t stars = 0;
    double sum = 0, squares = 0, within1 = 0;

    void add(double error, double sigma)
    {
        ++stars;
        sum += error;
        squares += error * error;
        within1 += std::abs(error) < sigma;
    }
    double bias() const { return sum / static_cast<double>(stars); }
    double rmse() const { return std::sqrt(squares / static_cast<double>(stars)); }
};

std::string cells(std::size_t label, const Errors& errors)
{
    const int decimals = label == 0 ? 0 : 3;
    return fmt::format(" {:+.{}f} | {:.{}f} | {:.0f} % |", errors.bias(), decimals, errors.rmse(), decimals,
                       100 * errors.within1 / static_cast<double>(errors.stars));
}

std::string labelTable(const TuningResult& result)
{
    const auto chosen = static_cast<std::size_t>(result.chosen);
    std::string text
        = "| label | stars | bias before | rmse | within 1 σ | bias after | rmse | within 1 σ |\n"
          "|---|---|---|---|---|---|---|---|\n";
    for (std::size_t k = 0; k < labelCount; ++k) {
        Errors before, after;
        for (const auto& star : result.heldOut) {
            if (!std::isfinite(star.truth[k]))
                continue;
            before.add(star.valueBefore[k] - star.truth[k],
                       std::hypot(star.sigmaBefore[k], star.truthSigma[k]));
            after.add(star.value[chosen][k] - star.truth[k],
                      std::hypot(star.sigma[chosen][k], star.truthSigma[k]));
        }
        if (before.stars > 0)
            text += fmt::format("| {} | {} |", labelInfos[k].symbol, before.stars) + cells(k, before)
                + cells(k, after) + "\n";
    }
    return text;
}

/// Estimate − truth of each star, before and at every strength.
std::string starTable(const HeldOutStar& star)
{
    std::string text = fmt::format("\n{}, held out: estimate − truth\n\n| label | before |", star.name);
    for (std::size_t s = 1; s < tuningStrengths; ++s)
        text += fmt::format(" {} |", nameOf(static_cast<TuningStrength>(s)));
    text += "\n|---|---|---|---|---|\n";
    for (std::size_t k = 0; k < labelCount; ++k) {
        if (!std::isfinite(star.truth[k]))
            continue;
        const int decimals = k == 0 ? 0 : 2;
        const auto cell = [&](double value, double sigma) {
            return fmt::format(" {:+.{}f} ± {:.{}f} |", value - star.truth[k], decimals, sigma, decimals);
        };
        text += fmt::format("| {} |", labelInfos[k].symbol) + cell(star.valueBefore[k], star.sigmaBefore[k]);
        for (std::size_t s = 1; s < tuningStrengths; ++s)
            text += cell(star.value[s][k], star.sigma[s][k]);
        text += "\n";
    }
    return text;
}

} // namespace

std::string toText(const TuningResult& result)
{
    std::string text = "Cross-validated loss, each star by a correction that has not seen it:";
    for (std::size_t s = 0; s < tuningStrengths; ++s)
        text += fmt::format("{} {} {:.3f}", s > 0 ? "," : "", nameOf(static_cast<TuningStrength>(s)),
                            result.loss[s]);
    text += fmt::format(". Chosen, the weakest within one standard error of the best: {}.\n\n",
                        nameOf(result.chosen));
    text += labelTable(result);
    if (result.heldOut.size() <= fewStars)
        for (const auto& star : result.heldOut)
            text += starTable(star);
    return text;
}

} // namespace syzygy
