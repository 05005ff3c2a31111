#include "core/training/bundle/mediumbundle.h"

#include "core/atomicfile.h"
#include "core/digest.h"
#include "core/nn/manifest.h"
#include "core/training/bundle/bundlecard.h"
#include "core/training/bundle/referencestatistics.h"
#include "core/training/encoders/mediumtraining.h"
#include "core/training/mocks/preparedpairs.h"

#include <algorithm>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr auto sectionHeading = "## G140M";
constexpr std::size_t starsOfDomain = 2'048, domainStarsAtOnce = 256;
constexpr std::uint64_t domainSeed = 0x140;

/// How mocks of G140M of the atlas' first stars lie among all others.
DomainStatistics domainOf(const Encoders& encoders, const Emulator& emulator, const Atlas& atlas)
{
    auto mocks = referenceMocks();
    mocks.nirspec.grating = Grating::G140M;
    std::vector<float> latents;
    std::vector<double> whitened;
    const auto count = std::min(starsOfDomain, atlas.size());
    for (std::size_t first = 0; first < count; first += domainStarsAtOnce) {
        const auto begin = atlas.stars.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end
            = atlas.stars.begin() + static_cast<std::ptrdiff_t>(std::min(count, first + domainStarsAtOnce));
        const auto pairs = preparePairs(emulateStars(emulator, { begin, end }), mocks, domainSeed + first);
        for (const auto& encoding : encodeAll(encoders, pairs.nirspec)) {
            latents.insert(latents.end(), encoding.latent.begin(), encoding.latent.end());
            whitened.push_back(whitenedRms(encoding));
        }
    }
    return statisticsOf(atlas, indexOf(atlas), latents, std::move(whitened), 1);
}

/// "nirspec-apogee-1bb228b3" -> "nirspec-apogee-1bb228b3-g140m-01234567", before what calibrations and
/// fine-tunings add.
std::string idWith(std::string id, const std::string& digest)
{
    constexpr auto suffix = "-g140m-";
    constexpr std::size_t length = 8;
    if (const auto old = id.find(suffix); old != std::string::npos)
        id.erase(old, std::string(suffix).size() + length);
    return id.insert(std::min(id.find("-cal-"), id.size()), suffix + digest.substr(0, length));
}

std::string sectionOf(const TrainedEncoders& trained, const std::string& command)
{
    return fmt::format("A third encoder puts NIRSpec spectra of G140M/F100LP (R = 1000, pixels of 6.4 Å) on "
                       "the same points; the others were held while it learnt. "
                       "Made by\n`{}`; {} epochs.\n\nHeld-out mocks of all S/N 8-400: Teff {:.0f} K, log g "
                       "{:.3f}, [Fe/H] {:.3f}; success@1 among {} APOGEE "
                       "spectra {:.3f}.\n",
                       command, trained.epochs, trained.rmse[0], trained.rmse[1], trained.rmse[2],
                       trained.heldOut, trained.retrievalAt1);
}

} // namespace

TrainedEncoders addMedium(const std::filesystem::path& bundle, const EncoderTrainingOptions& options,
                          const std::string& command, const Progress& progress, std::stop_token stop)
{
    auto manifest = loadManifest(bundle);
    const auto emulator = Emulator::load(bundle / "emulator.pt");
    const auto prior = LabelPrior::load(bundle / "label_prior.json");
    auto training = options;
    training.source = sha256OfFiles(bundle, { "emulator.pt", "label_prior.json", "encoders.pt" });
    const auto trained = trainMedium(Encoders::load(bundle / "encoders.pt"), emulator, prior, training,
                                     partOf(progress, 0, 0.97), stop);
    progress(0.98, "reference stars");
    auto domain = Domain::load(bundle / "domain.json");
    domain.medium = domainOf(trained.encoders, emulator, loadAtlas(bundle / "atlas.bin"));
    writeFolderAtomically(bundle, [&](const std::filesystem::path& made) {
        trained.encoders.saveMedium(made / Encoders::mediumFile);
        domain.save(made / "domain.json");
        manifest.mediumGrid = nirspecMediumModelGrid().description();
        manifest.mediumCommand = command;
        manifest.modelId = idWith(manifest.modelId, sha256OfFile(made / Encoders::mediumFile));
        std::vector<std::string> names { Encoders::mediumFile };
        for (const auto& [name, digest] : manifest.files)
            names.push_back(name);
        rewriteCard(made, manifest, sectionHeading, sectionOf(trained, command));
        saveManifest(made, manifest, names);
    });
    return trained;
}

} // namespace syzygy
