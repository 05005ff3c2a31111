#pragma once

#include "core/atlas/staratlas.h"

#include <cstddef>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}

namespace syzygy {

/// --where, an expression over the columns of an atlas.
CLI::Option* addWhereOption(CLI::App& command, std::string& expression);

/// Those that fulfil it; all if it is empty. Throws Error.
std::vector<std::size_t> rowsOf(const StarAtlas& atlas, const std::string& expression);

} // namespace syzygy
