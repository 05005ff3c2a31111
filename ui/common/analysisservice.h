#pragma once

#include "core/analysis/analyzer.h"
#include "core/analysis/noisecloud.h"
#include "core/analysis/why.h"
#include "core/io/reader.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace syzygy {

/// What the window asks of the core. The program fills it from Analyzer, the tests from a deterministic
/// stand-in. The functions are called on worker threads and throw Error; they are safe to call from several
/// threads.
struct AnalysisService {
    std::function<std::vector<Spectrum>(const std::filesystem::path&, const ReadOptions&)> read;
    std::function<Analysis(const Spectrum&, const AnalysisOptions&, std::stop_token)>
        analyze; ///< empty: still loading
    std::function<PhysicalFit(const Spectrum&, const Analysis&, const AnalysisOptions&, std::stop_token)>
        fit; ///< the emulator to a spectrum that was encoded with these options, by least squares
    std::function<PreparedSpectrum(const StellarParameters&, const ModelGrid&)> reference;
    std::function<PreparedSpectrum(const Analysis&, Instrument)>
        view; ///< how an encoded star would look to an instrument, with its uncertainty
    std::function<Why(const Analysis&, Label)> why; ///< which wavelengths pull a label up and down
    std::function<std::vector<NoiseDraw>(const Spectrum&, const Analysis&, const AnalysisOptions&,
                                         std::stop_token)>
        noiseCloud; ///< where an encoded star would have been found with other noise
    std::function<std::vector<AtlasNeighbour>(std::span<const float>, int, std::optional<Instrument>)>
        nearest;                                ///< reference stars, of both instruments or of one
    std::shared_ptr<const Atlas> atlas;         ///< null until loaded
    std::vector<std::filesystem::path> samples; ///< spectra that come with the program
    Manifest manifest;
    std::string problem; ///< why there is no model, one sentence; spectra are then shown without labels
};

} // namespace syzygy
