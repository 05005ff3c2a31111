#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

enum class Align { Left, Right };

/// Characters that a UTF-8 text takes on the screen, all of them taken as one column wide.
std::size_t displayWidth(std::string_view text);

/// Rows of cells as lines of aligned columns, two spaces between them and before the first. The first column
/// is aligned to the left, the others as `align` says. Rows may be of different length.
std::string alignedColumns(const std::vector<std::vector<std::string>>& rows, Align align = Align::Right);

} // namespace syzygy
