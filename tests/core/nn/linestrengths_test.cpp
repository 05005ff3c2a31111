#include "core/analysis/analyzer.h"
#include "core/error.h"
#include "core/nn/emulator.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

const Emulator& raw()
{
    static const auto loaded = Emulator::load(defaultBundle() / "emulator.pt").withLineStrengths({});
    return loaded;
}

StellarParameters giant()
{
    StellarParameters star;
    star.labels = { 4500, 2.0, -0.5 };
    star[Label::Mg] = 0.2;
    star[Label::Al] = 0.1;
    return star;
}

/// Aluminium .5 dex too weak and iron .2 dex too strong between 1.5 and 1.7 µm.
LineStrengths someStrengths()
{
    LineStrengths strengths;
    strengths.lists.resize(3);
    strengths.lists[0].end = 1.5;
    strengths.lists[1].end = 1.7;
    strengths.lists[1].offset[0] = -0.2;
    strengths.lists[1].offset[indexOf(Label::Al) - indexOf(Label::FeH)] = 0.5;
    return strengths;
}

} // namespace

class LineStrengthsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesSpecies()
    {
        QCOMPARE(nameOfSpecies(0), std::string_view("Fe"));
        QCOMPARE(nameOfSpecies(1), std::string_view("C"));
        QCOMPARE(nameOfSpecies(speciesCount - 1), std::string_view("Ce"));
    }

    void findsTheList()
    {
        const auto strengths = someStrengths();
        QCOMPARE(strengths.at(1.0), std::size_t(0));
        QCOMPARE(strengths.at(1.5), std::size_t(1));
        QCOMPARE(strengths.at(1.8), std::size_t(2));
    }

    /// [X/H] moves by its own offset, whatever iron's is.
    void shiftsAbundancesNotRatios()
    {
        const auto star = giant(), seen = seenBy(someStrengths().lists[1], star);
        const auto overHydrogen
            = [](const StellarParameters& s, Label label) { return s[label] + s[Label::FeH]; };
        QVERIFY(std::abs(seen[Label::FeH] - star[Label::FeH] + 0.2) < 1e-12);
        QVERIFY(std::abs(overHydrogen(seen, Label::Mg) - overHydrogen(star, Label::Mg)) < 1e-12);
        QVERIFY(std::abs(overHydrogen(seen, Label::Al) - overHydrogen(star, Label::Al) - 0.5) < 1e-12);
        QCOMPARE(seen[Label::Teff], star[Label::Teff]);
    }

    void offsetsOfZeroChangeNoBit()
    {
        auto zero = someStrengths();
        for (auto& list : zero.lists)
            list.offset = {};
        const auto star = giant();
        QVERIFY(zero.isZero());
        QCOMPARE(raw().withLineStrengths(zero).emulate(Band::Nirspec, { &star, 1 }),
                 raw().emulate(Band::Nirspec, { &star, 1 }));
    }

    void eachListSeesItsOwnStar()
    {
        const auto strengths = someStrengths();
        const auto star = giant(), seen = seenBy(strengths.lists[1], star);
        for (const auto band : { Band::Nirspec, Band::Apogee }) {
            const auto as = raw().emulate(band, { &star, 1 }), shifted = raw().emulate(band, { &seen, 1 });
            const auto corrected = raw().withLineStrengths(strengths).emulate(band, { &star, 1 });
            const auto& grid = raw().grid(band);
            for (std::size_t i = 0; i < grid.size; ++i) {
                const float expected = strengths.at(grid.wavelength(i)) == 1 ? shifted[i] : as[i];
                QVERIFY2(std::abs(corrected[i] - expected) < 2e-6F,
                         qPrintable(QString::number(grid.wavelength(i))));
            }
        }
    }

    void areSavedWithTheEmulator()
    {
        const QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "emulator.pt";
        raw().withLineStrengths(someStrengths()).save(file);
        const auto loaded = Emulator::load(file).lineStrengths();
        QCOMPARE(loaded.lists.size(), std::size_t(3));
        QCOMPARE(loaded.lists[1].end, 1.7);
        QVERIFY(std::isinf(loaded.lists[2].end));
        QCOMPARE(loaded.lists[1].offset, someStrengths().lists[1].offset);
        raw().save(file);
        QVERIFY(Emulator::load(file).lineStrengths().lists.empty());
    }

    void refusesOffsetsThatMakeNoSense_data()
    {
        QTest::addColumn<double>("end");
        QTest::addColumn<double>("offset");
        QTest::newRow("not a number") << 1.5 << std::nan("");
        QTest::newRow("huge") << 1.5 << 40.0;
        QTest::newRow("lists out of order") << 1.9 << 0.1;
    }

    void refusesOffsetsThatMakeNoSense()
    {
        QFETCH(double, end);
        QFETCH(double, offset);
        const QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "emulator.pt";
        auto strengths = someStrengths();
        strengths.lists[0].end = end;
        strengths.lists[0].offset[3] = offset;
        raw().withLineStrengths(strengths).save(file);
        QVERIFY_EXCEPTION_THROWN(Emulator::load(file), Error);
    }
};

QTEST_APPLESS_MAIN(LineStrengthsTest)
#include "linestrengths_test.moc"
