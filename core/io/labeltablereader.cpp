#include "core/io/labeltablereader.h"

#include "core/error.h"

#include <fitsio.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>

namespace syzygy {

namespace {

constexpr double none = -9000; // APOGEE writes −9999
constexpr long mostRows = 10'000'000;
constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();

struct CloseFits {
    void operator()(fitsfile* file) const
    {
        int status = 0;
        fits_close_file(file, &status);
    }
};

/// HDU 1 of a file, open for reading.
class Table {
public:
    explicit Table(const std::filesystem::path& file);
    bool has(const std::string& column) const { return find(column).has_value(); }
    std::vector<double> read(const std::string& column) const;
    [[noreturn]] void refuse(const std::string& why) const { throw Error(m_name + ", HDU 1: " + why); }

private:
    std::optional<int> find(const std::string& column) const;

    std::string m_name;
    std::unique_ptr<fitsfile, CloseFits> m_file;
    long m_rows = 0;
};

Table::Table(const std::filesystem::path& file)
    : m_name(file.string())
{
    fitsfile* opened = nullptr;
    int status = 0;
    fits_open_diskfile(&opened, file.c_str(), READONLY, &status);
    m_file.reset(opened);
    if (status != 0)
        throw Error(m_name + ": cannot be opened as a FITS file; is it there and whole?");
    int type = 0;
    fits_movabs_hdu(opened, 2, &type, &status);
    if (status != 0 || type != BINARY_TBL)
        refuse("a binary table of labels was expected here.");
    fits_get_num_rows(opened, &m_rows, &status);
    if (status != 0 || m_rows <= 0 || m_rows > mostRows)
        refuse("the table of labels has " + std::to_string(m_rows)
               + " rows; between 1 and ten million are expected.");
}

std::optional<int> Table::find(const std::string& column) const
{
    int number = 0;
    int status = 0;
    fits_get_colnum(m_file.get(), CASEINSEN, std::string(column).data(), &number, &status);
    return status == 0 ? std::optional(number) : std::nullopt;
}

std::vector<double> Table::read(const std::string& column) const
{
    const auto number = find(column);
    if (!number)
        refuse("column " + column
               + " is missing; a table with TEFF, LOGG, FE_H and O_FE, MG_FE (or O_H, MG_H) is needed.");
    int type = 0, status = 0;
    long repeat = 0, width = 0;
    fits_get_coltype(m_file.get(), *number, &type, &repeat, &width, &status);
    if (status != 0 || repeat != 1 || type == TSTRING)
        refuse("column " + column + " does not hold one number per row.");
    std::vector<double> values(static_cast<std::size_t>(m_rows));
    double null = notMeasured;
    int anyNull = 0; // cfitsio writes it even where it may be left out
    fits_read_col(m_file.get(), TDOUBLE, *number, 1, 1, m_rows, &null, values.data(), &anyNull, &status);
    if (status != 0)
        refuse("column " + column + " cannot be read; is the file whole?");
    std::ranges::replace_if(
        values, [](double value) { return !std::isfinite(value) || value < none; }, notMeasured);
    return values;
}

std::string columnOf(Label label)
{
    std::string name(infoOf(label).key);
    std::ranges::transform(name, name.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return name;
}

/// [X/Fe] of each row: as written, or from [X/H]; empty if the table has neither and need not.
std::vector<double> readAbundance(const Table& table, Label label, const std::vector<double>& iron)
{
    const auto overIron = columnOf(label); // "MG_FE"
    const auto overHydrogen = overIron.substr(0, overIron.size() - 2) + "H";
    if (table.has(overHydrogen) && !table.has(overIron)) {
        auto values = table.read(overHydrogen);
        std::ranges::transform(values, iron, values.begin(), std::minus {});
        return values;
    }
    const bool required = label == Label::O || label == Label::Mg;
    return required || table.has(overIron) ? table.read(overIron) : std::vector<double> {};
}

} // namespace

std::vector<Labels> readLabelTable(const std::filesystem::path& file)
{
    const Table table(file);
    const auto iron = table.read(columnOf(Label::FeH));
    Labels missing;
    missing.fill(notMeasured);
    std::vector<Labels> stars(iron.size(), missing);
    for (std::size_t i = 0; i < labelCount; ++i) {
        const bool parameter = i <= indexOf(Label::FeH);
        const auto label = static_cast<Label>(i);
        const auto values = parameter ? table.read(columnOf(label)) : readAbundance(table, label, iron);
        for (std::size_t row = 0; row < values.size(); ++row)
            stars[row][i] = values[row];
    }
    return stars;
}

} // namespace syzygy
