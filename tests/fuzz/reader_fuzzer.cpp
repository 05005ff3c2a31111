// The front door of core/io against arbitrary bytes: gzip, text, FITS of every kind and the refusals.

#include "core/error.h"
#include "core/io/readopen.h"
#include "tests/fuzz/fuzzedbytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        auto input = syzygy::openBytes("fuzzed", syzygy::test::fuzzedBytes(data, size));
        syzygy::ReadOptions options;
        options.wavelengthUnit = "um"; // so that bare columns of numbers are read to the end
        syzygy::readOpen(input, "fuzzed", options);
    } catch (const syzygy::Error&) { // a sentence for the user is a good end
    }
    return 0;
}
