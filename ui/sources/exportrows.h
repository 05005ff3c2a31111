#pragma once

namespace syzygy {

/// Which of the sources a table is of.
enum class ExportRows { All, Shown, Selected, Starred };

} // namespace syzygy
