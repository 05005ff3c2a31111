#pragma once

#include "core/random.h"

#include <string>

namespace syzygy::test {

/// `bytes` with a few random defects of the kinds that files suffer: flipped bits, other digits in a header,
/// exchanged cards, cut ends, doubled and lost blocks. The same for the same state of `random`.
std::string mutated(std::string bytes, Random& random);

} // namespace syzygy::test
