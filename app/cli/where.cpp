#include "app/cli/where.h"

#include "core/atlas/rowfilter.h"
#include "core/error.h"

#include <CLI/CLI.hpp>

#include <numeric>

namespace syzygy {

CLI::Option* addWhereOption(CLI::App& command, std::string& expression)
{
    return command.add_option("--where", expression,
                              "Only the spectra that fulfil an expression over the columns of the atlas: "
                              "\"teff<4800 and snr>50 and not known_teff\"");
}

std::vector<std::size_t> rowsOf(const StarAtlas& atlas, const std::string& expression)
{
    if (expression.empty()) {
        std::vector<std::size_t> rows(atlas.size());
        std::iota(rows.begin(), rows.end(), std::size_t(0));
        return rows;
    }
    try {
        return rowsWhere(atlas, expression);
    } catch (const Error& error) {
        throw Error("--where \"" + expression + "\": " + error.what());
    }
}

} // namespace syzygy
