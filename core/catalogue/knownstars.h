#pragma once

#include "core/catalogue/cataloguelabels.h"
#include "core/catalogue/rowmatcher.h"

#include <memory>
#include <optional>

namespace syzygy {

/// A table of stars and the labels that it knows of the star of a spectrum. Immutable; safe to ask from
/// several threads.
class KnownStars {
public:
    /// Throws Error if the table names no star, or has no label.
    explicit KnownStars(std::shared_ptr<const Catalogue> table, MatchOptions options = {});

    /// Nothing if the table does not have the star. Throws Error if it has it several times.
    std::optional<KnownLabels> labelsOf(const Provenance& origin) const;

private:
    std::shared_ptr<const Catalogue> m_table;
    RowMatcher m_matcher;
    LabelColumns m_labels;
};

/// "x.fits matches 2 rows of allStar.fits; ..."
std::string ambiguityWords(const Provenance& origin, const RowMatch& match, const Catalogue& table);

} // namespace syzygy
