#include "core/training/calibration/finetuning.h"

#include "core/error.h"
#include "core/median.h"
#include "core/random.h"
#include "core/training/calibration/labelgap.h"
#include "core/training/calibration/spectralgap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace syzygy {

namespace {

using Stars = std::vector<const TuningStar*>;

/// Of one star.
StarEstimate meanOf(std::span<const Encoding> encodings)
{
    StarEstimate mean;
    const auto count = static_cast<double>(encodings.size());
    for (std::size_t k = 0; k < labelCount; ++k) {
        double variance = 0;
        for (const auto& encoding : encodings) {
            mean.value[k] += encoding.value[k] / count;
            variance += (std::pow(encoding.sigmaNoise[k], 2) + std::pow(encoding.sigmaModel[k], 2)) / count;
        }
        mean.sigma[k] = std::sqrt(variance);
    }
    return mean;
}

std::vector<LabelResidual> residualsOf(const Stars& stars, const std::vector<StarEstimate>& said)
{
    std::vector<LabelResidual> residuals;
    for (std::size_t i = 0; i < stars.size(); ++i) {
        LabelResidual residual { said[i].value, said[i].sigma, stars[i]->truth };
        for (std::size_t k = 0; k < labelCount; ++k)
            residual.sigma[k] = std::hypot(residual.sigma[k], stars[i]->sigma[k]);
        residuals.push_back(residual);
    }
    return residuals;
}

std::vector<GapSample> samplesOf(const Stars& stars)
{
    std::vector<GapSample> samples;
    for (const auto* star : stars)
        for (const auto& exposure : star->exposures)
            samples.push_back({ &exposure.prepared, exposure.model, exposure.uncorrected.errorScale });
    return samples;
}

/// Which fold each star is held out in.
std::vector<std::size_t> foldsOf(std::size_t stars, std::size_t folds, std::uint64_t seed)
{
    std::vector<std::size_t> fold(stars);
    for (std::size_t i = 0; i < stars; ++i)
        fold[i] = i % std::min(folds, stars);
    Random random(seed);
    for (std::size_t i = stars; i > 1; --i)
        std::swap(fold[i - 1], fold[random.index(i)]);
    return fold;
}

/// One division of the stars, and where the held-out ones stood.
struct Division {
    Stars kept, heldOut;
    std::vector<std::size_t> heldOutRows;
};

Division divide(const Stars& stars, const std::vector<std::size_t>& fold, std::size_t which)
{
    Division division;
    for (std::size_t i = 0; i < stars.size(); ++i) {
        if (fold[i] != which) {
            division.kept.push_back(stars[i]);
            continue;
        }
        division.heldOut.push_back(stars[i]);
        division.heldOutRows.push_back(i);
    }
    return division;
}

/// What encoders with corrected lines say of each star when its own lines were not fitted.
std::vector<StarEstimate> estimatesOfUnseen(const Encoders& encoders, const Stars& stars,
                                            const GapPrior& prior, const TuningOptions& options)
{
    const auto fold = foldsOf(stars.size(), options.innerFolds, options.seed + 1);
    std::vector<StarEstimate> result(stars.size());
    for (std::size_t f = 0; f < std::min(options.innerFolds, stars.size()); ++f) {
        const auto division = divide(stars, fold, f);
        const InstrumentCorrection lines { fitSpectralGap(samplesOf(division.kept), prior), {}, 0 };
        const auto said = estimates(encoders, lines, division.heldOut);
        for (std::size_t i = 0; i < said.size(); ++i)
            result[division.heldOutRows[i]] = said[i];
    }
    return result;
}

std::array<InstrumentCorrection, tuningStrengths>
correctionsFrom(const Encoders& encoders, const Stars& stars, const TuningOptions& options)
{
    const auto samples = samplesOf(stars);
    const auto prior = likeliestGapPrior(samples);
    const auto before = residualsOf(stars, estimates(encoders, {}, stars));
    const auto unseen = residualsOf(stars, estimatesOfUnseen(encoders, stars, prior, options));
    const auto lines = fitSpectralGap(samples, prior);
    // One star cannot tell what all are wrong by, least of all after its own lines were corrected.
    const auto shifts = stars.size() > 1 ? Shifts::Fit : Shifts::None;
    return { { { {}, fitLabelGap(before, Shifts::None), stars.size() },
               { {}, fitLabelGap(before, shifts), stars.size() },
               { lines, fitLabelGap(unseen, Shifts::None), stars.size() },
               { lines, fitLabelGap(unseen, shifts), stars.size() } } };
}

Stars pointersTo(std::span<const TuningStar> stars)
{
    Stars pointers;
    for (const auto& star : stars)
        pointers.push_back(&star);
    return pointers;
}

void judge(const Encoders& encoders, const Division& division, const TuningOptions& options,
           std::vector<HeldOutStar>& heldOut)
{
    const auto learnt = correctionsFrom(encoders, division.kept, options);
    const auto before = estimates(encoders, {}, division.heldOut);
    for (std::size_t s = 0; s < tuningStrengths; ++s) {
        const auto said = estimates(encoders, learnt[s], division.heldOut);
        for (std::size_t i = 0; i < said.size(); ++i) {
            auto& star = heldOut[division.heldOutRows[i]];
            star.truth = division.heldOut[i]->truth;
            star.truthSigma = division.heldOut[i]->sigma;
            star.name = division.heldOut[i]->name;
            star.valueBefore = before[i].value;
            star.sigmaBefore = before[i].sigma;
            star.value[s] = said[i].value;
            star.sigma[s] = said[i].sigma;
        }
    }
}

/// Median stated σ of each label before tuning: the unit of the loss, the same for every strength.
Labels unitsOf(const std::vector<StarEstimate>& before)
{
    Labels units {};
    std::vector<double> sigmas(before.size());
    for (std::size_t k = 0; k < labelCount; ++k) {
        std::ranges::transform(before, sigmas.begin(), [k](const auto& star) { return star.sigma[k]; });
        units[k] = medianOf(sigmas);
    }
    return units;
}

/// Of one star, Huber's: one wild label does not decide.
double lossOf(const HeldOutStar& star, std::size_t strength, const Labels& units)
{
    constexpr double linearFrom = 3;
    double sum = 0;
    int known = 0;
    for (std::size_t k = 0; k < labelCount; ++k) {
        if (!std::isfinite(star.truth[k]))
            continue;
        const double z
            = std::abs(star.value[strength][k] - star.truth[k]) / std::hypot(units[k], star.truthSigma[k]);
        sum += z < linearFrom ? z * z : linearFrom * (2 * z - linearFrom);
        ++known;
    }
    return known > 0 ? sum / known : 0;
}

void decide(const Labels& units, TuningResult& result)
{
    const auto count = static_cast<double>(result.heldOut.size());
    const auto meanLoss = [&](std::size_t s) {
        return std::accumulate(result.heldOut.begin(), result.heldOut.end(), 0.0,
                               [&](double sum, const auto& star) { return sum + lossOf(star, s, units); })
            / count;
    };
    for (std::size_t s = 0; s < tuningStrengths; ++s)
        result.loss[s] = meanLoss(s);
    const auto best = static_cast<std::size_t>(std::ranges::min_element(result.loss) - result.loss.begin());
    for (std::size_t s = 0; s < tuningStrengths; ++s) {
        double squares = 0;
        for (const auto& star : result.heldOut)
            squares += std::pow(
                lossOf(star, s, units) - lossOf(star, best, units) - result.loss[s] + result.loss[best], 2);
        const double freedom = std::max(1.0, count - 1);
        const double student = 1 + 0.84 / freedom; // near the 84 % quantile of Student's t
        result.lossError[s] = student * std::sqrt(squares / (count * freedom));
    }
    std::size_t chosen = 0;
    while (result.loss[chosen] - result.loss[best] > result.lossError[chosen])
        ++chosen;
    result.chosen = static_cast<TuningStrength>(chosen);
}

} // namespace

std::string_view nameOf(TuningStrength strength)
{
    constexpr std::array<std::string_view, tuningStrengths> names { "nothing", "label shifts", "lines",
                                                                    "lines and label shifts" };
    return names[static_cast<std::size_t>(strength)];
}

std::array<InstrumentCorrection, tuningStrengths>
corrections(const Encoders& encoders, std::span<const TuningStar> stars, const TuningOptions& options)
{
    return correctionsFrom(encoders, pointersTo(stars), options);
}

std::vector<StarEstimate> estimates(const Encoders& encoders, const InstrumentCorrection& correction,
                                    std::span<const TuningStar* const> stars)
{
    std::vector<const PreparedSpectrum*> spectra;
    std::vector<Encoding> uncorrected;
    for (const auto* star : stars)
        for (const auto& exposure : star->exposures) {
            spectra.push_back(&exposure.prepared);
            uncorrected.push_back(exposure.uncorrected);
        }
    const auto encodings = encode(encoders, correction, spectra, std::move(uncorrected));
    std::vector<StarEstimate> result;
    std::size_t first = 0;
    for (const auto* star : stars) {
        result.push_back(meanOf(std::span(encodings).subspan(first, star->exposures.size())));
        first += star->exposures.size();
    }
    return result;
}

TuningResult fineTune(const Encoders& encoders, std::span<const TuningStar> stars,
                      const TuningOptions& options, const Progress& progress, std::stop_token stop)
{
    const auto all = pointersTo(stars);
    const auto fold = foldsOf(all.size(), options.folds, options.seed);
    const auto folds = std::min(options.folds, all.size());
    TuningResult result;
    result.heldOut.resize(all.size());
    for (std::size_t f = 0; f < folds; ++f) {
        if (stop.stop_requested())
            throw Cancelled();
        progress(static_cast<double>(f) / static_cast<double>(folds + 1),
                 "cross-validation over " + std::to_string(all.size()) + " stars");
        judge(encoders, divide(all, fold, f), options, result.heldOut);
    }
    decide(unitsOf(estimates(encoders, {}, all)), result);
    result.correction = correctionsFrom(encoders, all, options)[static_cast<std::size_t>(result.chosen)];
    progress(1, "fine-tuned");
    return result;
}

} // namespace syzygy
