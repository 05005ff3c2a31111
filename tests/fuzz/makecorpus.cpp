// makecorpus DIRECTORY: writes the seed corpus, a small valid file of every product and of what training
// reads, an atlas and a few words.

#include "core/atlas/columntable.h"
#include "tests/support/fitsmaker.h"
#include "tests/support/gridsample.h"
#include "tests/support/productsamples.h"

#include <iostream>

namespace {

using namespace syzygy::test;

/// APOGEE's readers want all 8,575 pixels; single bytes keep the seed short, and the fuzzer quick.
FitsMaker shortStar(int thirdBits)
{
    constexpr std::size_t pixels = 8575;
    FitsMaker maker;
    for (const int bits : { 8, 8, thirdBits })
        maker.image("", bits, { pixels }, std::vector<double>(pixels, 1),
                    { { "CRVAL1", "4.179" }, { "CDELT1", "6E-06" } });
    return maker;
}

/// Two stars with a column of every type.
syzygy::ColumnTable atlasSample()
{
    syzygy::ColumnTable table;
    table.rows = 2;
    table.properties["kind"] = "atlas";
    for (const auto type :
         { syzygy::ColumnType::Float64, syzygy::ColumnType::Float32, syzygy::ColumnType::Float16,
           syzygy::ColumnType::Unsigned32, syzygy::ColumnType::Text })
        table.require(std::string(nameOf(type)), type, type == syzygy::ColumnType::Float16 ? 4 : 1);
    return table;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: makecorpus DIRECTORY\n";
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    std::filesystem::create_directories(folder);
    for (const auto& sample : productSamples())
        writeBytes(folder / sample.fileName, sample.bytes);
    shortStar(8).write(folder / "apStar-short.fits");
    shortStar(-32).write(folder / "aspcapStar-short.fits");
    gridSample().write(folder / "grid.fits");
    labelTableSample().write(folder / "labels.fits");
    atlasSample().write(folder / "stars.atlas");
    writeBytes(folder / "expression.txt", "teff<4800 and not (star or name ~ M71) or name != 'HD 1'");
    writeBytes(folder / "lockfile.txt",
               "# hub\nsamp.secret=ab\nsamp.hub.xmlrpc.url=http://127.0.0.1:21012/\n");
}
