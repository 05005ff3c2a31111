#pragma once

#include "core/catalogue/rowmatcher.h"
#include "ui/sources/sourcecolumns.h"

#include <QString>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace syzygy {

/// How many of the sources a table has.
struct JoinCount {
    std::size_t spectra = 0;   ///< that have been read
    std::size_t found = 0;     ///< in one row
    std::size_t ambiguous = 0; ///< in several, of which none is taken
};

/// A table of the user's whose rows are found for the open spectra, by name, file or place (see RowMatcher).
class JoinedTable {
public:
    /// Reads it and indexes its names and places: seconds for a million rows. Throws Error.
    static std::shared_ptr<const JoinedTable> read(const std::filesystem::path& file);
    explicit JoinedTable(std::shared_ptr<const Catalogue> catalogue);

    const std::filesystem::path& file() const { return m_catalogue->file; }
    QString name() const; ///< of the file
    /// Remembered for each source until it is read again; on one thread only.
    std::optional<std::size_t> rowOf(const Source& source) const { return match(source).row; }
    JoinCount count(std::span<const Source> sources) const;

    /// A column for each of the table's, with a key that none `before` has. They keep the table alive.
    static std::vector<SourceColumn> columns(const std::shared_ptr<const JoinedTable>& table,
                                             const QString& group, std::span<const SourceColumn> before);

private:
    struct Known {
        std::weak_ptr<const Spectrum> spectrum;
        RowMatch match;
    };

    RowMatch match(const Source& source) const;

    std::shared_ptr<const Catalogue> m_catalogue;
    RowMatcher m_matcher;
    mutable std::map<SourceId, Known> m_known;
};

} // namespace syzygy
