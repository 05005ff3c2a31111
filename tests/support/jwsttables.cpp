#include "tests/support/jwsttables.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy::test {

std::vector<double> ramp(std::size_t samples, double first, double step)
{
    std::vector<double> values(samples);
    for (std::size_t i = 0; i < samples; ++i)
        values[i] = first + step * static_cast<double>(i);
    return values;
}

std::vector<double> wiggle(std::size_t samples, double level)
{
    std::vector<double> values(samples);
    for (std::size_t i = 0; i < samples; ++i)
        values[i] = level * (1 + 0.1 * std::sin(0.7 * static_cast<double>(i)));
    return values;
}

Cards nirspecPrimary()
{
    return { { "TELESCOP", "'JWST'" },  { "INSTRUME", "'NIRSPEC'" }, { "DETECTOR", "'NRS1'" },
             { "FILTER", "'F100LP'" },  { "GRATING", "'G140H'" },    { "EXP_TYPE", "'NRS_MSASPEC'" },
             { "CAL_VER", "'1.20.2'" }, { "TARGNAME", "'M71'" },     { "TARG_RA", "298.44" },
             { "TARG_DEC", "18.77" } };
}

std::vector<TestColumn> extract1dColumns(std::size_t samples)
{
    const std::vector<double> zero(samples, 0), variance(samples, 1e-16);
    return { { "WAVELENGTH", "D", "um", ramp(samples, 0.97, 2.4e-4), {} },
             { "FLUX", "D", "Jy", wiggle(samples, 1e-6), {} },
             { "FLUX_ERROR", "D", "Jy", std::vector<double>(samples, 2e-8), {} },
             { "FLUX_VAR_POISSON", "D", "Jy^2", variance, {} },
             { "FLUX_VAR_RNOISE", "D", "Jy^2", variance, {} },
             { "FLUX_VAR_FLAT", "D", "Jy^2", zero, {} },
             { "SURF_BRIGHT", "D", "MJy/sr", zero, {} },
             { "SB_ERROR", "D", "MJy/sr", zero, {} },
             { "SB_VAR_POISSON", "D", "MJy^2 / sr^2", zero, {} },
             { "SB_VAR_RNOISE", "D", "MJy^2 / sr^2", zero, {} },
             { "SB_VAR_FLAT", "D", "MJy^2 / sr^2", zero, {} },
             { "DQ",
               "J",
               "",
               std::vector<double>(samples, -2147483648.0),
               {} }, // 0 as unsigned, see unsignedColumn
             { "BACKGROUND", "D", "MJy/sr", zero, {} },
             { "BKGD_ERROR", "D", "MJy/sr", zero, {} },
             { "BKGD_VAR_POISSON", "D", "MJy^2 / sr^2", zero, {} },
             { "BKGD_VAR_RNOISE", "D", "MJy^2 / sr^2", zero, {} },
             { "BKGD_VAR_FLAT", "D", "MJy^2 / sr^2", zero, {} },
             { "NPIXELS", "D", "", std::vector<double>(samples, 4), {} } };
}

std::vector<TestColumn> oldExtract1dColumns(std::size_t samples)
{
    const std::vector<double> zero(samples, 0);
    return { { "WAVELENGTH", "D", "um", ramp(samples, 0.97, 2.4e-4), {} },
             { "FLUX", "D", "Jy", wiggle(samples, 1e-6), {} },
             { "ERROR", "D", "Jy", std::vector<double>(samples, 3e-8), {} },
             { "SURF_BRIGHT", "D", "MJy/sr", zero, {} },
             { "SB_ERROR", "D", "MJy/sr", zero, {} },
             { "DQ", "J", "", zero, {} },
             { "BACKGROUND", "D", "MJy/sr", zero, {} },
             { "BERROR", "D", "MJy/sr", zero, {} },
             { "NPIXELS", "D", "", zero, {} } };
}

TestColumn& columnNamed(std::vector<TestColumn>& columns, std::string_view name)
{
    return *std::ranges::find(columns, name, &TestColumn::name);
}

std::vector<TestColumn> vectorColumns(std::size_t samples, std::size_t rows, const std::string& numberColumn)
{
    auto columns = oldExtract1dColumns(samples);
    for (auto& column : columns) {
        const auto one = column.values;
        column.format = std::to_string(samples) + column.format;
        column.values.clear();
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t i = 0; i < samples; ++i) {
                const bool padding = i >= samples - 10 * row;
                column.values.push_back(!padding                  ? one[i]
                                            : column.name == "DQ" ? 1
                                                                  : std::numeric_limits<double>::quiet_NaN());
            }
    }
    columns.insert(columns.begin(),
                   { { numberColumn, "J", "", ramp(rows, 1, 1), {} },
                     { "N_ALONGDISP", "J", "", ramp(rows, static_cast<double>(samples), -10), {} } });
    return columns;
}

Cards unsignedColumn(int column)
{
    return { { "TZERO" + std::to_string(column), "2147483648" }, { "TSCAL" + std::to_string(column), "1" } };
}

} // namespace syzygy::test
