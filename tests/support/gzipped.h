#pragma once

#include <string>
#include <string_view>

namespace syzygy::test {

/// `text` as a gzip file.
std::string gzipped(std::string_view text);

} // namespace syzygy::test
