#include "core/io/fitsoutput.h"

#include "core/atomicfile.h"
#include "core/error.h"
#include "core/io/text.h"

#include <algorithm>

namespace syzygy {

namespace {

/// From the first byte to the last; the name means nothing but itself.
void copyToDisk(CCfits::FITS& fits, const std::filesystem::path& file)
{
    fitsfile* copy = nullptr;
    int status = 0;
    fits_create_diskfile(&copy, file.c_str(), &status);
    fits_copy_file(fits.fitsPointer(), copy, 1, 1, 1, &status);
    if (copy) {
        int closing = 0; // its own, else it would not be closed after a failure
        fits_close_file(copy, &closing);
        status = status != 0 ? status : closing;
    }
    if (status != 0)
        throw CCfits::FitsError(status);
}

} // namespace

/// In memory first: columns are written one after the other, each of which runs through the whole table, and
/// on a disk cfitsio would read and write all of it for every column.
void writeFits(const std::filesystem::path& file, const std::function<void(CCfits::FITS&)>& fill)
{
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        try {
            CCfits::FITS fits("!mem://", CCfits::Write);
            fill(fits);
            copyToDisk(fits, temporary);
        } catch (const CCfits::FitsException& exception) {
            throw Error(file.string() + ": cannot be written (" + std::string(trimmed(exception.message()))
                        + "); is the folder writable and the disk not full?");
        }
    });
}

std::size_t widthOf(const std::vector<std::string>& texts)
{
    std::size_t longest = 1;
    for (const auto& text : texts)
        longest = std::max(longest, text.size());
    return longest;
}

void addText(CCfits::HDU& hdu, const std::string& key, const std::string& text, const std::string& comment)
{
    constexpr std::size_t longestValue = 68; // of one card; longer ones would need CONTINUE
    if (!text.empty())
        hdu.addKey(key, printable(text).substr(0, longestValue), comment);
}

void addNumber(CCfits::HDU& hdu, const std::string& key, const std::optional<double>& number,
               const std::string& comment)
{
    if (number)
        hdu.addKey(key, *number, comment);
}

} // namespace syzygy
