#pragma once

#include "core/analysis/analyzer.h"
#include "core/io/gridreader.h"
#include "core/nn/emulator.h"
#include "core/nn/encoders.h"
#include "core/progress.h"
#include "core/training/calibration/finetuning.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace syzygy {

/// How many stars does fine-tuning need? Spectra of a grid that the emulator never saw, observed by the
/// instrument model and analysed down the user's road; tuned on some, tested on all others.
struct CurveOptions {
    std::vector<std::size_t> stars { 5, 10, 20, 50, 100 }; ///< trained on
    std::size_t draws = 4;                                 ///< of the training stars, averaged
    double snr = 100; ///< median per native pixel of NIRSpec, or per pixel of APOGEE
    Instrument instrument = Instrument::Nirspec;
    TuningOptions tuning;
    std::uint64_t seed = 4'000'037;
};

/// Mean squared errors of test stars.
struct CurveErrors {
    Labels before {};                              ///< of the bundle as it was
    Labels after {};                               ///< at the strength that cross-validation chose
    Labels undisturbed {};                         ///< of the same stars as the emulator makes them, before
    std::array<Labels, tuningStrengths> always {}; ///< at each strength, without asking
};

struct CurvePoint {
    std::size_t stars = 0;
    CurveErrors rmse;
    std::array<std::size_t, tuningStrengths> chosen {}; ///< draws
    double within1 = 0, within2 = 0; ///< share of labels of test stars within 1 and 2 σ after
};

/// Share of the excess of the error over the undisturbed domain that is left, in units of the latter and
/// summed over labels: of rmse, and of rmse².
struct ExcessLeft {
    double linear = 0, squared = 0;
};
ExcessLeft excessLeft(const CurveErrors& rmse, const Labels& after);

/// Throws Error, Cancelled.
std::vector<CurvePoint> tuningCurve(const Analyzer& analyzer, const Encoders& encoders,
                                    const Emulator& emulator, const SpectralGrid& truth,
                                    const CurveOptions& options, const Progress& progress,
                                    std::stop_token stop);

std::string toText(const std::vector<CurvePoint>& curve);

} // namespace syzygy
