#pragma once

#include "core/io/datatable.h"

#include <optional>

namespace CLI {
class App;
class Option;
}

namespace syzygy {

/// --format csv|ecsv|fits|votable
CLI::Option* addFormatOption(CLI::App& command, std::optional<TableFormat>& format);

} // namespace syzygy
