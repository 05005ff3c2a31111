#include "core/training/encoders/mediumtraining.h"

#include "core/error.h"
#include "core/nn/encodernetwork.h"
#include "core/training/encoders/componentmodeltraining.h"
#include "core/training/encoders/contrastive.h"
#include "core/training/encoders/trainingrecord.h"
#include "core/training/encoders/trainingsteps.h"

#include <algorithm>

namespace syzygy {

namespace {

constexpr std::size_t modelStars = 32'768; ///< noise-free mocks that the component model is learnt from

/// All that is trained is held; the NIRSpec side is empty, to become G140M's.
EncoderNetworks heldApartFromNirspec(const EncoderNetworks& trained)
{
    auto networks = trained;
    networks.hold();
    networks.nirspec = {};
    return networks;
}

Encoders withNirspecAsMedium(const EncoderNetworks& trained, const EncoderNetworks& networks)
{
    auto whole = std::make_shared<EncoderNetworks>(trained);
    whole->medium = networks.nirspec;
    return Encoders(std::move(whole));
}

void load(const std::filesystem::path& file, EncoderNetworks& networks)
{
    torch::serialize::InputArchive archive;
    archive.load_from(file.string());
    auto whole = networks;
    whole.readMedium(archive);
    networks.nirspec.front = whole.medium->front;
    networks.nirspec.model = whole.medium->model;
}

/// Front end and component model from the checkpoint, or fitted and kept there.
void provideFrontEnd(const Emulator& emulator, const LabelPrior& prior, const EncoderTrainingOptions& options,
                     EncoderNetworks& networks, const Progress& progress, const std::stop_token& stop)
{
    const auto file = inCheckpoint(options, "frontend_g140m.pt");
    if (!file.empty() && std::filesystem::exists(file))
        return load(file, networks);
    fitMediumFrontEnd(emulator, prior, std::min(frontEndStars, options.stars), options.seed,
                      options.components, networks);
    ComponentModelOptions modelOptions;
    modelOptions.stars = std::min(modelStars, options.stars);
    modelOptions.seed = options.seed;
    trainMediumModel(emulator, prior, modelOptions, networks, partOf(progress, 0, 0.2), stop);
    if (!file.empty()) {
        auto kept = networks;
        for (std::size_t member = 0; member < kept.heads.size(); ++member)
            kept.nirspec.addMember(kept.options);
        withNirspecAsMedium(kept, kept).saveMedium(file);
        load(file,
             networks); // as it is stored, so that an interrupted training ends like an uninterrupted one
    }
}

} // namespace

EncoderTrainingOptions mediumTrainingOptions()
{
    EncoderTrainingOptions options;
    options.stars = 24'576;
    options.heldOut = 4'096;
    options.components = 128;
    options.mocks.nirspec.grating = Grating::G140M;
    options.mocks.nirspec.lowResolutionShare = 0;
    return options;
}

TrainedEncoders trainMedium(const Encoders& encoders, const Emulator& emulator, const LabelPrior& prior,
                            const EncoderTrainingOptions& given, const Progress& progress,
                            std::stop_token stop)
{
    if (!encoders.reconstructs())
        throw Error("The encoders of the StarNet baseline cannot take up another mode; train it on a bundle "
                    "of the projector architecture.");
    auto options = given;
    auto networks = heldApartFromNirspec(encoders.networks());
    options.members = static_cast<int>(networks.heads.size());
    claimCheckpoint(options);
    progress(0, "fitting the front end");
    provideFrontEnd(emulator, prior, options, networks, progress, stop);
    const auto mocks = provideMocks(emulator, prior, options, networks, progress, stop);
    const auto heldOut = provideHeldOut(emulator, prior, options, networks);
    torch::manual_seed(options.seed);
    for (std::size_t member = 0; member < networks.heads.size(); ++member)
        networks.nirspec.addMember(networks.options);
    const int epochs = trainMembers(networks, mocks, heldOut, Start::LikeApogee, options, progress, stop);
    calibrate(networks, heldOut);
    const auto score = assess(networks, heldOut, options.contrastiveWeight);
    return { withNirspecAsMedium(encoders.networks(), networks),
             score.loss,
             meanTemperature(networks),
             score.retrievalAt1,
             score.rmse,
             epochs,
             options.heldOut };
}

} // namespace syzygy
