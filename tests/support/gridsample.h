#pragma once

#include "tests/support/fitsmaker.h"

namespace syzygy::test {

/// A training grid of two stars and four pixels; unsigned 16 bit as FITS writes it, value − 32768 with BZERO.
/// The arguments make wrong ones: another name for the last column, images of another number of rows.
FitsMaker gridSample(const std::string& lastLabel = "LOG_C12C13", std::size_t rows = 2);

/// A table of two observed stars.
FitsMaker labelTableSample();

} // namespace syzygy::test
