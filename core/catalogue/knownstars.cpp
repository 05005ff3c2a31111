#include "core/catalogue/knownstars.h"

#include "core/error.h"

namespace syzygy {

KnownStars::KnownStars(std::shared_ptr<const Catalogue> table, MatchOptions options)
    : m_table(std::move(table))
    , m_matcher(m_table, std::move(options))
    , m_labels(*m_table)
{
    if (!m_labels.any())
        throw Error(m_table->file.string()
                    + ": has no column of labels; name one teff, logg, fe_h, mg_fe or the like.");
}

std::optional<KnownLabels> KnownStars::labelsOf(const Provenance& origin) const
{
    const auto match = m_matcher.match(origin);
    if (match.isAmbiguous())
        throw Error(ambiguityWords(origin, match, *m_table));
    return match.row ? std::optional(m_labels.at(*match.row)) : std::nullopt;
}

std::string ambiguityWords(const Provenance& origin, const RowMatch& match, const Catalogue& table)
{
    return origin.file.filename().string() + " matches " + std::to_string(match.candidates) + " rows of "
        + table.file.filename().string()
        + "; keep one row for each star, or name the file in a column \"file\".";
}

} // namespace syzygy
