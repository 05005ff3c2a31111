// Tables of stars, in every format, against arbitrary bytes.
#include "core/error.h"
#include "core/io/readopen.h"
#include "tests/fuzz/fuzzedbytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        const auto input = syzygy::openBytes("fuzzed", syzygy::test::fuzzedBytes(data, size));
        syzygy::readCatalogue(input, "fuzzed");
    } catch (const syzygy::Error&) { // a sentence for the user is a good end
    }
    return 0;
}
