#pragma once

#include "core/io/reader.h"

namespace CLI {
class App;
}

namespace syzygy {

/// What the files may leave unsaid: --flux-column, --wavelength-unit, --flux-unit, --mode, --air.
void addReadOptions(CLI::App& command, ReadOptions& options);

} // namespace syzygy
