#include "ui/sources/filterexpression.h"

#include "core/error.h"
#include "core/rowexpression.h"
#include "ui/common/format.h"
#include "ui/sources/sourcecolumns.h"

#include <QStringList>

#include <algorithm>
#include <memory>
#include <vector>

namespace syzygy {

namespace {

using Predicate = std::function<bool(const Source&, const Marks&)>;

/// What can be said of a source beside its columns; their places follow those of the columns.
struct SpecialWord {
    QString word;
    Predicate isTrue;
};

const std::vector<SpecialWord>& specialWords()
{
    static const auto words = [] {
        std::vector<SpecialWord> made {
            { QStringLiteral("flag"),
              [](const Source& source, const Marks&) {
                  return source.analysis && !source.analysis->flags.empty();
              } },
            { QStringLiteral("failed"),
              [](const Source& source, const Marks&) { return source.state == Source::State::Failed; } },
            { QStringLiteral("encoded"),
              [](const Source& source, const Marks&) { return source.isEncoded(); } }
        };
        for (std::size_t tick = 0; tick < Marks().ticks.size(); ++tick)
            made.push_back({ QStringLiteral("tick%1").arg(tick + 1),
                             [tick](const Source&, const Marks& marks) { return marks.ticks[tick]; } });
        return made;
    }();
    return words;
}

using Columns = std::shared_ptr<const std::vector<SourceColumn>>; ///< those of the table come and go

std::optional<RowExpression::Known> knownColumn(const std::vector<SourceColumn>& columns,
                                                std::string_view name)
{
    const auto word = toQString(name).toLower();
    const auto& special = specialWords();
    if (const auto found = std::ranges::find(special, word, &SpecialWord::word); found != special.end())
        return RowExpression::Known { word.toStdString(), RowExpression::Type::Truth,
                                      columns.size() + static_cast<std::size_t>(found - special.begin()) };
    const int column = columnOf(word, columns);
    if (column < 0)
        return {};
    const auto index = static_cast<std::size_t>(column);
    const auto& known = columns[index];
    return RowExpression::Known { known.key.toStdString(),
                                  known.isNumeric ? RowExpression::Type::Number : RowExpression::Type::Text,
                                  index };
}

bool standsAlone(std::string_view name)
{
    const auto word = toQString(name).toLower();
    return word == QStringLiteral("star")
        || std::ranges::find(specialWords(), word, &SpecialWord::word) != specialWords().end();
}

bool isIn(const SourceColumn& column, const QString& text, const QString& operand)
{
    return text.compare(operand, Qt::CaseInsensitive) == 0
        || (column.isList && text.split(QStringLiteral(", ")).contains(operand, Qt::CaseInsensitive));
}

bool holds(const std::vector<SourceColumn>& columns, const RowExpression& leaf, const Source& source,
           const Marks& marks)
{
    if (leaf.column >= columns.size())
        return specialWords()[leaf.column - columns.size()].isTrue(source, marks);
    const auto& column = columns[leaf.column];
    const auto operand = toQString(leaf.text);
    const bool isComparison = leaf.kind == RowExpression::Kind::Comparison;
    if (isComparison && leaf.sign == RowExpression::Sign::Contains)
        return column.text(source, marks).contains(operand, Qt::CaseInsensitive);
    if (column.isNumeric)
        return leaf.holds(column.number(source, marks));
    if (!isComparison)
        return !column.text(source, marks).isEmpty();
    return isIn(column, column.text(source, marks), operand) == (leaf.sign == RowExpression::Sign::Equal);
}

Predicate fulfils(const RowExpression& expression, const Columns& columns)
{
    return [expression, columns](const Source& source, const Marks& marks) {
        std::uint8_t truth = 0;
        expression.evaluate({ &truth, 1 }, [&](const RowExpression& leaf, std::span<std::uint8_t> truths) {
            truths[0] = holds(*columns, leaf, source, marks);
        });
        return truth != 0;
    };
}

Predicate holdsAll(const QStringList& words, const Columns& columns)
{
    return [words, columns](const Source& source, const Marks& marks) {
        return std::ranges::all_of(words, [&](const QString& word) {
            return std::ranges::any_of(*columns, [&](const SourceColumn& column) {
                if (column.isNumeric || !column.isSearched)
                    return false;
                const auto text = column.text(source, marks);
                return text.contains(word, Qt::CaseInsensitive)
                    || QString(text)
                           .replace(QLatin1Char(' '), QLatin1Char('_'))
                           .contains(word, Qt::CaseInsensitive);
            });
        });
    };
}

} // namespace

bool Filter::knows(const QString& word)
{
    return RowExpression::looksLikeOne(word.toStdString(), standsAlone);
}

Filter Filter::parse(const QString& text, std::span<const SourceColumn> known)
{
    Filter filter;
    if (text.trimmed().isEmpty())
        return filter;
    const auto columns = std::make_shared<const std::vector<SourceColumn>>(known.begin(), known.end());
    const auto words = text.toStdString();
    if (!RowExpression::looksLikeOne(words, standsAlone)) {
        filter.m_accepts = holdsAll(text.split(QLatin1Char(' '), Qt::SkipEmptyParts), columns);
        return filter;
    }
    try {
        filter.m_accepts = fulfils(
            RowExpression::parse(words, [&](std::string_view name) { return knownColumn(*columns, name); }),
            columns);
    } catch (const Error& error) {
        filter.m_problem = QString::fromUtf8(error.what());
    }
    return filter;
}

} // namespace syzygy
