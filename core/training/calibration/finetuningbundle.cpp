#include "core/training/calibration/finetuningbundle.h"

#include "core/atomicfile.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/nn/manifest.h"
#include "core/training/bundle/bundlecard.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace syzygy {

namespace {

using Json = nlohmann::json;
constexpr auto correctionFile = "correction.json", calibrationFile = "calibration.json";

Correction correctionOf(const Tuning& tuning)
{
    Correction correction;
    if (tuning.nirspec)
        correction.nirspec = tuning.nirspec->correction;
    if (tuning.apogee)
        correction.apogee = tuning.apogee->correction;
    return correction;
}

/// Into a text like "27 NIRSpec and 12 APOGEE stars".
std::string starsOf(const Tuning& tuning)
{
    std::string text;
    if (tuning.nirspec)
        text += fmt::format("{} NIRSpec", tuning.nirspec->heldOut.size());
    if (tuning.apogee)
        text += fmt::format("{}{} APOGEE", text.empty() ? "" : " and ", tuning.apogee->heldOut.size());
    return text + " stars";
}

Json scoresOf(const TuningResult& result)
{
    Json loss;
    for (std::size_t s = 0; s < tuningStrengths; ++s)
        loss[std::string(nameOf(static_cast<TuningStrength>(s)))] = result.loss[s];
    return { { "stars", result.heldOut.size() },
             { "chosen", std::string(nameOf(result.chosen)) },
             { "cross_validated_loss", loss } };
}

std::string scoresOf(const Tuning& tuning)
{
    Json scores = Json::object();
    if (tuning.nirspec)
        scores["fine_tuning_nirspec"] = scoresOf(*tuning.nirspec);
    if (tuning.apogee)
        scores["fine_tuning_apogee"] = scoresOf(*tuning.apogee);
    return scores.dump();
}

std::string cardOf(const Manifest& manifest, const std::string& from, const Tuning& tuning,
                   const std::string& originalCard)
{
    std::string card = fmt::format(
        "# {}\n\nFine-tuned from {} on {}. Its networks, reference stars and maps are those of that bundle;\n"
        "correction.json says how spectra and labels are corrected.\n\n- Made again by: `{}`\n\n",
        manifest.modelId, from, starsOf(tuning), manifest.command);
    card += "## Before and after\n\n" + toText(tuning);
    card += "\nThe strength was chosen by these very figures, so they are a little too good. Stars unlike "
            "those learnt from get wider σ,\n"
            "but nothing was measured there.\n";
    return card
        + "\n---\n\nThe card of the bundle it was made from; its scores are without the correction:\n\n"
        + originalCard;
}

/// Into a bundle that nobody reads yet.
void calibrate(const std::filesystem::path& bundle, const Tuning& tuning, const std::string& command)
{
    auto manifest = loadManifest(bundle);
    correctionOf(tuning).save(bundle / calibrationFile);
    std::vector<std::string> names { calibrationFile };
    for (const auto& [name, digest] : manifest.files)
        names.push_back(name);
    constexpr auto suffix = "-cal-";
    manifest.modelId = manifest.modelId.substr(0, manifest.modelId.find(suffix)) + suffix
        + sha256OfFile(bundle / calibrationFile).substr(0, 8);
    auto scores = Json::parse(manifest.scores);
    scores["calibration"] = Json::parse(scoresOf(tuning));
    manifest.scores = scores.dump();
    const auto body = fmt::format("{}: calibration.json says how spectra of the sky and their labels are "
                                  "corrected, unless `--line-error 0` "
                                  "trusts\nthe synthetic lines. Fine-tuning replaces it. Made by `{}`.\n\n{}",
                                  starsOf(tuning), command, toText(tuning));
    rewriteCard(bundle, manifest, "## Calibration on real stars", body);
    saveManifest(bundle, manifest, names);
}

} // namespace

void requireTunable(const std::filesystem::path& bundle)
{
    if (loadManifest(bundle).files.contains(correctionFile))
        throw Error(bundle.string() + " is fine-tuned already; start from the bundle that it was made from.");
}

void requireNewFolder(const std::filesystem::path& directory)
{
    if (std::filesystem::exists(directory)
        && !(std::filesystem::is_directory(directory) && std::filesystem::is_empty(directory)))
        throw Error(directory.string() + " is there already; name a new folder for the fine-tuned bundle.");
}

void writeTunedBundle(const std::filesystem::path& source, const std::filesystem::path& directory,
                      const Tuning& tuning, const std::string& command)
{
    requireTunable(source);
    requireNewFolder(directory);
    auto manifest = loadManifest(source);
    const auto from = manifest.modelId;
    writeFolderAtomically(directory, [&](const std::filesystem::path& made) {
        std::vector<std::string> names { correctionFile };
        for (const auto& [name, digest] : manifest.files) {
            copyAtomically(source / name, made / name);
            names.push_back(name);
        }
        correctionOf(tuning).save(made / correctionFile);
        manifest.modelId = from + "-tuned-" + sha256OfFile(made / correctionFile).substr(0, 8);
        manifest.madeFrom = fmt::format("{}, fine-tuned on {}", from, starsOf(tuning));
        manifest.command = command;
        manifest.scores = scoresOf(tuning);
        writeTextAtomically(made / "MODEL_CARD.md",
                            cardOf(manifest, from, tuning, readText(source / "MODEL_CARD.md").value_or("")));
        saveManifest(made, manifest, names);
    });
}

void recordCalibration(const std::filesystem::path& bundle, const Tuning& tuning, const std::string& command)
{
    requireTunable(bundle);
    writeFolderAtomically(bundle,
                          [&](const std::filesystem::path& made) { calibrate(made, tuning, command); });
}

std::string toText(const Tuning& tuning)
{
    std::string text;
    if (tuning.nirspec)
        text += fmt::format("### NIRSpec, {} stars\n\n", tuning.nirspec->heldOut.size())
            + toText(*tuning.nirspec);
    if (tuning.apogee)
        text += fmt::format("{}### APOGEE, {} stars\n\n", text.empty() ? "" : "\n",
                            tuning.apogee->heldOut.size())
            + toText(*tuning.apogee);
    return text;
}

} // namespace syzygy
