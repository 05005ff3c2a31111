// One reader of core/io against arbitrary bytes: built once per product, SYZYGY_FUZZED names it.

#include "core/error.h"
#include "core/io/product.h"
#include "tests/fuzz/fuzzedbytes.h"

#include <algorithm>

namespace {

constexpr std::size_t mostEntries = 8; ///< a vector table may have thousands of rows, all read alike

void readProduct(const syzygy::Product& product, std::vector<char> bytes)
{
    syzygy::FitsFile file("fuzzed.fits", std::move(bytes));
    if (!product.sniff(file))
        return;
    const auto contents = product.list(file);
    for (std::size_t i = 0; i < std::min(contents.entries.size(), mostEntries); ++i) {
        try {
            product.read(file, contents.entries[i], {});
        } catch (const syzygy::Error&) { // a sentence for the user is a good end
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        readProduct(syzygy::SYZYGY_FUZZED, syzygy::test::fuzzedBytes(data, size));
    } catch (const syzygy::Error&) { // so is one for the whole file
    }
    return 0;
}
