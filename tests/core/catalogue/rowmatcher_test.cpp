#include "core/catalogue/knownstars.h"
#include "core/catalogue/rowmatcher.h"
#include "core/error.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

CatalogueColumn numbers(const char* name, std::vector<double> values)
{
    return { name, {}, false, std::move(values) };
}

CatalogueColumn texts(const char* name, const std::vector<std::string>& values)
{
    CatalogueColumn column { name, {}, true };
    for (const auto& value : values)
        column.texts.append(value);
    return column;
}

std::shared_ptr<const Catalogue> tableOf(std::size_t rows, std::vector<CatalogueColumn> columns)
{
    return std::make_shared<const Catalogue>(Catalogue { "stars.csv", rows, std::move(columns), {} });
}

Provenance named(const char* file, const char* source)
{
    Provenance origin;
    origin.file = file;
    origin.source = source;
    return origin;
}

Provenance at(double rightAscension, double declination)
{
    auto origin = named("x.fits", "nobody");
    origin.rightAscension = rightAscension;
    origin.declination = declination;
    origin.placeIsOfObject = true;
    return origin;
}

} // namespace

class RowMatcherTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void byNameThenFileThenItsParts()
    {
        const RowMatcher matcher(tableOf(4,
                                         { texts("Star", { "HD 1", "2609_19", "mock_7_x1d.fits", "HD1b" }),
                                           numbers("id", { 7, 8, 9, 10 }) }));
        QCOMPARE(*matcher.match(named("a.fits", "hd1")).row, std::size_t(0));
        QCOMPARE(*matcher.match(named("a.fits", "8")).row, std::size_t(1));
        QCOMPARE(*matcher.match(named("dir/mock_7_x1d.fits", "")).row, std::size_t(2));
        QCOMPARE(*matcher.match(named("exp2_2609_19.fits", "SPAT01")).row, std::size_t(1));
        QVERIFY(!matcher.match(named("exp2_12609_19.fits", "")).row);
        QVERIFY(!matcher.match(named("exp_7.fits", "")).row); // too short for a part
        QVERIFY(matcher.match(named("exp2_2609_19.fits", "")).by == MatchedBy::PartOfFile);
    }

    void byPlaceWithinAnArcsecond()
    {
        constexpr double arcsecond = 1.0 / 3600;
        const RowMatcher matcher(tableOf(
            3, { numbers("RA", { 0.0, 120, 120 }), numbers("DEC", { 60, -30, -30 + 1.2 * arcsecond }) }));
        QCOMPARE(*matcher.match(at(360 - 1.5 * arcsecond, 60)).row,
                 std::size_t(0)); // cos 60° halves it, and 360° is 0°
        QCOMPARE(*matcher.match(at(120, -30 + 0.7 * arcsecond)).row, std::size_t(2)); // the nearer of two
        QVERIFY(!matcher.match(at(120, -30 - 1.01 * arcsecond)).row);
        auto pointing = at(120, -30);
        pointing.placeIsOfObject = false;
        QVERIFY(!matcher.match(pointing).row);
    }

    void placesMayBeSexagesimal()
    {
        const RowMatcher matcher(
            tableOf(1, { texts("ra", { "19:53:45.25" }), texts("dec", { "-00 46 55.3" }) }));
        QCOMPARE(*matcher.match(at((19 + 53 / 60.0 + 45.25 / 3600) * 15, -(46 / 60.0 + 55.3 / 3600))).row,
                 std::size_t(0));
        QVERIFY(!sexagesimal("12:61:00") && !sexagesimal("12:30") && !sexagesimal("abc"));
    }

    void placesAreReadAsTheyAreTyped_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isPlace");
        QTest::newRow("colons") << "17:33:42.5 -16:54:57" << true;
        QTest::newRow("blanks") << "17 33 42.5  -16 54 57" << true;
        QTest::newRow("letters") << "17h33m42.5s, -16d54m57s" << true;
        QTest::newRow("degrees") << "263.4270833 -16.9158333" << true;
        QTest::newRow("name") << "2M17334253-1654573" << false;
        QTest::newRow("two words") << "HD 12345" << false;
        QTest::newRow("beyond the pole") << "17:33:42.5 -96:54:57" << false;
        QTest::newRow("beyond the circle") << "363.4 -16.9" << false;
        QTest::newRow("no number") << "nan inf" << false;
        QTest::newRow("nothing") << "" << false;
    }

    void placesAreReadAsTheyAreTyped()
    {
        QFETCH(QString, text);
        QFETCH(bool, isPlace);
        const auto place = placeIn(text.toStdString());
        QCOMPARE(place.has_value(), isPlace);
        if (place)
            QVERIFY(arcsecondsBetween(
                        *place, { (17 + 33 / 60.0 + 42.5 / 3600) * 15, -(16 + 54 / 60.0 + 57 / 3600.0) })
                    < 0.01);
    }

    void twoRowsOfAStarAreTold()
    {
        const auto table = tableOf(3, { texts("name", { "a", "a", "b" }), numbers("teff", { 1, 2, 3 }) });
        const auto match = RowMatcher(table).match(named("x.fits", "a"));
        QVERIFY(match.isAmbiguous() && !match.row);
        try {
            KnownStars(table).labelsOf(named("x.fits", "a"));
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(
                std::string(error.what()).starts_with("x.fits matches 2 rows of stars.csv; keep one row"),
                error.what());
        }
        QCOMPARE(KnownStars(table).labelsOf(named("x.fits", "b"))->value[0], 3.0);
        QVERIFY(!KnownStars(table).labelsOf(named("x.fits", "c")));
    }

    void matchesByTheColumnAskedFor()
    {
        const auto table = tableOf(2, { texts("name", { "a", "b" }), texts("mine", { "b", "a" }) });
        QCOMPARE(*RowMatcher(table, { "MINE" }).match(named("x.fits", "a")).row, std::size_t(1));
        QVERIFY_EXCEPTION_THROWN(RowMatcher(table, { "none" }), Error);
        QVERIFY_EXCEPTION_THROWN(RowMatcher(tableOf(1, { numbers("teff", { 1 }) })), Error);
    }
};

QTEST_GUILESS_MAIN(RowMatcherTest)
#include "rowmatcher_test.moc"
