#pragma once

#include "ui/common/analysisservice.h"

#include <filesystem>
#include <optional>

namespace syzygy {

/// loadService() of the module that has LibTorch, which is opened here: the window is there before 300 shared
/// libraries are. Where the module is missing, `problem` says so. Never throws.
AnalysisService loadFromModule(const std::optional<std::filesystem::path>& bundle);

} // namespace syzygy
