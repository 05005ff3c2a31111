#pragma once

#include "core/spectrum.h"

#include <filesystem>
#include <string>

namespace syzygy::test {

/// The sentence of the Error that `action` throws; empty if it throws none.
template <typename Action>
std::string messageOf(Action&& action)
{
    try {
        action();
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

/// A NIRSpec G140H/F100LP spectrum of `samples` samples from 0.97 µm on, with a detector gap, holes (NaN),
/// flagged samples and negative fluxes: everything that a round trip must keep.
Spectrum nirspecLike(std::size_t samples = 200);

/// On APOGEE's grid, with chip gaps as NaN and some mask bits.
Spectrum apogeeLike();

/// The developers' data beside the repository; empty where absent (then the test skips).
std::filesystem::path sharedData();

} // namespace syzygy::test
