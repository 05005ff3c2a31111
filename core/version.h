#pragma once

#include <string_view>

namespace syzygy {

/// Of the program: "0.1.0".
std::string_view programVersion();

} // namespace syzygy
