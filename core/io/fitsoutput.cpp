#include "core/io/fitsoutput.h"

#include "core/atomicfile.h"
#include "core/error.h"
#include "core/io/text.h"

#include <algorithm>

namespace syzygy {

void writeFits(const std::filesystem::path& file, const std::function<void(CCfits::FITS&)>& fill)
{
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        try {
            CCfits::FITS fits("!" + temporary.string(), CCfits::Write);
            fill(fits);
            fits.destroy();
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
