#include "core/training/encoders/trainingrecord.h"

#include "core/atomicfile.h"
#include "core/error.h"
#include "core/training/encoders/peers.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>
#include <string_view>

namespace syzygy {

namespace {

constexpr auto recordFile = "options.txt";

std::string describe(std::string_view instrument, const ObservationOptions& mocks)
{
    return fmt::format("{} mocks {}-{} {} {} {} {} {} {}\n", instrument, mocks.snrLow, mocks.snrHigh,
                       mocks.defects, mocks.largestVelocity, mocks.lowResolutionShare, mocks.lineScatter,
                       mocks.largestLineScatter, static_cast<int>(mocks.grating));
}

bool holdsTensors(const std::filesystem::path& folder)
{
    return std::ranges::any_of(std::filesystem::directory_iterator(folder),
                               [](const auto& entry) { return entry.path().extension() == ".pt"; });
}

void claimFolder(const std::filesystem::path& folder, const std::string& record)
{
    std::filesystem::create_directories(folder);
    const auto file = folder / recordFile;
    if (const auto kept = readText(file))
        return requireSame(folder.string(), *kept, record);
    if (holdsTensors(folder))
        throw Error(folder.string()
                    + ": does not say which training it is of; name another folder for --checkpoint.");
    writeTextAtomically(file, record);
}

} // namespace

std::string mockRecord(const EncoderTrainingOptions& options)
{
    return fmt::format("--source {}\n--stars {}\n--held-out {}\n--components {}\n--hard-negatives {}\n"
                       "--seed {}\n",
                       options.source, options.stars, options.heldOut, options.components,
                       options.hardNegativeShare, options.seed)
        + describe("NIRSpec", options.mocks.nirspec) + describe("APOGEE", options.mocks.apogee);
}

std::string weightRecord(const EncoderTrainingOptions& options)
{
    return fmt::format("--hidden {}\n--latent {}\n--dropout {}\n--epochs {}\n--patience {}\n--batch {}\n"
                       "--learning-rate {}\n--weight-decay {}\n--contrastive-weight {}\nhard batches {}\n",
                       options.hidden, options.latent, options.dropout, options.epochs, options.patience,
                       options.batch, options.learningRate, options.weightDecay, options.contrastiveWeight,
                       options.hardBatchShare);
}

void requireSame(const std::string& place, const std::string& kept, const std::string& asked)
{
    if (kept == asked)
        return;
    std::istringstream theirs(kept), ours(asked);
    std::string before, now;
    while (std::getline(theirs, before) && std::getline(ours, now) && before == now) { }
    throw Error(
        fmt::format("{}: was begun with \"{}\", not \"{}\"; give the same options to go on with it, or "
                    "another folder for --checkpoint.",
                    place, before, now));
}

void claimCheckpoint(const EncoderTrainingOptions& options)
{
    const auto& peers = options.peers;
    if (!options.checkpoint.empty() && (!peers || peers->isFirst()))
        claimFolder(options.checkpoint, mockRecord(options));
    if (!peers)
        return;
    const auto record
        = mockRecord(options) + weightRecord(options) + fmt::format("--members {}\n", options.members);
    requireSame("--distributed: the first process", peers->shared(record), record);
}

} // namespace syzygy
