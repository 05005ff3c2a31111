#include "core/samp/namedfiles.h"

#include "core/error.h"
#include "core/samp/samplocation.h"

#include <algorithm>
#include <set>
#include <system_error>

namespace syzygy {

namespace {

constexpr std::size_t mostFiles = 10'000;

/// Empty for what is no absolute path.
std::filesystem::path pathIn(std::string_view cell)
{
    if (cell.starts_with('/'))
        return cell;
    if (!cell.starts_with("file:"))
        return {};
    try {
        const auto location = parseLocation(cell);
        const auto* file = std::get_if<std::filesystem::path>(&location);
        return file ? *file : std::filesystem::path();
    } catch (const Error&) {
        return {};
    }
}

struct NamedFiles {
    std::vector<std::filesystem::path> files;
    std::size_t there = 0;
    std::size_t cells = 0; ///< that are not empty

    bool isList() const { return there > 0 && 2 * there >= cells; }
};

NamedFiles namedIn(const CatalogueColumn& column)
{
    NamedFiles named;
    std::set<std::filesystem::path> known;
    for (std::size_t row = 0; row < column.texts.size() && named.files.size() < mostFiles; ++row) {
        const auto cell = column.texts[row];
        if (cell.empty())
            continue;
        ++named.cells;
        const auto file = pathIn(cell);
        if (file.empty())
            continue;
        std::error_code ignored;
        named.there += std::filesystem::is_regular_file(file, ignored);
        if (known.insert(file).second)
            named.files.push_back(file);
    }
    return named;
}

} // namespace

std::vector<std::filesystem::path> filesNamedIn(const Catalogue& table)
{
    NamedFiles most;
    for (const auto& column : table.columns)
        if (column.isText)
            if (auto named = namedIn(column); named.isList() && named.there > most.there)
                most = std::move(named);
    return most.files;
}

} // namespace syzygy
