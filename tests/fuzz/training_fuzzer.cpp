// A reader of what training starts from against arbitrary bytes; SYZYGY_FUZZED names the function.

#include "core/error.h"
#include "core/io/readopen.h"
#include "tests/fuzz/fuzzedbytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        syzygy::FitsFile file("fuzzed.fits", syzygy::test::fuzzedBytes(data, size));
        syzygy::SYZYGY_FUZZED(file);
    } catch (const syzygy::Error&) { // a sentence for the user is a good end
    }
    return 0;
}
