#include "core/io/fitsfile.h"

#include "core/error.h"
#include "core/io/fitshandle.h"
#include "core/io/gzip.h"
#include "core/io/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

/// Or may do so: free text, and the words beside the names and units of columns and axes.
bool describesWavelengths(std::string_view key)
{
    return key == "COMMENT" || key == "HISTORY" || key.starts_with("TTYPE") || key.starts_with("TUNIT")
        || key == "CTYPE1" || key == "CUNIT1" || key == "CRVAL1";
}

/// Files with misplaced keywords are read into memory up to this size.
constexpr std::uintmax_t mostOrderedBytes = 500'000'000;

void readCards(::fitsfile* file, FitsHeader& header)
{
    int status = 0, count = 0, more = 0;
    fits_get_hdrspace(file, &count, &more, &status);
    for (int i = 1; status == 0 && i <= count; ++i) {
        std::array<char, FLEN_KEYWORD> key {};
        std::array<char, FLEN_VALUE> value {};
        std::array<char, FLEN_COMMENT> comment {};
        int damaged = 0;
        if (fits_read_keyn(file, i, key.data(), value.data(), comment.data(), &damaged) != 0)
            continue;
        header.add(key.data(), value.data());
        if (describesWavelengths(key.data()))
            header.addRemark(comment.data());
    }
    fits_clear_errmsg();
}

std::string numbered(std::string_view prefix, int number)
{
    return std::string(prefix) + std::to_string(number);
}

} // namespace

FitsFile::FitsFile(const std::filesystem::path& file)
    : m_path(file)
    , m_handle(std::make_unique<Handle>())
{
    int status = 0;
    if (isGzip(readBytes(file, 2)))
        status = openOrdered(inflated(readWhole(file), file));
    else
        try {
            status = m_handle->openDisk(file);
        } catch (const Error&) {
            if (std::filesystem::file_size(file) > mostOrderedBytes)
                throw;
            m_handle = std::make_unique<Handle>();
            status = openOrdered(readWhole(file));
        }
    if (status != 0)
        fail("is not a readable FITS file (" + libraryMessage(status)
             + "); take another copy of the file, or write it anew.");
}

FitsFile::FitsFile(const std::filesystem::path& file, std::vector<char> bytes)
    : m_path(file)
    , m_handle(std::make_unique<Handle>())
{
    if (const int status = openOrdered(std::move(bytes)); status != 0)
        fail("is not a readable FITS file (" + libraryMessage(status)
             + "); take another copy of the file, or write it anew.");
}

/// Programs of the user's own write NAXIS1 behind other keywords; astropy reads over it with a warning.
int FitsFile::openOrdered(std::vector<char> bytes)
{
    if (orderMandatoryKeywords(bytes))
        m_repair = "The mandatory keywords of a header are not in the order that the FITS standard fixes "
                   "(NAXIS1 ...): read as if they "
                   "were; write the file again with a FITS library.";
    return m_handle->openMemory(m_path, std::move(bytes));
}

FitsFile::~FitsFile() = default;

int FitsFile::hduCount()
{
    if (m_hduCount == 0) {
        int status = 0;
        fits_get_num_hdus(m_handle->file, &m_hduCount, &status);
        fits_clear_errmsg();
        m_hduCount = std::max(m_hduCount, 1);
    }
    return m_hduCount;
}

std::string FitsFile::damage()
{
    const auto readable = static_cast<std::size_t>(hduCount());
    if (readable >= m_handle->headers)
        return {};
    int status = 0;
    fits_movabs_hdu(m_handle->file, hduCount() + 1, nullptr, &status);
    return numbered("HDU ", hduCount()) + " has a header that cannot be read (" + libraryMessage(status)
        + "), which hides " + (m_handle->headers - readable > 1 ? "it and those behind it" : "it")
        + "; take another copy of the file, or write it anew.";
}

const FitsHdu& FitsFile::hdu(int number)
{
    if (m_hdus.empty())
        m_hdus.resize(static_cast<std::size_t>(hduCount()));
    auto& known = m_hdus.at(static_cast<std::size_t>(number - 1));
    if (!known)
        known = std::make_unique<FitsHdu>(parseHdu(number));
    return *known;
}

void FitsFile::rename(int number, std::string label)
{
    hdu(number);
    m_hdus[static_cast<std::size_t>(number - 1)]->shownAs = std::move(label);
}

const FitsHdu* FitsFile::findHdu(std::string_view name)
{
    for (int number = 1; number <= hduCount(); ++number)
        if (equalIgnoringCase(hdu(number).name, name))
            return &hdu(number);
    return nullptr;
}

FitsHdu FitsFile::parseHdu(int number)
{
    FitsHdu result;
    result.number = number;
    int status = 0, type = IMAGE_HDU;
    fits_movabs_hdu(m_handle->file, number, &type, &status);
    if (status != 0)
        fail(numbered("HDU ", number - 1) + " has a damaged header (" + libraryMessage(status)
             + "); take another copy of the file, or write it anew.");
    readCards(m_handle->file, result.header);
    result.name = result.header.text("EXTNAME");
    result.kind = type == IMAGE_HDU ? HduKind::Image
        : type == BINARY_TBL        ? HduKind::BinaryTable
                                    : HduKind::AsciiTable;
    if (result.isTable())
        parseTable(result);
    else
        parseImage(result);
    return result;
}

void FitsFile::parseTable(FitsHdu& hdu)
{
    auto* file = m_handle->file;
    int status = 0, count = 0;
    LONGLONG rows = 0;
    fits_get_num_rowsll(file, &rows, &status);
    fits_get_num_cols(file, &count, &status);
    if (status != 0)
        fail(hdu,
             "the table is damaged (" + libraryMessage(status)
                 + "); take another copy of the file, or write it anew.");
    hdu.rows = static_cast<std::size_t>(std::max<LONGLONG>(rows, 0));
    const double rowBytes = hdu.header.number("NAXIS1").value_or(0);
    hdu.bytes = static_cast<std::size_t>(std::clamp(rowBytes * static_cast<double>(hdu.rows), 0.0, 1e18));
    for (int i = 1; i <= count; ++i) {
        LONGLONG repeat = 0, width = 0;
        FitsColumn column { i, hdu.header.text(numbered("TTYPE", i)), hdu.header.text(numbered("TUNIT", i)),
                            hdu.header.text(numbered("TUCD", i)) + hdu.header.text(numbered("TUTYP", i)) };
        fits_get_coltypell(file, i, &column.type, &repeat, &width, &status);
        if (status != 0)
            fail(hdu, column.name,
                 "has a format that cannot be read (" + libraryMessage(status)
                     + "); take another copy of the file, or write it anew.");
        column.repeat = static_cast<std::size_t>(std::max<LONGLONG>(repeat, 0));
        column.width = static_cast<std::size_t>(std::max<LONGLONG>(width, 0));
        hdu.columns.push_back(std::move(column));
    }
}

void FitsFile::parseImage(FitsHdu& hdu)
{
    auto* file = m_handle->file;
    int status = 0, dimensions = 0;
    std::array<LONGLONG, 16> axes {};
    fits_get_img_paramll(file, static_cast<int>(axes.size()), &hdu.bitsPerPixel, &dimensions, axes.data(),
                         &status);
    hdu.compressed = fits_is_compressed_image(file, &status) != 0;
    if (status != 0 || dimensions > static_cast<int>(axes.size()))
        fail(hdu,
             "the image is damaged (" + libraryMessage(status)
                 + "); take another copy of the file, or write it anew.");
    double bytes = dimensions == 0 ? 0 : std::abs(hdu.bitsPerPixel) / 8.0;
    for (int i = 0; i < dimensions; ++i) {
        hdu.axes.push_back(
            static_cast<std::size_t>(std::max<LONGLONG>(axes[static_cast<std::size_t>(i)], 0)));
        bytes *= static_cast<double>(hdu.axes.back());
    }
    hdu.bytes = static_cast<std::size_t>(std::min(bytes, 1e18));
}

void FitsFile::select(const FitsHdu& hdu)
{
    int status = 0;
    fits_movabs_hdu(m_handle->file, hdu.number, nullptr, &status);
    if (status != 0)
        fail(hdu,
             "cannot be read (" + libraryMessage(status)
                 + "); take another copy of the file, or write it anew.");
    requireSelectedData(hdu);
}

void FitsFile::requireData(const FitsHdu& hdu)
{
    select(hdu);
}

void FitsFile::requireSelectedData(const FitsHdu& hdu) const
{
    int status = 0;
    LONGLONG header = 0, data = 0, end = 0;
    fits_get_hduaddrll(m_handle->file, &header, &data, &end, &status);
    double needed = hdu.compressed ? static_cast<double>(end)
                                   : static_cast<double>(data) + static_cast<double>(hdu.bytes);
    // cfitsio takes "PCOUNT TFIELDS = 999" for PCOUNT, and looks for the pixels behind so many parameters.
    if (hdu.columns.empty() && end > static_cast<LONGLONG>(wholeBlocks(m_handle->fileSize)))
        needed = std::max(needed, static_cast<double>(end));
    if (status != 0 || needed > static_cast<double>(m_handle->fileSize))
        fail(hdu,
             "the file ends before the data do (" + grouped(m_handle->fileSize)
                 + " bytes instead of at least " + grouped(static_cast<unsigned long long>(needed))
                 + "): it is truncated; download it again.");
}

void FitsFile::requireRead(int status, const FitsHdu& hdu, const FitsColumn& column) const
{
    if (status != 0)
        fail(hdu, column.name,
             "cannot be read (" + libraryMessage(status)
                 + "); take another copy of the file, or write it anew.");
}

std::string FitsFile::libraryMessage(int status) const
{
    std::array<char, FLEN_STATUS> text {};
    fits_get_errstatus(status, text.data());
    fits_clear_errmsg();
    return text.data();
}

void FitsFile::fail(const std::string& sentence) const
{
    throw Error(m_path.string() + ": " + sentence);
}

void FitsFile::fail(const FitsHdu& hdu, const std::string& sentence) const
{
    throw Error(m_path.string() + ", " + hduWords(hdu.label()) + ": " + sentence);
}

void FitsFile::fail(const FitsHdu& hdu, std::string_view column, const std::string& sentence) const
{
    throw Error(m_path.string() + ", " + hduWords(hdu.label()) + ", column " + std::string(column) + ": "
                + sentence);
}

} // namespace syzygy
