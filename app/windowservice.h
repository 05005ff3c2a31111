#pragma once

#include "ui/common/analysisservice.h"

#include <filesystem>
#include <optional>

namespace syzygy {

/// What can be had before the bundle is loaded: reading.
AnalysisService readingService();

/// Loads the bundle (the shipped one if none is given), which may take seconds. Where it cannot be loaded,
/// spectra are still shown and `problem` says why there are no labels. Never throws.
AnalysisService loadService(const std::optional<std::filesystem::path>& bundle);

} // namespace syzygy
