#pragma once

#include "core/training/calibration/finetuning.h"

#include <filesystem>
#include <optional>
#include <string>

namespace syzygy {

/// What was learnt of each instrument that had enough stars.
struct Tuning {
    std::optional<TuningResult> nirspec, apogee;
};

/// Throws Error, with the way out, if `bundle` is fine-tuned already, or if `directory` is not a new or empty
/// folder.
void requireTunable(const std::filesystem::path& bundle);
void requireNewFolder(const std::filesystem::path& directory);

/// Writes a new bundle: the files of `source`, correction.json, a manifest and a model card of its own.
/// `command`: as typed. Throws Error.
void writeTunedBundle(const std::filesystem::path& source, const std::filesystem::path& directory,
                      const Tuning& tuning, const std::string& command);

/// Puts what was learnt into `bundle` itself, as the calibration that it corrects real spectra with until it
/// is fine-tuned: calibration.json, manifest and model card. Throws Error.
void recordCalibration(const std::filesystem::path& bundle, const Tuning& tuning, const std::string& command);

/// Of both instruments (Markdown).
std::string toText(const Tuning& tuning);

} // namespace syzygy
