#include "ui/sources/joinedtable.h"

#include "core/io/cataloguereader.h"
#include "ui/common/format.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace syzygy {

namespace {

SourceColumn columnFor(const std::shared_ptr<const JoinedTable>& table, const CatalogueColumn& values)
{
    SourceColumn column;
    column.title = toQString(values.name);
    column.unit = toQString(values.unit);
    column.isNumeric = !values.isText;
    column.text = [table, &values](const Source& source, const Marks&) {
        const auto row = table->rowOf(source);
        return row ? toQString(values.cell(*row)) : QString();
    };
    if (column.isNumeric)
        column.number = [table, &values](const Source& source, const Marks&) {
            const auto row = table->rowOf(source);
            return row ? values.numbers[*row] : std::numeric_limits<double>::quiet_NaN();
        };
    return column;
}

} // namespace

std::shared_ptr<const JoinedTable> JoinedTable::read(const std::filesystem::path& file)
{
    return std::make_shared<const JoinedTable>(std::make_shared<const Catalogue>(readCatalogue(file)));
}

JoinedTable::JoinedTable(std::shared_ptr<const Catalogue> catalogue)
    : m_catalogue(std::move(catalogue))
    , m_matcher(m_catalogue)
{
}

QString JoinedTable::name() const
{
    return QString::fromStdString(m_catalogue->file.filename().string());
}

RowMatch JoinedTable::match(const Source& source) const
{
    if (!source.spectrum)
        return {};
    auto& known = m_known[source.id];
    if (known.spectrum.lock() != source.spectrum)
        known = { source.spectrum, m_matcher.match(source.spectrum->provenance) };
    return known.match;
}

JoinCount JoinedTable::count(std::span<const Source> sources) const
{
    JoinCount count;
    for (const auto& source : sources) {
        const auto found = match(source);
        count.spectra += source.spectrum != nullptr;
        count.found += found.row.has_value();
        count.ambiguous += found.isAmbiguous();
    }
    return count;
}

std::vector<SourceColumn> JoinedTable::columns(const std::shared_ptr<const JoinedTable>& table,
                                               const QString& group, std::span<const SourceColumn> before)
{
    std::vector<SourceColumn> all(before.begin(), before.end()), added;
    const auto prefix = QString::fromStdString(table->file().stem().string());
    for (const auto& values : table->m_catalogue->columns) {
        auto column = columnFor(table, values);
        column.group = group;
        column.key = freeKey(column.title, prefix, all);
        const auto unit = column.unit.isEmpty() ? QString() : QStringLiteral(" [%1]").arg(column.unit);
        column.help = QCoreApplication::translate("JoinedTable", "%1%2 of %3; %4 in the filter")
                          .arg(column.title, unit, table->name(), column.key);
        all.push_back(column);
        added.push_back(std::move(column));
    }
    return added;
}

} // namespace syzygy
