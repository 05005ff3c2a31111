#include "core/training/evaluation/evaluation.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace syzygy {

namespace {

nlohmann::json toJson(const LabelScore& score)
{
    return { { "bias", score.bias },
             { "rmse", score.rmse },
             { "robust_sigma", score.robustSigma },
             { "within_1_sigma", score.within1 },
             { "within_2_sigma", score.within2 },
             { "median_stated_sigma", score.medianSigma },
             { "cramer_rao_bound", score.bound },
             { "ratio_to_bound", score.ratioToBound },
             { "least_rmse", score.boundRmse },
             { "prior_scatter", score.priorScatter } };
}

nlohmann::json toJson(const std::array<LabelScore, labelCount>& scores)
{
    nlohmann::json json;
    for (std::size_t k = 0; k < labelCount; ++k)
        json[std::string(labelInfos[k].key)] = toJson(scores[k]);
    return json;
}

nlohmann::json toJson(const RetrievalScore& score)
{
    return { { "pool", score.pool },
             { "success_at_1", score.at1 },
             { "success_at_5", score.at5 },
             { "success_at_10", score.at10 },
             { "mean_reciprocal_rank", score.reciprocalRank } };
}

nlohmann::json toJson(const SnrScore& score)
{
    nlohmann::json json { { "snr", score.snr },
                          { "nirspec_to_apogee", toJson(score.nirspecToApogee) },
                          { "apogee_to_nirspec", toJson(score.apogeeToNirspec) },
                          { "velocity_scatter_km_s", score.velocityScatter },
                          { "velocity_found", score.velocityFound } };
    if (score.ceiling)
        json["ceiling"] = toJson(*score.ceiling);
    for (const auto& group : score.groups) {
        auto& entry = json["groups"][group.name];
        entry = { { "stars", group.stars },
                  { "nirspec", toJson(group.nirspec) },
                  { "apogee", toJson(group.apogee) } };
        if (group.fitted > 0)
            entry.update({ { "fitted_stars", group.fitted }, { "nirspec_fit", toJson(group.fit) } });
    }
    return json;
}

void appendRows(double snr, const GroupScore& group, const char* instrument,
                const std::array<LabelScore, labelCount>& scores, CsvTable& table)
{
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto& score = scores[k];
        std::vector<std::string> row { fmt::format("{:g}", snr), group.name, std::to_string(group.stars),
                                       instrument, std::string(labelInfos[k].key) };
        for (const double value :
             { score.bias, score.rmse, score.robustSigma, score.within1, score.within2, score.medianSigma,
               score.bound, score.ratioToBound, score.boundRmse, score.priorScatter })
            row.push_back(fmt::format("{:.5g}", value));
        table.rows.push_back(std::move(row));
    }
}

std::string retrievalLine(const char* direction, const RetrievalScore& score)
{
    return fmt::format("- {}: success@1 {:.3f}, @5 {:.3f}, @10 {:.3f}, MRR {:.3f} (pool {})\n", direction,
                       score.at1, score.at5, score.at10, score.reciprocalRank, score.pool);
}

/// What was not computed, or has no bound.
std::string dashOr(double value, int digits)
{
    return value == 0 ? "–" : fmt::format("{:.{}f}", value, digits);
}

std::string labelTable(const GroupScore& group)
{
    std::string text
        = fmt::format("\n{} ({} stars)\n\n| label | NIRSpec bias | RMSE | robust σ | within 1σ | within 2σ | "
                      "bound | / bound | "
                      "least RMSE | prior | APOGEE RMSE |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
                      group.name, group.stars);
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto& score = group.nirspec[k];
        const int digits = k == 0 ? 1 : 3;
        text += fmt::format(
            "| {} | {:+.{}f} | {:.{}f} | {:.{}f} | {:.2f} | {:.2f} | {} | {} | {} | {:.{}f} | {:.{}f} |\n",
            labelInfos[k].symbol, score.bias, digits, score.rmse, digits, score.robustSigma, digits,
            score.within1, score.within2, dashOr(score.bound, digits), dashOr(score.ratioToBound, 2),
            dashOr(score.boundRmse, digits), score.priorScatter, digits, group.apogee[k].rmse, digits);
    }
    return text;
}

std::string fitTable(const GroupScore& group)
{
    std::string text = fmt::format(
        "\n{}, the emulator fitted to {} of them\n\n| label | bias | RMSE | robust σ | within 1σ | "
        "within 2σ | bound | / bound | encoders' RMSE | robust σ | / bound |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|\n",
        group.name, group.fitted);
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto &fit = group.fit[k], &encoders = group.sameStars[k];
        const int digits = k == 0 ? 1 : 3;
        text += fmt::format(
            "| {} | {:+.{}f} | {:.{}f} | {:.{}f} | {:.2f} | {:.2f} | {} | {} | {:.{}f} | {:.{}f} | {} |\n",
            labelInfos[k].symbol, fit.bias, digits, fit.rmse, digits, fit.robustSigma, digits, fit.within1,
            fit.within2, dashOr(fit.bound, digits), dashOr(fit.ratioToBound, 2), encoders.rmse, digits,
            encoders.robustSigma, digits, dashOr(encoders.ratioToBound, 2));
    }
    return text;
}

} // namespace

std::string toJson(const Evaluation& evaluation)
{
    nlohmann::json json { { "model_id", evaluation.modelId },
                          { "stars_from", evaluation.starsFrom },
                          { "seed", evaluation.options.seed },
                          { "apogee_snr", evaluation.options.apogeeSnr },
                          { "line_error", evaluation.options.lineError },
                          { "defects", evaluation.options.defects },
                          { "truth_corrected", evaluation.options.correctTruth },
                          { "velocity_measured", evaluation.options.measureVelocity } };
    for (const auto& score : evaluation.scores)
        json["scores"].push_back(toJson(score));
    return json.dump(1) + "\n";
}

CsvTable toTable(const Evaluation& evaluation)
{
    CsvTable table { { "snr", "group", "stars", "instrument", "label", "bias", "rmse", "robust_sigma",
                       "within_1_sigma", "within_2_sigma", "median_stated_sigma", "cramer_rao_bound",
                       "ratio_to_bound", "least_rmse", "prior_scatter" },
                     {} };
    for (const auto& score : evaluation.scores)
        for (const auto& group : score.groups) {
            appendRows(score.snr, group, "nirspec", group.nirspec, table);
            appendRows(score.snr, group, "apogee", group.apogee, table);
            if (group.fitted > 0)
                appendRows(score.snr, group, "nirspec fit", group.fit, table);
        }
    return table;
}

std::string toText(const Evaluation& evaluation)
{
    std::string text = fmt::format(
        "Model {}, stars from the {}, APOGEE side at S/N {:.0f}, line depths off by {:.0f} %, {}{}.\n",
        evaluation.modelId, evaluation.starsFrom, evaluation.options.apogeeSnr,
        100 * evaluation.options.lineError,
        evaluation.options.measureVelocity ? "velocities measured" : "velocities given with their error",
        evaluation.options.defects ? "" : ", without defects");
    for (const auto& score : evaluation.scores) {
        text += fmt::format("\n### S/N {:.0f} per pixel\n\n", score.snr);
        text += retrievalLine("NIRSpec → APOGEE", score.nirspecToApogee)
            + retrievalLine("APOGEE → NIRSpec", score.apogeeToNirspec);
        if (score.ceiling)
            text += retrievalLine("what the bounds allow, NIRSpec → APOGEE", *score.ceiling);
        text += fmt::format("- velocity: robust scatter {:.1f} km/s, found for {:.1f} %\n",
                            score.velocityScatter, 100 * score.velocityFound);
        for (const auto& group : score.groups) {
            if (group.stars > 0)
                text += labelTable(group);
            if (group.fitted > 0)
                text += fitTable(group);
        }
    }
    return text;
}

} // namespace syzygy
