#include "core/training/emulator/emulatortraining.h"

#include "core/error.h"
#include "core/training/emulator/emulatorbandtraining.h"
#include "core/training/emulator/emulatorcheckpoint.h"
#include "core/training/emulator/gridselection.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::size_t fewestStars = 30;
constexpr int stepsBetweenCheckpoints = 10;

struct Trainee {
    torch::Tensor parameters;                // (N, parameterCount)
    torch::Tensor inputMean, inputScale;     // (D), of the stars held in
    std::vector<EmulatorBandTraining> bands; // in the order of Band
};

void check(const SpectralGrid& grid, const EmulatorTrainingOptions& options)
{
    if (grid.stars.size() < fewestStars)
        throw Error("the grid has " + std::to_string(grid.stars.size())
                    + " stars; an emulator needs at least " + std::to_string(fewestStars)
                    + ", and some hundreds to be of use.");
    for (const auto* band : { &grid.nirspec, &grid.apogee })
        if (band->pixels == 0 || band->values.size() != grid.stars.size() * band->pixels)
            throw Error("the grid has not one spectrum per star in both bands; write it in the layout of the "
                        "grid file.");
    const bool sensible = options.components > 0 && options.epochs >= 0 && options.starsPerEpoch > 1
        && options.searchComponents > 0 && options.learningRate > 0 && options.heldOutFraction >= 0
        && options.heldOutFraction <= 0.5;
    if (!sensible)
        throw Error("the training options must be positive, and the held-out share at most 0.5.");
}

torch::Tensor toRows(const std::vector<std::size_t>& stars)
{
    return torch::tensor(std::vector<std::int64_t>(stars.begin(), stars.end()), torch::kLong);
}

Trainee prepare(const SpectralGrid& grid, const GridSplit& split, const EmulatorTrainingOptions& options)
{
    Trainee trainee;
    trainee.parameters = toTensor(grid.stars);
    const auto heldIn = toRows(split.heldIn);
    const auto inputs = emulatorInputs(trainee.parameters);
    const auto known = inputs.index_select(0, heldIn);
    trainee.inputMean = known.mean(0);
    const auto scatter = known.std(0, false);
    trainee.inputScale = torch::where(scatter > 1e-9, scatter, torch::ones_like(scatter));
    const auto standardised = (inputs - trainee.inputMean) / trainee.inputScale;
    for (const auto* band : { &grid.nirspec, &grid.apogee })
        trainee.bands.emplace_back(*band, grid.scale, standardised, heldIn, options);
    return trainee;
}

/// Advances both searches to their end. Keeps checkpoints, also when stopped.
void search(Trainee& trainee, const EmulatorCheckpoint& checkpoint, const Progress& progress,
            const std::stop_token& stop)
{
    constexpr double share = 0.95; // of the time; the rest is conditioning and the report
    for (std::size_t i = 0; i < trainee.bands.size(); ++i) {
        auto& kernel = trainee.bands[i].search();
        while (!kernel.finished()) {
            if (stop.stop_requested()) {
                checkpoint.save(trainee.bands);
                throw Cancelled();
            }
            const double likelihood = -kernel.advance();
            if (kernel.step() % stepsBetweenCheckpoints == 0 || kernel.finished())
                checkpoint.save(trainee.bands);
            const double done
                = (static_cast<double>(i) + kernel.progress()) / static_cast<double>(trainee.bands.size());
            if (progress)
                progress(share * done,
                         std::string(i == 0 ? "NIRSpec" : "APOGEE") + " kernel, step "
                             + std::to_string(kernel.step()) + ": ln likelihood per star "
                             + std::to_string(likelihood));
        }
    }
}

/// The emulator that interpolates between the stars given.
Emulator condition(const Trainee& trainee, const std::vector<std::size_t>& stars)
{
    const auto rows = toRows(stars);
    const auto parameters = trainee.parameters.index_select(0, rows);
    auto process = std::make_shared<Emulator::Process>();
    process->inputMean = trainee.inputMean;
    process->inputScale = trainee.inputScale;
    process->support = process->standardise(parameters);
    process->lower = std::get<0>(parameters.min(0));
    process->upper = std::get<0>(parameters.max(0));
    const auto carbonToOxygen
        = parameters.select(1, indexOf(Label::C)) - parameters.select(1, indexOf(Label::O));
    process->highestCarbonToOxygen = carbonToOxygen.max().item<double>();
    for (std::size_t i = 0; i < trainee.bands.size(); ++i)
        process->bands[i] = trainee.bands[i].condition(rows);
    return Emulator(std::move(process));
}

TrainedEmulator train(const SpectralGrid& grid, const EmulatorTrainingOptions& options,
                      const Progress& progress, const std::stop_token& stop)
{
    const torch::NoGradGuard noGradients; // the likelihood's derivatives are in closed form
    const auto split = drawSplit(grid.stars.size(), options.heldOutFraction, options.seed);
    auto trainee = prepare(grid, split, options);
    const EmulatorCheckpoint checkpoint(options, grid);
    checkpoint.load(trainee.bands);
    search(trainee, checkpoint, progress, stop);

    TrainedEmulator trained { condition(trainee, split.heldIn), {} };
    if (!split.heldOut.empty())
        trained.heldOut = assessEmulator(trained.emulator, selectStars(grid, split.heldOut));
    if (!options.keepHeldOutAside && !split.heldOut.empty())
        trained.emulator = condition(trainee, allStars(grid.stars.size()));
    if (progress)
        progress(1, "emulator trained");
    return trained;
}

} // namespace

TrainedEmulator trainEmulator(const SpectralGrid& grid, const EmulatorTrainingOptions& options,
                              const Progress& progress, std::stop_token stop)
{
    check(grid, options);
    try {
        return train(grid, options, progress, stop);
    } catch (const c10::Error& error) {
        throw Error(std::string("the emulator could not be trained: ") + error.what_without_backtrace());
    }
}

} // namespace syzygy
