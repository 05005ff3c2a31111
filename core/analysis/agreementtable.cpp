#include "core/analysis/agreementtable.h"

#include <fmt/format.h>

namespace syzygy {

std::vector<std::string> agreementColumns()
{
    std::vector<std::string> columns { "exposures" };
    for (const auto& info : labelInfos)
        for (const auto* ending : { "", "_err", "_p" })
            columns.push_back(fmt::format("exposures_{}{}", info.key, ending));
    return columns;
}

std::vector<std::string> agreementCells(const Agreement& agreement)
{
    if (agreement.degreesOfFreedom < 1)
        return noAgreementCells();
    std::vector<std::string> cells { fmt::format("{}", agreement.members.size()) };
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto& label = agreement.labels[k];
        const int decimals = labelInfos[k].unit == "K" ? 1 : 4;
        cells.push_back(fmt::format("{:.{}f}", label.value, decimals));
        cells.push_back(fmt::format("{:.{}f}", label.sigma, decimals));
        cells.push_back(fmt::format("{:.3g}", label.probability));
    }
    return cells;
}

std::vector<std::string> noAgreementCells()
{
    return std::vector<std::string>(agreementColumns().size());
}

} // namespace syzygy
