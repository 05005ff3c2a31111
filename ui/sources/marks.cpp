#include "ui/sources/marks.h"

namespace syzygy {

QString tickWords(const Marks& marks)
{
    QStringList words;
    for (std::size_t i = 0; i < tickCount; ++i)
        if (marks.ticks[i])
            words << QString::number(i + 1);
    return words.join(QLatin1Char(' '));
}

void addToSubset(Marks& marks, const QString& name)
{
    if (name.isEmpty() || marks.subsets.contains(name))
        return;
    marks.subsets << name;
    marks.subsets.sort(Qt::CaseInsensitive);
}

void takeFromSubset(Marks& marks, const QString& name)
{
    marks.subsets.removeAll(name);
}

QString subsetWords(const Marks& marks)
{
    return marks.subsets.join(QStringLiteral(", "));
}

QString subsetName(const QString& typed)
{
    auto name = typed;
    return name.replace(QLatin1Char(','), QLatin1Char(' '))
        .replace(QLatin1Char('"'), QLatin1Char(' '))
        .simplified();
}

} // namespace syzygy
