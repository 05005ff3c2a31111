#pragma once

#include "core/catalogue/place.h"
#include "core/spectrum.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syzygy {

struct MatchOptions {
    std::string column; ///< the only one whose names count; empty: all that usually hold names, and the place
    double withinArcseconds = 1; ///< of the object's own place
};

/// By what a row was found; the later, the surer.
enum class MatchedBy { Nothing, Place, PartOfFile, File, Source };

struct RowMatch {
    std::optional<std::size_t> row; ///< none where nothing or several rows fit
    MatchedBy by = MatchedBy::Nothing;
    std::size_t candidates = 0; ///< rows that fit equally well; above 1: the table names the star twice

    bool isAmbiguous() const { return candidates > 1; }
};

/// Finds the row of a table that a spectrum is of: by its source's name, else its file's, else by a part of
/// the file's name of four letters or more ("exp2_2609_19.fits" is of "2609_19", not of "609_19"), else by
/// the place. Case and blanks do not count. A table of a million rows is indexed in a second. Immutable; safe
/// to ask from several threads.
class RowMatcher {
public:
    /// Throws Error if the column asked for is missing, or the table has neither names nor places.
    explicit RowMatcher(std::shared_ptr<const Catalogue> catalogue, MatchOptions options = {});

    /// Of rows that are known by these names alone.
    explicit RowMatcher(const std::vector<std::vector<std::string>>& namesByRow);

    RowMatch match(const Provenance& origin) const;
    /// The first name of the row, as the table writes it; empty if it has none.
    std::string nameOf(std::size_t row) const;
    std::vector<std::string> namesOf(std::size_t row) const;
    const Catalogue& catalogue() const { return *m_catalogue; }

private:
    struct Key {
        std::uint64_t hash = 0;
        std::uint32_t row = 0;
        std::uint32_t column = 0; ///< of m_names
    };

    void indexNames();
    void indexPlaces();
    void collect(std::string_view name, std::vector<std::size_t>& rows) const;
    std::vector<std::size_t> rowsInFile(std::string_view stem) const;
    std::vector<std::size_t> rowsAt(const SkyPlace& place) const;

    std::shared_ptr<const Catalogue> m_catalogue;
    MatchOptions m_options;
    std::vector<const CatalogueColumn*> m_names;
    std::vector<Key> m_keys;                                      ///< sorted by hash
    std::vector<std::pair<double, std::uint32_t>> m_declinations; ///< sorted, and the row
    PlaceColumns m_places;
};

} // namespace syzygy
