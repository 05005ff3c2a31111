// Private to core/io: cfitsio with an owner, checked sizes and errors that say where.
#pragma once

#include "core/io/fitsheader.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// The longest spectrum that is read; longer ones are refused with a sentence. Bounds the memory of a hostile
/// file.
inline constexpr std::size_t maximumSamples = 5'000'000;

enum class HduKind { Image, BinaryTable, AsciiTable };

struct FitsColumn {
    int number = 0; ///< 1-based
    std::string name, unit;
    std::string ucd;        ///< TUCDn or TUTYPn, for tables of the Virtual Observatory
    int type = 0;           ///< cfitsio's TDOUBLE, TSTRING, ...; negative for variable length
    std::size_t repeat = 1; ///< values per row
    std::size_t width = 0;  ///< bytes of one value; of a text, of each of those in a row
    bool isText() const;
    bool isComplex() const;
    bool isLong() const; ///< of 64 bits
    bool isVariable() const { return type < 0; }
};

/// What the header of one HDU says.
struct FitsHdu {
    int number = 1; ///< 1 is the primary
    HduKind kind = HduKind::Image;
    std::string name;
    FitsHeader header;
    int bitsPerPixel = 8;          ///< BITPIX; negative for floating point
    std::vector<std::size_t> axes; ///< of an image: NAXIS1 first; empty: no data
    std::size_t rows = 0;          ///< of a table
    std::size_t bytes = 0;         ///< of the data
    bool compressed = false;       ///< a tile-compressed image
    std::vector<FitsColumn> columns;

    bool isTable() const { return kind != HduKind::Image; }
    std::string shownAs; ///< in place of its own label, see FitsFile::rename

    /// "EXTRACT1D,3", or "HDU 2" (counted from 0 as everybody does) where it has no name.
    std::string label() const;
    /// Ignores case; null if there is no such column.
    const FitsColumn* column(std::string_view name) const;
    /// The first of the names that exists.
    const FitsColumn* firstColumn(const std::vector<std::string_view>& names) const;
};

/// A FITS file open for reading. Every member throws Error that names file, HDU and column.
class FitsFile {
public:
    /// Plain or gzip-compressed (bounded, see gzip.h).
    explicit FitsFile(const std::filesystem::path& file);
    /// From memory, e.g. for the fuzzers; `file` is for messages only.
    FitsFile(const std::filesystem::path& file, std::vector<char> bytes);
    ~FitsFile();
    FitsFile(const FitsFile&) = delete;
    FitsFile& operator=(const FitsFile&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    /// Of those that can be read, see damage().
    int hduCount();
    /// A sentence about the first HDU whose header cannot be read, which hides those behind it; empty if all
    /// can be.
    std::string damage();
    /// What was put right to read it, a sentence; mostly empty.
    const std::string& repair() const { return m_repair; }
    /// `number` in [1, hduCount()]; headers are read once.
    const FitsHdu& hdu(int number);
    /// Lets label() say `label`, where the names in the file do not tell the HDUs apart.
    void rename(int number, std::string label);
    /// The first HDU of that name (ignores case); null if there is none.
    const FitsHdu* findHdu(std::string_view name);

    /// Throws Error if the file ends before the data of the HDU do.
    void requireData(const FitsHdu& hdu);

    /// Values of a column in a row (1-based), of a variable-length one as its descriptor says. Throws Error
    /// if they cannot be there.
    std::size_t lengthOf(const FitsHdu& hdu, const FitsColumn& column, std::size_t row);
    /// All values of a column, or those of row `row` (1-based) if it is not 0. Undefined values are NaN.
    std::vector<double> readColumn(const FitsHdu& hdu, const FitsColumn& column, std::size_t row = 0);
    /// The same as bits: signed values keep their two's complement.
    std::vector<std::uint32_t> readBits(const FitsHdu& hdu, const FitsColumn& column, std::size_t row = 0);
    /// One integer of a scalar column, with all its digits; empty if it is none.
    std::string readInteger(const FitsHdu& hdu, const FitsColumn& column, std::size_t row);
    /// The HISTORY cards, printable ASCII without the blanks at their ends.
    std::vector<std::string> readHistory(const FitsHdu& hdu);
    std::string readText(const FitsHdu& hdu, const FitsColumn& column, std::size_t row);

    /// As many rows as cfitsio reads best at once.
    std::size_t rowsAtATime(const FitsHdu& hdu);
    /// `rows` rows from row `first` (1-based) on, of a column of fixed length; undefined values are NaN,
    /// logical ones 1 and 0.
    std::vector<double> readRows(const FitsHdu& hdu, const FitsColumn& column, std::size_t first,
                                 std::size_t rows);
    /// The same with all digits, appended; the least of all where undefined.
    void readLongs(const FitsHdu& hdu, const FitsColumn& column, std::size_t first, std::size_t rows,
                   std::vector<long long>& values);
    void readTexts(const FitsHdu& hdu, const FitsColumn& column, std::size_t first, std::size_t rows,
                   const std::function<void(std::string_view)>& take);

    /// `count` pixels of an image from pixel `first` (0-based) on; blanks are NaN.
    std::vector<double> readPixels(const FitsHdu& hdu, std::size_t first, std::size_t count);
    std::vector<std::uint32_t> readPixelBits(const FitsHdu& hdu, std::size_t first, std::size_t count);
    /// A whole image of unsigned 16-bit integers, tile-compressed or not.
    std::vector<std::uint16_t> readPixels16(const FitsHdu& hdu);

    /// Throws "FILE, HDU, column: `sentence`".
    [[noreturn]] void fail(const std::string& sentence) const;
    [[noreturn]] void fail(const FitsHdu& hdu, const std::string& sentence) const;
    [[noreturn]] void fail(const FitsHdu& hdu, std::string_view column, const std::string& sentence) const;

private:
    struct Handle;

    FitsHdu parseHdu(int number);
    void parseTable(FitsHdu& hdu);
    void parseImage(FitsHdu& hdu);
    void select(const FitsHdu& hdu);
    void requireSelectedData(const FitsHdu& hdu) const;
    std::size_t valuesOf(const FitsHdu& hdu, const FitsColumn& column, std::size_t row);
    std::string libraryMessage(int status) const;
    void requireRead(int status, const FitsHdu& hdu,
                     const FitsColumn& column) const; ///< throws Error unless 0

    int openOrdered(std::vector<char> bytes);

    std::filesystem::path m_path;
    std::string m_repair;
    std::unique_ptr<Handle> m_handle;
    int m_hduCount = 0;
    std::vector<std::unique_ptr<FitsHdu>> m_hdus;
};

} // namespace syzygy
