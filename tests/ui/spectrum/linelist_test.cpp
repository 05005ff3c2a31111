#include "ui/spectrum/linelist.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace syzygy {

class LineListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLineIsInRangeAndHasASource();
    void holdsTheSpeciesOfLateTypeStars();
    void wavelengthsAreVacuum();
    void labelsDoNotOverlapAndStrongOnesWin();
};

void LineListTest::everyLineIsInRangeAndHasASource()
{
    QVERIFY(stellarLines().size() > 150);
    for (const auto& line : stellarLines()) {
        QVERIFY2(line.wavelength > 0.97 && line.wavelength < 1.82, qPrintable(line.species));
        QVERIFY(line.rank >= 1 && line.rank <= 3);
        QVERIFY(!line.source.isEmpty());
    }
}

void LineListTest::holdsTheSpeciesOfLateTypeStars()
{
    QSet<QString> species;
    for (const auto& line : stellarLines())
        species << line.species.section(QLatin1Char(' '), 0, 0);
    for (const auto* name : { "OH", "CN", "CO", "C2", "FeH", "Mg", "Al", "Si", "S", "K", "Ca", "Ti", "Cr",
                              "Mn", "Fe", "Ni", "Na", "H" })
        QVERIFY2(species.contains(QLatin1String(name)), name);
}

// Paschen β: n = 5 -> 3 with R_H = 109677.583 cm-1 is 1.28217 µm in vacuum (1.28181 in air).
void LineListTest::wavelengthsAreVacuum()
{
    const auto found = std::ranges::find(stellarLines(), QStringLiteral("H I Paβ"), &StellarLine::species);
    QVERIFY(found != stellarLines().end());
    QVERIFY(std::abs(found->wavelength - 1.28217) < 1e-5);
}

void LineListTest::labelsDoNotOverlapAndStrongOnesWin()
{
    std::vector<StellarLine> lines(60);
    std::vector<LineCandidate> candidates;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i].rank = i % 10 == 0 ? 1 : 3;
        candidates.push_back({ &lines[i], 5.0 * static_cast<double>(i), 30 });
    }
    const auto labels = placeLabels(candidates, 0, 300, 3);
    for (const auto& a : labels) {
        QVERIFY(a.left >= 0 && a.left + a.width <= 300);
        for (const auto& b : labels)
            QVERIFY(&a == &b || a.row != b.row || a.left + a.width <= b.left || b.left + b.width <= a.left);
    }
    QCOMPARE(std::ranges::count_if(labels, [](const auto& label) { return label.line->rank == 1; }), 6);
}

} // namespace syzygy

QTEST_APPLESS_MAIN(syzygy::LineListTest)
#include "linelist_test.moc"
