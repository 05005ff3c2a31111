#pragma once

#include "core/atlas/staratlas.h"

#include <optional>
#include <string>
#include <string_view>

namespace syzygy {

/// What a search for a star found, in words too.
struct StarFound {
    std::optional<std::size_t> row;
    std::string
        words; ///< "2 of 3 that have “M71”", "0.4″ from there", or why there is none; without a full stop
};

/// By a place ("17:33:42.5 -16:54:57", or degrees: "263.4272 -16.9160"): the star nearest to it, within 10″.
/// Else by a part of its name, its source's or its file's, and if none has it, of the catalogue's texts; case
/// and blanks do not count: the first behind row `after`, from the beginning again behind the last. Reads the
/// names of all stars.
StarFound findStar(const StarAtlas& atlas, std::string_view text, std::optional<std::size_t> after = {});

} // namespace syzygy
