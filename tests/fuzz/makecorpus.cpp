// makecorpus DIRECTORY: writes the seed corpus, a small valid file of every product.

#include "tests/support/fitsmaker.h"
#include "tests/support/productsamples.h"

#include <iostream>

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: makecorpus DIRECTORY\n";
        return 2;
    }
    std::filesystem::create_directories(argv[1]);
    for (const auto& sample : syzygy::test::productSamples())
        syzygy::test::writeBytes(std::filesystem::path(argv[1]) / sample.fileName, sample.bytes);
}
