#include "ui/sources/filterexpression.h"

#include "ui/sources/sourcecolumns.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

namespace syzygy {

namespace {

using Predicate = std::function<bool(const Source&, const Marks&)>;

QString tr(const char* text)
{
    return QCoreApplication::translate("Filter", text);
}

struct NotUnderstood {
    QString sentence;
};

/// Names, numbers, quoted texts, signs.
QStringList tokensOf(const QString& text)
{
    static const QRegularExpression token(
        QStringLiteral("\"[^\"]*\"|[<>]=?|!=|==?|~|[()]|[-+−]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?(?!["
                       "\\w.])|[^\\s<>=!~()\"]+|\\S"));
    QStringList tokens;
    for (auto match = token.globalMatch(text); match.hasNext();)
        tokens << match.next().captured();
    return tokens;
}

bool isSign(const QString& token)
{
    return QStringList { QStringLiteral("<"),  QStringLiteral("<="), QStringLiteral(">"),
                         QStringLiteral(">="), QStringLiteral("="),  QStringLiteral("=="),
                         QStringLiteral("!="), QStringLiteral("~") }
        .contains(token);
}

std::optional<Predicate> specialWord(const QString& word)
{
    if (word == QStringLiteral("flag"))
        return Predicate([](const Source& source, const Marks&) {
            return source.analysis && !source.analysis->flags.empty();
        });
    if (word == QStringLiteral("failed"))
        return Predicate(
            [](const Source& source, const Marks&) { return source.state == Source::State::Failed; });
    if (word == QStringLiteral("encoded"))
        return Predicate([](const Source& source, const Marks&) { return source.isEncoded(); });
    if (word.size() == 5 && word.startsWith(QStringLiteral("tick")) && word[4] >= QLatin1Char('1')
        && word[4] <= QLatin1Char('9')) {
        const auto tick = static_cast<std::size_t>(word[4].digitValue() - 1);
        return Predicate([tick](const Source&, const Marks& marks) { return marks.ticks[tick]; });
    }
    return {};
}

Predicate isKnown(const SourceColumn& column)
{
    if (column.isNumeric)
        return [column](const Source& source, const Marks& marks) {
            const double value = column.number(source, marks);
            return std::isfinite(value) && value != 0;
        };
    return
        [column](const Source& source, const Marks& marks) { return !column.text(source, marks).isEmpty(); };
}

bool compares(double value, const QString& sign, double limit)
{
    if (!std::isfinite(value))
        return false;
    if (sign == QStringLiteral("<"))
        return value < limit;
    if (sign == QStringLiteral("<="))
        return value <= limit;
    if (sign == QStringLiteral(">"))
        return value > limit;
    if (sign == QStringLiteral(">="))
        return value >= limit;
    return (value == limit) == (sign != QStringLiteral("!="));
}

Predicate comparison(const SourceColumn& column, const QString& sign, QString operand)
{
    const bool isQuoted = operand.startsWith(QLatin1Char('"'));
    if (isQuoted)
        operand = operand.mid(1, operand.size() - 2);
    if (sign == QStringLiteral("~"))
        return [column, operand](const Source& source, const Marks& marks) {
            return column.text(source, marks).contains(operand, Qt::CaseInsensitive);
        };
    if (column.isNumeric) {
        bool isNumber = false;
        const double limit = QString(operand).replace(QChar(0x2212), QLatin1Char('-')).toDouble(&isNumber);
        if (!isNumber)
            throw NotUnderstood { tr("'%1' is no number to compare %2 with.").arg(operand, column.key) };
        return [column, sign, limit](const Source& source, const Marks& marks) {
            return compares(column.number(source, marks), sign, limit);
        };
    }
    if (sign != QStringLiteral("=") && sign != QStringLiteral("==") && sign != QStringLiteral("!="))
        throw NotUnderstood { tr("%1 is a text: compare it with = or ~.").arg(column.key) };
    return [column, sign, operand](const Source& source, const Marks& marks) {
        const auto text = column.text(source, marks);
        const bool isSame = text.compare(operand, Qt::CaseInsensitive) == 0
            || (column.isList && text.split(QStringLiteral(", ")).contains(operand, Qt::CaseInsensitive));
        return isSame == (sign != QStringLiteral("!="));
    };
}

bool isBooleanWord(const QString& word)
{
    return word == QStringLiteral("and") || word == QStringLiteral("or") || word == QStringLiteral("not");
}

/// A sign, or nothing but and, or, not and what can stand alone: then it is an expression.
bool looksLikeExpression(const QStringList& tokens)
{
    if (std::ranges::any_of(tokens, isSign))
        return true;
    return !tokens.isEmpty() && std::ranges::all_of(tokens, [](const QString& token) {
        const auto word = token.toLower();
        return isBooleanWord(word) || word == QStringLiteral("(") || word == QStringLiteral(")")
            || word == QStringLiteral("star") || specialWord(word);
    });
}

Predicate holdsAll(const QStringList& words, std::span<const SourceColumn> all)
{
    std::vector<SourceColumn> columns;
    std::ranges::copy_if(all, std::back_inserter(columns), [](const SourceColumn& column) { return !column.isNumeric && column.isSearched; });
    return [words, columns](const Source& source, const Marks& marks) {
        return std::ranges::all_of(words, [&](const QString& word) {
            return std::ranges::any_of(columns, [&](const SourceColumn& column) {
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

/// or-terms of and-terms of factors.
class FilterParser {
public:
    FilterParser(QStringList tokens, std::span<const SourceColumn> columns)
        : m_tokens(std::move(tokens))
        , m_columns(columns)
    {
    }

    Predicate parse()
    {
        auto whole = alternatives();
        if (m_next < m_tokens.size())
            throw NotUnderstood { tr("'%1' is not expected there.").arg(m_tokens[m_next]) };
        return whole;
    }

private:
    bool take(const QString& word)
    {
        if (m_next >= m_tokens.size() || m_tokens[m_next].compare(word, Qt::CaseInsensitive) != 0)
            return false;
        ++m_next;
        return true;
    }

    QString takeAny(const QString& missing)
    {
        if (m_next >= m_tokens.size())
            throw NotUnderstood { missing };
        return m_tokens[m_next++];
    }

    Predicate alternatives()
    {
        auto left = conjunction();
        while (take(QStringLiteral("or")))
            left = [left, right = conjunction()](const Source& s, const Marks& m) {
                return left(s, m) || right(s, m);
            };
        return left;
    }

    Predicate conjunction()
    {
        auto left = factor();
        while (take(QStringLiteral("and")))
            left = [left, right = factor()](const Source& s, const Marks& m) {
                return left(s, m) && right(s, m);
            };
        return left;
    }

    Predicate factor()
    {
        constexpr int deepest = 100;
        if (++m_depth > deepest)
            throw NotUnderstood { tr("It is nested too deeply.") };
        auto result = plainFactor();
        --m_depth;
        return result;
    }

    Predicate plainFactor()
    {
        if (take(QStringLiteral("not")))
            return [inner = factor()](const Source& s, const Marks& m) { return !inner(s, m); };
        if (take(QStringLiteral("("))) {
            auto inner = alternatives();
            if (!take(QStringLiteral(")")))
                throw NotUnderstood { tr("A parenthesis is not closed.") };
            return inner;
        }
        const auto name = takeAny(tr("Something is missing at the end.")).toLower();
        if (auto special = specialWord(name))
            return *special;
        const int column = columnOf(name, m_columns);
        if (column < 0)
            throw NotUnderstood { tr("'%1' is no column.").arg(name) };
        const auto& known = m_columns[static_cast<std::size_t>(column)];
        if (m_next < m_tokens.size() && isSign(m_tokens[m_next])) {
            const auto sign = m_tokens[m_next++];
            return comparison(known, sign,
                              takeAny(tr("A value is missing after '%1 %2'.").arg(known.key, sign)));
        }
        return isKnown(known);
    }

    QStringList m_tokens;
    std::span<const SourceColumn> m_columns;
    qsizetype m_next = 0;
    int m_depth = 0;
};

Filter Filter::parse(const QString& text, std::span<const SourceColumn> columns)
{
    Filter filter;
    const auto tokens = tokensOf(text);
    if (tokens.isEmpty())
        return filter;
    if (!looksLikeExpression(tokens)) {
        filter.m_accepts = holdsAll(text.split(QLatin1Char(' '), Qt::SkipEmptyParts), columns);
        return filter;
    }
    try {
        filter.m_accepts = FilterParser(tokens, columns).parse();
    } catch (const NotUnderstood& wrong) {
        filter.m_problem = wrong.sentence;
    }
    return filter;
}

} // namespace syzygy
