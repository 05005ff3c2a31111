// Private to core/io: a text of columns, in whatever dialect.
#pragma once

#include "core/io/columnroles.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// Columns and cells of a text table; the cells point into the text. Understands CSV with quotes, semicolons,
/// tabs and blanks as separators, '#' comments, ECSV's header, units in a second line, and files of bare
/// numbers (wavelength, flux[, error]), whose names may stand in comments: "# wave (um) flux (Jy)", or one to
/// a line as
/// "# Column 1: wavelength (um)". Decimal commas where a semicolon or a tab separates.
class TextTable {
public:
    /// Throws Error if the text has no line of numbers.
    TextTable(const std::filesystem::path& file, std::string_view text);

    const std::vector<NamedColumn>& columns() const { return m_columns; }
    /// Before the data, without their signs.
    const std::vector<std::string_view>& comments() const { return m_comments; }
    /// Lines with data. Cheap: counted, not parsed.
    std::size_t countRows() const;
    /// The values of the columns asked for; NaN for a cell that is empty or no number, 1 for "True". Throws
    /// Error that names the line if it is too short, or if there are more lines than a spectrum may have
    /// samples.
    std::vector<std::vector<double>> read(const std::vector<std::size_t>& wanted) const;
    /// Does a line name the columns, rather than a comment or nobody?
    bool hasNames() const { return m_dataStart > 0; }
    /// Every line of data, its cells without quotation marks, as many as there are columns. Throws Error that
    /// names the line where they are not.
    void forEachRow(const std::function<void(const std::vector<std::string_view>& cells)>& take) const;
    /// The cell of a column in the first line of data.
    std::string firstCell(std::string_view column) const;

private:
    bool nextLine(std::size_t& position, std::size_t& number, std::string_view& line) const;
    void readComments();
    void readHeader();
    void readUnitLine();
    void nameColumns(std::size_t count);
    std::vector<std::string> namesInComments(std::size_t count) const;
    double valueOf(std::string_view cell) const;
    bool usesDecimalComma() const;
    bool isNumber(std::string_view cell) const;
    std::vector<std::string_view> split(std::string_view line) const;

    std::filesystem::path m_file;
    std::string_view m_text;
    char m_separator = ' ';
    bool m_decimalComma = false;              ///< "0,9668;145,13"
    std::vector<std::string_view> m_comments; ///< those before the data, without their signs
    std::vector<NamedColumn> m_columns;
    std::vector<NamedColumn> m_ecsv; ///< what ECSV's header says of the columns
    std::size_t m_dataStart = 0;
    std::size_t m_dataLine = 0; ///< lines before the data
};

} // namespace syzygy
