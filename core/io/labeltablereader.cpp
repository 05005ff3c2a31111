#include "core/io/labeltablereader.h"

#include "core/io/readopen.h"
#include "core/io/text.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

namespace syzygy {

namespace {

constexpr double none = -9000; // APOGEE writes −9999
constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();

std::vector<double> readLabelColumn(FitsFile& file, const FitsHdu& table, const std::string& name)
{
    const auto* column = table.column(name);
    if (!column)
        file.fail(table, name,
                  "is missing; a table with TEFF, LOGG, FE_H and O_FE, MG_FE (or O_H, MG_H) is needed.");
    if (column->repeat != 1 || column->isText() || column->isVariable())
        file.fail(table, name, "does not hold one number per row.");
    auto values = file.readColumn(table, *column);
    const auto isMissing = [](double value) { return !std::isfinite(value) || value < none; };
    std::ranges::replace_if(values, isMissing, notMeasured);
    return values;
}

/// [X/Fe] of each row: as written, or from [X/H]; empty if the table has neither and need not.
std::vector<double> readAbundance(FitsFile& file, const FitsHdu& table, Label label,
                                  const std::vector<double>& iron)
{
    const auto overIron = upperCased(infoOf(label).key); // "MG_FE"
    const auto overHydrogen = overIron.substr(0, overIron.size() - 2) + "H";
    if (table.column(overHydrogen) && !table.column(overIron)) {
        auto values = readLabelColumn(file, table, overHydrogen);
        std::ranges::transform(values, iron, values.begin(), std::minus {});
        return values;
    }
    const bool required = label == Label::O || label == Label::Mg;
    return required || table.column(overIron) ? readLabelColumn(file, table, overIron)
                                              : std::vector<double> {};
}

} // namespace

std::vector<Labels> readLabelTable(FitsFile& file)
{
    if (file.hduCount() < 2 || !file.hdu(2).isTable() || file.hdu(2).rows == 0)
        file.fail("a table of stars' labels is expected in HDU 1.");
    const auto& table = file.hdu(2);
    const auto iron = readLabelColumn(file, table, upperCased(infoOf(Label::FeH).key));
    Labels missing;
    missing.fill(notMeasured);
    std::vector<Labels> stars(iron.size(), missing);
    for (std::size_t i = 0; i < labelCount; ++i) {
        const auto label = static_cast<Label>(i);
        const auto values = label <= Label::FeH ? readLabelColumn(file, table, upperCased(infoOf(label).key))
                                                : readAbundance(file, table, label, iron);
        for (std::size_t row = 0; row < values.size(); ++row)
            stars[row][i] = values[row];
    }
    return stars;
}

std::vector<Labels> readLabelTable(const std::filesystem::path& path)
{
    FitsFile file(path);
    return readLabelTable(file);
}

} // namespace syzygy
