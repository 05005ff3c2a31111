#include "core/io/fitshandle.h"
#include "core/io/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr double noValue = std::numeric_limits<double>::quiet_NaN();

} // namespace

std::size_t FitsFile::lengthOf(const FitsHdu& hdu, const FitsColumn& column, std::size_t row)
{
    if (!column.isVariable())
        return column.repeat;
    if (row == 0 || row > hdu.rows)
        fail(hdu, column.name,
             "has a variable length where every row is to hold one sample; write it with a fixed length.");
    select(hdu);
    LONGLONG length = 0, offset = 0;
    int status = 0;
    fits_read_descriptll(m_handle->file, column.number, static_cast<LONGLONG>(row), &length, &offset,
                         &status);
    if (status != 0 || length < 0 || offset < 0
        || static_cast<double>(length) + static_cast<double>(offset)
            > static_cast<double>(m_handle->fileSize))
        fail(hdu, column.name, "points to values that the file does not hold; download it again.");
    return static_cast<std::size_t>(length);
}

std::size_t FitsFile::valuesOf(const FitsHdu& hdu, const FitsColumn& column, std::size_t row)
{
    const double count
        = static_cast<double>(lengthOf(hdu, column, row)) * (row == 0 ? static_cast<double>(hdu.rows) : 1.0);
    if (count > static_cast<double>(maximumSamples))
        fail(hdu, column.name,
             "has " + grouped(static_cast<unsigned long long>(std::min(count, 1e18)))
                 + " values, more than the " + grouped(maximumSamples)
                 + " that are read as one spectrum; cut the wavelength range first.");
    if (row > hdu.rows)
        fail(hdu, column.name,
             "has no row " + std::to_string(row) + "; the file changed on disk: open it again.");
    return static_cast<std::size_t>(count);
}

std::vector<std::string> FitsFile::readHistory(const FitsHdu& hdu)
{
    select(hdu);
    std::vector<std::string> lines;
    int status = 0, count = 0, more = 0;
    fits_get_hdrspace(m_handle->file, &count, &more, &status);
    for (int i = 1; status == 0 && i <= count; ++i) {
        std::array<char, FLEN_CARD> card {};
        int damaged = 0;
        if (fits_read_record(m_handle->file, i, card.data(), &damaged) != 0)
            continue;
        const auto line = printable(card.data());
        if (line.starts_with("HISTORY "))
            lines.push_back(line.substr(8, line.find_last_not_of(' ') - 7));
    }
    fits_clear_errmsg();
    return lines;
}

std::vector<double> FitsFile::readColumn(const FitsHdu& hdu, const FitsColumn& column, std::size_t row)
{
    if (column.isText())
        fail(hdu, column.name, "holds text where numbers are expected; write it as a floating-point column.");
    const auto count = valuesOf(hdu, column, row);
    select(hdu);
    if (std::abs(column.type) == TLOGICAL || std::abs(column.type) == TBIT) {
        const auto bits = readBits(hdu, column, row);
        return { bits.begin(), bits.end() };
    }
    std::vector<double> values(count);
    double undefined = noValue;
    int status = 0, anyUndefined = 0;
    fits_read_col(m_handle->file, TDOUBLE, column.number,
                  static_cast<LONGLONG>(std::max<std::size_t>(row, 1)), 1, static_cast<LONGLONG>(count),
                  &undefined, values.data(), &anyUndefined, &status);
    requireRead(status, hdu, column);
    return values;
}

std::vector<std::uint32_t> FitsFile::readBits(const FitsHdu& hdu, const FitsColumn& column, std::size_t row)
{
    const auto count = valuesOf(hdu, column, row);
    select(hdu);
    const auto first = static_cast<LONGLONG>(std::max<std::size_t>(row, 1));
    std::vector<std::uint32_t> bits(count);
    int status = 0, anyUndefined = 0;
    if (std::abs(column.type) == TLOGICAL || std::abs(column.type) == TBIT) {
        std::vector<char> flags(count);
        fits_read_col(m_handle->file, std::abs(column.type), column.number, first, 1,
                      static_cast<LONGLONG>(count), nullptr, flags.data(), &anyUndefined, &status);
        std::ranges::transform(flags, bits.begin(), [](char flag) { return flag == 1 ? 1u : 0u; });
    } else {
        std::vector<LONGLONG> values(count);
        fits_read_col(m_handle->file, TLONGLONG, column.number, first, 1, static_cast<LONGLONG>(count),
                      nullptr, values.data(), &anyUndefined, &status);
        std::ranges::transform(values, bits.begin(),
                               [](LONGLONG value) { return static_cast<std::uint32_t>(value); });
    }
    if (status != 0)
        fail(hdu, column.name,
             "cannot be read as quality bits (" + libraryMessage(status)
                 + "); write it as an integer column.");
    return bits;
}

std::string FitsFile::readInteger(const FitsHdu& hdu, const FitsColumn& column, std::size_t row)
{
    if (column.isText() || column.isVariable() || column.repeat != 1 || row < 1 || row > hdu.rows)
        return {};
    select(hdu);
    LONGLONG value = 0, undefined = 0;
    int status = 0, anyUndefined = 0;
    fits_read_col(m_handle->file, TLONGLONG, column.number, static_cast<LONGLONG>(row), 1, 1, &undefined,
                  &value, &anyUndefined, &status);
    fits_clear_errmsg();
    return status == 0 ? std::to_string(value) : std::string();
}

std::string FitsFile::readText(const FitsHdu& hdu, const FitsColumn& column, std::size_t row)
{
    const auto width = std::max(column.repeat, column.width); // in ASCII tables a text is one value
    if (!column.isText() || column.isVariable() || width > 10'000 || row > hdu.rows)
        return {};
    select(hdu);
    std::vector<char> text(width + 1);
    char* target = text.data();
    std::array<char, 1> blank {};
    int status = 0, anyUndefined = 0;
    fits_read_col_str(m_handle->file, column.number, static_cast<LONGLONG>(row), 1, 1, blank.data(), &target,
                      &anyUndefined, &status);
    fits_clear_errmsg();
    return status == 0 ? printable(trimmed(text.data())) : std::string();
}

std::vector<double> FitsFile::readPixels(const FitsHdu& hdu, std::size_t first, std::size_t count)
{
    if (count > maximumSamples)
        fail(hdu,
             "has " + grouped(count) + " pixels in a row, more than the " + grouped(maximumSamples)
                 + " that are read as one spectrum; cut the wavelength range first.");
    if (hdu.compressed)
        fail(hdu, "is a tile-compressed image, which no 1-D product uses; unpack it first (funpack).");
    select(hdu);
    std::vector<double> values(count);
    double undefined = noValue;
    int status = 0, anyUndefined = 0;
    fits_read_img(m_handle->file, TDOUBLE, static_cast<LONGLONG>(first + 1), static_cast<LONGLONG>(count),
                  &undefined, values.data(), &anyUndefined, &status);
    if (status != 0)
        fail(hdu,
             "the pixels cannot be read (" + libraryMessage(status)
                 + "); take another copy of the file, or write it anew.");
    return values;
}

std::vector<std::uint32_t> FitsFile::readPixelBits(const FitsHdu& hdu, std::size_t first, std::size_t count)
{
    const auto values = readPixels(hdu, first, count);
    std::vector<std::uint32_t> bits(values.size());
    std::ranges::transform(values, bits.begin(), [](double value) {
        return std::abs(value) < 9e15 ? static_cast<std::uint32_t>(static_cast<long long>(value)) : 1u;
    });
    return bits;
}

std::vector<std::uint16_t> FitsFile::readPixels16(const FitsHdu& hdu)
{
    constexpr double limit = 4e8;            // 800 MB
    constexpr double bestCompression = 2000; // pixels per byte of the file; real grids have less than one
    double count = hdu.axes.empty() ? 0 : 1;
    for (const auto axis : hdu.axes)
        count *= static_cast<double>(axis);
    if (count > limit)
        fail(hdu,
             "has " + grouped(static_cast<unsigned long long>(std::min(count, 1e18)))
                 + " pixels, more than the " + grouped(static_cast<unsigned long long>(limit))
                 + " that are read; split the file.");
    if (count > bestCompression * static_cast<double>(m_handle->fileSize))
        fail(hdu,
             "has " + grouped(static_cast<unsigned long long>(count))
                 + " pixels, more than a file of this size can hold; take another copy of the file, or write "
                   "it anew.");
    select(hdu);
    std::vector<std::uint16_t> values(static_cast<std::size_t>(count));
    int status = 0, anyUndefined = 0;
    fits_read_img(m_handle->file, TUSHORT, 1, static_cast<LONGLONG>(values.size()), nullptr, values.data(),
                  &anyUndefined, &status);
    if (status != 0)
        fail(hdu,
             "the pixels cannot be read as unsigned 16-bit integers (" + libraryMessage(status)
                 + "); make the grid again.");
    return values;
}

} // namespace syzygy
