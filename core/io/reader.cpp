#include "core/io/reader.h"

#include "core/error.h"
#include "core/io/gzip.h"
#include "core/io/product.h"

#include <array>

namespace syzygy {

namespace {

/// In the order in which they are asked.
const std::array<const Product*, 4> products { &apStarProduct, &aspcapStarProduct, &pypeitProduct,
                                               &jwstProduct };

void requireFile(const std::filesystem::path& path)
{
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    if (!std::filesystem::exists(status))
        throw Error(path.string() + ": there is no such file; check the name.");
    if (std::filesystem::is_directory(status))
        throw Error(path.string() + ": is a folder; open the files in it.");
    if (!std::filesystem::is_regular_file(status))
        throw Error(path.string() + ": is not a regular file; copy its content into one.");
    if (std::filesystem::file_size(path, failure) == 0)
        throw Error(path.string() + ": is empty (0 bytes); download it again.");
}

FitsFile open(const std::filesystem::path& path)
{
    requireFile(path);
    return FitsFile(path);
}

const Product& productOf(FitsFile& file)
{
    for (const auto* product : products)
        if (product->sniff(file))
            return *product;
    file.fail("holds no 1-D spectrum of a product that is known; open an x1d, c1d, spec1d, SPEC1D, apStar, "
              "aspcapStar or CSV file.");
}

Spectrum readEntry(FitsFile& file, const Product& product, const SpectrumEntry& entry,
                   const ReadOptions& options)
{
    if (entry.hduNumber < 1 || entry.hduNumber > file.hduCount())
        file.fail("no longer holds " + entry.hdu + ": the file changed on disk; open it again.");
    return product.read(file, entry, options);
}

FileContents listOpen(FitsFile& file, const Product& product)
{
    auto contents = product.list(file);
    if (contents.entries.empty())
        file.fail("is a " + contents.product + " file without a spectrum; open another one.");
    return contents;
}

} // namespace

FileContents listSpectra(const std::filesystem::path& path)
{
    auto file = open(path);
    return listOpen(file, productOf(file));
}

Spectrum readSpectrum(const FileContents& contents, int index, const ReadOptions& options)
{
    if (index < 0 || static_cast<std::size_t>(index) >= contents.entries.size())
        throw Error(contents.file.string() + ": has no spectrum number " + std::to_string(index + 1)
                    + "; list the file again.");
    auto file = open(contents.file);
    return readEntry(file, productOf(file), contents.entries[static_cast<std::size_t>(index)], options);
}

std::vector<Spectrum> readSpectra(const std::filesystem::path& path, const ReadOptions& options)
{
    auto file = open(path);
    const auto& product = productOf(file);
    const auto contents = listOpen(file, product);
    std::vector<Spectrum> spectra;
    std::vector<std::string> failures;
    for (const auto& entry : contents.entries) {
        try {
            spectra.push_back(readEntry(file, product, entry, options));
        } catch (const Error& error) {
            failures.emplace_back(error.what());
        }
    }
    if (spectra.empty())
        throw Error(failures.front());
    for (auto& spectrum : spectra)
        for (const auto& failure : failures)
            spectrum.provenance.notes.push_back("Not read: " + failure);
    return spectra;
}

} // namespace syzygy
