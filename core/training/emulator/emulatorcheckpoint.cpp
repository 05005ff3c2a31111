#include "core/training/emulator/emulatorcheckpoint.h"

#include "core/error.h"
#include "core/nn/savedarchive.h"

#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

#include <numeric>
#include <sstream>

namespace syzygy {

namespace {

std::uint64_t sumOf(const GridBand& band)
{
    return std::accumulate(band.values.begin(), band.values.end(), std::uint64_t { 0 });
}

std::string describe(const EmulatorTrainingOptions& options, const SpectralGrid& grid)
{
    std::ostringstream text;
    text << options.components << ' ' << options.epochs << ' ' << options.starsPerEpoch << ' '
         << options.searchComponents << ' ' << options.learningRate << ' ' << options.heldOutFraction << ' '
         << options.seed << ' ' << grid.stars.size() << ' ' << sumOf(grid.nirspec) << ' '
         << sumOf(grid.apogee);
    return text.str();
}

std::string nameOf(std::size_t band)
{
    return "band" + std::to_string(band);
}

} // namespace

EmulatorCheckpoint::EmulatorCheckpoint(const EmulatorTrainingOptions& options, const SpectralGrid& grid)
    : m_file(options.checkpoint)
    , m_training(describe(options, grid))
{
}

void EmulatorCheckpoint::save(const std::vector<EmulatorBandTraining>& bands) const
{
    if (m_file.empty())
        return;
    torch::serialize::OutputArchive archive;
    archive.write("training", c10::IValue(m_training));
    for (std::size_t i = 0; i < bands.size(); ++i) {
        torch::serialize::OutputArchive band(archive.compilation_unit());
        bands[i].search().save(band);
        archive.write(nameOf(i), band);
    }
    saveArchive(archive, m_file);
}

void EmulatorCheckpoint::load(std::vector<EmulatorBandTraining>& bands) const
{
    if (m_file.empty() || !std::filesystem::exists(m_file))
        return;
    const Error foreign(m_file.string()
                        + ": is no checkpoint of this training (same grid, same options); delete it, or"
                          " name another file.");
    try {
        torch::serialize::InputArchive archive;
        archive.load_from(m_file.string());
        c10::IValue training;
        if (!archive.try_read("training", training) || !training.isString()
            || training.toStringRef() != m_training)
            throw foreign;
        for (std::size_t i = 0; i < bands.size(); ++i) {
            torch::serialize::InputArchive band;
            archive.read(nameOf(i), band);
            bands[i].search().load(band);
        }
    } catch (const Error&) {
        throw;
    } catch (const std::exception&) { // c10::Error, and what its zip reader throws
        throw foreign;
    }
}

} // namespace syzygy
