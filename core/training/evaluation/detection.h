#pragma once

#include "core/progress.h"
#include "core/training/evaluation/spoiling.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace syzygy {

struct DetectionOptions {
    std::vector<double> snr { 60 }; ///< median per native pixel
    std::size_t stars = 200;        ///< of each kind, and as many that nothing is wrong with
    std::uint64_t seed = 30'000'001;
};

/// How many spectra of a kind are doubted or refused, and for what.
struct Detection {
    std::string kind; ///< nameOf(Spoiling), or "nothing wrong"
    std::size_t spectra = 0, doubted = 0;
    std::map<std::string, std::size_t> causes; ///< key of a flag -> spectra that have it
};

struct DetectionScore {
    double snr = 0;
    std::vector<Detection> kinds; ///< what nothing is wrong with first: its share is the rate of false alarms
};

/// Warnings and refusals that say "this may be no such star". Little coverage, low S/N, cool dwarfs and
/// limits of the grid say other things, which are true of good spectra too.
bool isDoubt(std::string_view flagKey);

/// Spoils mocks of giants and dwarfs of the bundle's prior in each way and analyses them down the user's
/// road, with the line errors that real stars are read with. Throws Error, Cancelled.
std::vector<DetectionScore> detectSpoilt(const std::filesystem::path& bundle, const DetectionOptions& options,
                                         const Progress& progress, std::stop_token stop);

std::string
toText(const std::vector<DetectionScore>& scores); ///< Markdown, for the terminal and the model card

} // namespace syzygy
