#include "core/io/fitshandle.h"
#include "core/io/text.h"

#include <limits>

namespace syzygy {

namespace {

constexpr auto undefinedLong = std::numeric_limits<long long>::min();

} // namespace

std::size_t FitsFile::rowsAtATime(const FitsHdu& hdu)
{
    select(hdu);
    long rows = 0;
    int status = 0;
    fits_get_rowsize(m_handle->file, &rows, &status);
    fits_clear_errmsg();
    constexpr long fewest = 1, most = 100'000;
    return static_cast<std::size_t>(status == 0 ? std::clamp(rows, fewest, most) : fewest);
}

std::vector<double> FitsFile::readRows(const FitsHdu& hdu, const FitsColumn& column, std::size_t first,
                                       std::size_t rows)
{
    select(hdu);
    std::vector<double> values(rows * column.repeat);
    const auto count = static_cast<LONGLONG>(values.size());
    double undefined = std::numeric_limits<double>::quiet_NaN();
    int status = 0, anyUndefined = 0;
    if (column.type == TLOGICAL || column.type == TBIT) {
        std::vector<char> flags(values.size()), missing(values.size());
        if (column.type == TBIT)
            fits_read_col_bit(m_handle->file, column.number, static_cast<LONGLONG>(first), 1, count,
                              flags.data(), &status);
        else
            fits_read_colnull(m_handle->file, TLOGICAL, column.number, static_cast<LONGLONG>(first), 1, count,
                              flags.data(), missing.data(), &anyUndefined, &status);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = missing[i] != 0 ? undefined : flags[i] == 1 ? 1 : 0;
    } else {
        fits_read_col(m_handle->file, TDOUBLE, column.number, static_cast<LONGLONG>(first), 1, count,
                      &undefined, values.data(), &anyUndefined, &status);
    }
    requireRead(status, hdu, column);
    return values;
}

void FitsFile::readLongs(const FitsHdu& hdu, const FitsColumn& column, std::size_t first, std::size_t rows,
                         std::vector<long long>& values)
{
    select(hdu);
    const auto before = values.size();
    values.resize(before + rows * column.repeat);
    LONGLONG undefined = undefinedLong;
    int status = 0, anyUndefined = 0;
    fits_read_col(m_handle->file, TLONGLONG, column.number, static_cast<LONGLONG>(first), 1,
                  static_cast<LONGLONG>(values.size() - before), &undefined, values.data() + before,
                  &anyUndefined, &status);
    requireRead(status, hdu, column);
}

void FitsFile::readTexts(const FitsHdu& hdu, const FitsColumn& column, std::size_t first, std::size_t rows,
                         const std::function<void(std::string_view)>& take)
{
    select(hdu);
    const auto width = std::max(column.width, column.repeat) + 1;
    std::vector<char> bytes(rows * width);
    std::vector<char*> cells(rows);
    for (std::size_t i = 0; i < rows; ++i)
        cells[i] = bytes.data() + i * width;
    std::array<char, 1> blank {};
    int status = 0, anyUndefined = 0;
    fits_read_col_str(m_handle->file, column.number, static_cast<LONGLONG>(first), 1,
                      static_cast<LONGLONG>(rows), blank.data(), cells.data(), &anyUndefined, &status);
    requireRead(status, hdu, column);
    for (const auto* cell : cells)
        take(printable(trimmed(cell)));
}

} // namespace syzygy
