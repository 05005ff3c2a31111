#include "core/training/bundle/bundlecard.h"

#include "core/atomicfile.h"
#include "core/error.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace syzygy {

namespace {

/// What the manifest keeps of an evaluation; all of it is in the card.
nlohmann::json summaryOf(const Evaluation& evaluation)
{
    nlohmann::json summary { { "model_id", evaluation.modelId },
                             { "seed", evaluation.options.seed },
                             { "snr", nlohmann::json::array() } };
    for (const auto& score : evaluation.scores) {
        nlohmann::json entry { { "snr", score.snr },
                               { "pool", score.nirspecToApogee.pool },
                               { "nirspec_to_apogee_success_at_1", score.nirspecToApogee.at1 },
                               { "apogee_to_nirspec_success_at_1", score.apogeeToNirspec.at1 },
                               { "velocity_scatter_km_s", score.velocityScatter } };
        for (const auto& group : score.groups)
            if (group.name == "giants")
                for (std::size_t k = 0; k < labelCount; ++k)
                    entry["giants_rmse"][std::string(labelInfos[k].key)] = group.nirspec[k].rmse;
        summary["snr"].push_back(std::move(entry));
    }
    return summary;
}

/// Which of the evaluations of a bundle it is.
std::string nameOf(const Evaluation& evaluation)
{
    const auto& options = evaluation.options;
    auto name = evaluation.starsFrom;
    if (options.grating == Grating::G140M)
        name += ", G140M";
    if (options.fitStars > 0)
        name += ", fitted as well";
    if (!options.defects)
        name += ", without defects";
    if (options.lineError > 0)
        name += fmt::format(", line depths off by {:.0f} %", 100 * options.lineError);
    return name;
}

bool isBaseline(const Manifest& manifest)
{
    const auto options = nlohmann::json::parse(manifest.options.empty() ? "{}" : manifest.options);
    return options.value("architecture", "") == "starnet";
}

std::string introduction(const Manifest& manifest)
{
    if (isBaseline(manifest))
        return "The baseline that other encoders are compared with, not made for use: two StarNets trained "
               "as StarCLIP is, on the "
               "mocks of this\nprogram. Their 20 outputs are the latent space; labels are read from them by "
               "linear regression. "
               "The stated errors are those of\nheld-out mocks of all S/N, the same for every spectrum.\n\n";
    return "Encoders, one for JWST/NIRSpec G140H/F100LP and one for APOGEE spectra of stars, that put "
           "both spectra of a star on the\n"
           "same point of a shared latent space, and heads that read 20 labels from that point.\n\n";
}

} // namespace

std::string modelCard(const Manifest& manifest, const TrainedEncoders& trained)
{
    std::string card = fmt::format("# {}\n\n", manifest.modelId);
    card += introduction(manifest);
    card += fmt::format("- Made from: {}.\n- Made again by: `{}` (seed {}).\n", manifest.madeFrom,
                        manifest.command, manifest.seed);
    card += fmt::format("- Latent space: unit sphere in {} dimensions; temperature {}, {:.4f} at the end.\n",
                        manifest.latentDimensions, isBaseline(manifest) ? "fixed" : "learnt",
                        trained.temperature);
    card += fmt::format("- Grids: NIRSpec {}; APOGEE {}.\n", manifest.nirspecGrid, manifest.apogeeGrid);
    card += fmt::format("- Options: `{}`; {} epochs done.\n\n", manifest.options, trained.epochs);
    card += "## For and not for\n\n"
            "For FGK giants and dwarfs, 3500-6600 K, [Fe/H] -2.4 to +0.5, G140H/F100LP at S/N 8 and more per "
            "pixel (G140M/F100LP where a section below tells of it), and apStar files.\n"
            "Not for carbon stars, dwarfs cooler than 4500 K (the synthetic grid is extrapolated there), "
            "fast rotators, binaries and\n"
            "any other gratings and the prism. Labels are LTE and on the scale of Grevesse, Asplund & Sauval "
            "(2007).\n\n";
    card += "## At the end of training\n\n";
    card += fmt::format(
        "NIRSpec side, held-out mocks of all S/N 8-400: Teff {:.0f} K, log g {:.3f}, [Fe/H] {:.3f}; "
        "success@1 {:.3f}.\n",
        trained.rmse[0], trained.rmse[1], trained.rmse[2], trained.retrievalAt1);
    return card;
}

std::string withSection(std::string card, const std::string& heading, const std::string& body)
{
    const auto first = card.find(heading + "\n");
    if (first == std::string::npos)
        return card + "\n" + heading + "\n\n" + body;
    const auto next = card.find("\n## ", first + heading.size());
    const auto tail = next == std::string::npos ? std::string() : card.substr(next);
    return card.substr(0, first) + heading + "\n\n" + body + tail;
}

void rewriteCard(const std::filesystem::path& bundle, const Manifest& manifest, const std::string& heading,
                 const std::string& body)
{
    const auto file = bundle / "MODEL_CARD.md";
    const auto before = readText(file);
    if (!before)
        throw Error(file.string() + ": cannot be read; copy the bundle again.");
    auto card = withSection(*before, heading, body);
    card.replace(0, card.find('\n'), "# " + manifest.modelId);
    writeTextAtomically(file, card);
}

void recordScores(const std::filesystem::path& bundle, const Evaluation& evaluation)
{
    auto manifest = loadManifest(bundle);
    auto scores = nlohmann::json::parse(manifest.scores.empty() ? "{}" : manifest.scores);
    const auto name = nameOf(evaluation);
    scores[name] = summaryOf(evaluation);
    manifest.scores = scores.dump();
    std::vector<std::string> files;
    for (const auto& [file, digest] : manifest.files)
        files.push_back(file);
    rewriteCard(bundle, manifest, "## Scores on unseen mocks, stars from the " + name, toText(evaluation));
    saveManifest(bundle, manifest, files);
}

void recordDetection(const std::filesystem::path& bundle, const std::string& text)
{
    rewriteCard(bundle, loadManifest(bundle), "## Spectra that are no such star", text);
}

} // namespace syzygy
