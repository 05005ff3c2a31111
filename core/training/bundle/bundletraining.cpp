#include "core/training/bundle/bundletraining.h"

#include "core/analysis/domain.h"
#include "core/atomicfile.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/latent/atlas.h"
#include "core/latent/projection.h"
#include "core/nn/emulator.h"
#include "core/nn/manifest.h"
#include "core/processing/modelgrid.h"
#include "core/training/bundle/bundlecard.h"
#include "core/training/bundle/referencestatistics.h"
#include "core/training/encoders/peers.h"
#include "core/training/mocks/preparedpairs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::uint64_t atlasSeed = 0xa71a5;
constexpr std::size_t starsAtOnce = 256;
const std::vector<std::string> bundleFiles { "emulator.pt", "label_prior.json", "encoders.pt", "atlas.bin",
                                             "map.pt",      "pca.json",         "domain.json" };

/// The atlas without its maps, and what its stars' spectra tell about the domain.
struct ReferenceSet {
    Atlas atlas;
    std::vector<double> nirspecWhitened, apogeeWhitened;
};

void append(const std::vector<Encoding>& encodings, std::vector<float>& latents,
            std::vector<double>& whitened)
{
    for (const auto& encoding : encodings) {
        latents.insert(latents.end(), encoding.latent.begin(), encoding.latent.end());
        whitened.push_back(whitenedRms(encoding));
    }
}

ReferenceSet makeReferences(const Emulator& emulator, const LabelPrior& prior, const Encoders& encoders,
                            std::size_t count, const Progress& progress, const std::stop_token& stop)
{
    ReferenceSet set;
    set.atlas.dimensions = encoders.latentDimensions();
    set.atlas.stars = drawStars(prior, count, 0, atlasSeed);
    for (std::size_t first = 0; first < count; first += starsAtOnce) {
        if (stop.stop_requested())
            throw Cancelled();
        const auto last = std::min(count, first + starsAtOnce);
        const auto spectra = emulateStars(emulator,
                                          { set.atlas.stars.begin() + static_cast<std::ptrdiff_t>(first),
                                            set.atlas.stars.begin() + static_cast<std::ptrdiff_t>(last) });
        const auto pairs = preparePairs(spectra, referenceMocks(), atlasSeed + first);
        append(encodeAll(encoders, pairs.nirspec), set.atlas.nirspecLatents, set.nirspecWhitened);
        append(encodeAll(encoders, pairs.apogee), set.atlas.apogeeLatents, set.apogeeWhitened);
        progress(static_cast<double>(last) / static_cast<double>(count),
                 fmt::format("reference stars: {} of {}", last, count));
    }
    return set;
}

Domain domainOf(const ReferenceSet& set)
{
    constexpr std::size_t stride = 5;
    const auto index = indexOf(set.atlas);
    return { statisticsOf(set.atlas, index, set.atlas.nirspecLatents, set.nirspecWhitened, stride),
             statisticsOf(set.atlas, index, set.atlas.apogeeLatents, set.apogeeWhitened, stride) };
}

nlohmann::json toJson(const EncoderTrainingOptions& options)
{
    return { { "architecture", "projector" },
             { "stars", options.stars },
             { "components", options.components },
             { "hidden", options.hidden },
             { "latent", options.latent },
             { "members", options.members },
             { "dropout", options.dropout },
             { "epochs", options.epochs },
             { "batch", options.batch },
             { "learning_rate", options.learningRate },
             { "weight_decay", options.weightDecay },
             { "contrastive_weight", options.contrastiveWeight },
             { "hard_negative_share", options.hardNegativeShare },
             { "hard_batch_share", options.hardBatchShare } };
}

nlohmann::json toJson(const StarNetTrainingOptions& options)
{
    return { { "architecture", "starnet" },
             { "stars", options.stars },
             { "epochs", options.epochs },
             { "batch", options.batch },
             { "supervised_rate", options.supervisedRate },
             { "learning_rate", options.learningRate },
             { "weight_decay", options.weightDecay },
             { "logit_scale", options.logitScale },
             { "hard_negative_share", options.hardNegativeShare } };
}

/// What the manifest asks of the options of any architecture.
struct CommonOptions {
    std::string json;
    std::size_t stars = 0;
    std::uint64_t seed = 0;
};

CommonOptions commonOf(const BundleOptions& options)
{
    return std::visit(
        [](const auto& training) {
            return CommonOptions { toJson(training).dump(), training.stars, training.seed };
        },
        options.training);
}

TrainedEncoders train(const std::filesystem::path& source, const Emulator& emulator, const LabelPrior& prior,
                      const BundleOptions& options, const Progress& progress, const std::stop_token& stop)
{
    if (const auto* starNet = std::get_if<StarNetTrainingOptions>(&options.training))
        return trainStarNets(emulator, prior, *starNet, progress, stop);
    auto training = std::get<EncoderTrainingOptions>(options.training);
    training.source = sha256OfFiles(source, { "emulator.pt", "label_prior.json" });
    return trainEncoders(emulator, prior, training, progress, stop);
}

bool writesBundle(const BundleOptions& options)
{
    const auto* training = std::get_if<EncoderTrainingOptions>(&options.training);
    return training == nullptr || training->peers == nullptr || training->peers->isFirst();
}

Manifest manifestOf(const std::filesystem::path& directory, const Encoders& encoders,
                    const BundleOptions& options)
{
    Manifest manifest;
    manifest.modelId = "nirspec-apogee-" + sha256OfFile(directory / "encoders.pt").substr(0, 8);
    for (const auto& info : labelInfos) {
        manifest.labelNames.emplace_back(info.key);
        manifest.labelUnits.emplace_back(info.unit);
    }
    manifest.nirspecGrid = nirspecModelGrid().description();
    manifest.apogeeGrid = apogeeModelGrid().description();
    manifest.latentDimensions = static_cast<int>(encoders.latentDimensions());
    const auto common = commonOf(options);
    manifest.options = common.json;
    manifest.seed = common.seed;
    manifest.scores = "{}";
    manifest.madeFrom
        = fmt::format("{} mock stars from emulator.pt (sha256 {}) and label_prior.json (sha256 {})",
                      common.stars, sha256OfFile(directory / "emulator.pt").substr(0, 16),
                      sha256OfFile(directory / "label_prior.json").substr(0, 16));
    manifest.command = options.command;
    return manifest;
}

void copyUnlessSame(const std::filesystem::path& from, const std::filesystem::path& to)
{
    std::error_code ignored;
    if (!std::filesystem::equivalent(from, to, ignored))
        copyAtomically(from, to);
}

} // namespace

void addReferences(const std::filesystem::path& directory, const Emulator& emulator, const LabelPrior& prior,
                   const Encoders& encoders, std::size_t stars, const Progress& progress,
                   std::stop_token stop)
{
    auto set = makeReferences(emulator, prior, encoders, stars, partOf(progress, 0, 0.6), stop);
    domainOf(set).save(directory / "domain.json");
    const auto& latents = set.atlas.nirspecLatents;
    const auto map = ParametricMap::train(latents, set.atlas.dimensions, {}, partOf(progress, 0.6, 1), stop);
    const auto pca = PcaProjection::fit(latents, set.atlas.dimensions);
    set.atlas.mapPositions = map.place(latents);
    set.atlas.pcaPositions = pca.place(latents);
    map.save(directory / "map.pt");
    pca.save(directory / "pca.json");
    saveAtlas(directory / "atlas.bin", set.atlas);
}

TrainedEncoders trainBundle(const std::filesystem::path& source, const std::filesystem::path& directory,
                            const BundleOptions& options, const Progress& progress, std::stop_token stop)
{
    const auto emulator = Emulator::load(source / "emulator.pt");
    const auto prior = LabelPrior::load(source / "label_prior.json");
    auto trained = train(source, emulator, prior, options, partOf(progress, 0, 0.9), stop);
    if (!writesBundle(options))
        return trained;
    writeFolderAtomically(directory, [&](const std::filesystem::path& made) {
        copyUnlessSame(source / "emulator.pt", made / "emulator.pt");
        copyUnlessSame(source / "label_prior.json", made / "label_prior.json");
        trained.encoders.save(made / "encoders.pt");
        addReferences(made, emulator, prior, trained.encoders, options.atlasStars, partOf(progress, 0.9, 1),
                      stop);
        const auto manifest = manifestOf(made, trained.encoders, options);
        writeTextAtomically(made / "MODEL_CARD.md", modelCard(manifest, trained));
        saveManifest(made, manifest, bundleFiles);
    });
    return trained;
}

} // namespace syzygy
