#include "ui/spectrum/linelist.h"

#include <QFile>
#include <QStringList>
#include <QTextStream>

#include <algorithm>

// Outside the namespace, as Qt asks: keeps the linker from dropping the resources of a static library.
static void initialiseResources()
{
    Q_INIT_RESOURCE(syzygy);
}

namespace syzygy {

namespace {

constexpr double gapBetweenNames = 4; // pixels

/// wavelength_um,species,kind,rank,source
StellarLine parseLine(const QString& text)
{
    const auto cells = text.split(QLatin1Char(','));
    return { cells.value(0).toDouble(), cells.value(1), cells.value(2) == QStringLiteral("band"),
             cells.value(3).toInt(), cells.value(4) };
}

std::vector<StellarLine> readShippedLines()
{
    initialiseResources();
    QFile file(QStringLiteral(":/syzygy/lines.csv"));
    std::vector<StellarLine> lines;
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return lines;
    QTextStream stream(&file);
    stream.readLine(); // header
    while (!stream.atEnd())
        if (const auto text = stream.readLine(); !text.isEmpty())
            lines.push_back(parseLine(text));
    std::ranges::sort(lines, {}, &StellarLine::wavelength);
    return lines;
}

bool overlaps(const LineLabel& a, const LineLabel& b)
{
    return a.row == b.row && a.left < b.left + b.width + gapBetweenNames
        && b.left < a.left + a.width + gapBetweenNames;
}

} // namespace

const std::vector<StellarLine>& stellarLines()
{
    static const auto lines = readShippedLines();
    return lines;
}

std::vector<LineLabel> placeLabels(std::vector<LineCandidate> candidates, double left, double right, int rows)
{
    std::ranges::stable_sort(candidates, {},
                             [](const LineCandidate& candidate) { return candidate.line->rank; });
    std::vector<LineLabel> placed;
    for (const auto& [line, x, width] : candidates) {
        if (x < left || x > right)
            continue;
        LineLabel label { line, x, std::clamp(x - width / 2, left, std::max(left, right - width)), width, 0 };
        const auto isTaken = [&] {
            return std::ranges::any_of(placed, [&](const auto& other) { return overlaps(label, other); });
        };
        while (label.row < rows && isTaken())
            ++label.row;
        if (label.row < rows)
            placed.push_back(label);
    }
    return placed;
}

} // namespace syzygy
