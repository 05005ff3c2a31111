#pragma once

#include "core/spectrum.h"

#include <string>
#include <vector>

namespace syzygy::test {

/// One line of the table of products: what a file is, and what becomes of it.
struct ProductSample {
    std::string name; ///< of the line
    std::string fileName;
    std::string bytes;
    std::string product; ///< as the reader calls it; empty if it is refused
    std::size_t spectra = 1;
    Instrument instrument = Instrument::Other;
    std::string mode;
    std::string refusal; ///< a part of the sentence
};

/// A file of every product that opens, and of those that are refused with advice. 60 samples make small
/// files; with 3600 they reach as far as real ones.
std::vector<ProductSample> productSamples(std::size_t samples = 60);

} // namespace syzygy::test
