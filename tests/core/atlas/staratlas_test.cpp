#include "core/atlas/atlasjoin.h"
#include "core/atlas/atlasscores.h"
#include "core/atlas/starrecord.h"
#include "core/atlas/starsearch.h"
#include "core/atlas/twintable.h"
#include "core/error.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;

namespace {

constexpr std::size_t dimensions = 4;

Spectrum spectrumOf(const std::string& file, const std::string& source)
{
    Spectrum spectrum;
    spectrum.instrument = Instrument::Nirspec;
    spectrum.provenance.file = file;
    spectrum.provenance.source = source;
    return spectrum;
}

/// A star whose latent stands at that angle in the first plane.
Analysis analysisAt(double angle, double teff)
{
    Analysis analysis;
    analysis.encoded = true;
    analysis.snr = 100;
    analysis.latent = { static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)), 0, 0 };
    for (auto& estimate : analysis.estimates)
        estimate = { 0.1, 0.05, 0.05, 0, 0, true };
    analysis.estimates[0].value = teff;
    analysis.estimates[0].sigma = 50;
    return analysis;
}

/// Stars a0 ... at angles of 0, 0.1, ... with Teff 4000, 4010, ...
ColumnTable starsInARow(int count, const std::string& model = "m")
{
    auto atlas = emptyAtlas(model, dimensions);
    for (int i = 0; i < count; ++i)
        appendStar(atlas, spectrumOf("/data/s" + std::to_string(i) + ".fits", "star" + std::to_string(i)), 0,
                   analysisAt(0.1 * i, 4000 + 10 * i));
    return atlas;
}

/// The catalogue says `shift` less than we do.
RowMatcher catalogueOf(int count, double shift)
{
    auto table = std::make_shared<Catalogue>();
    table->file = "table.csv";
    table->rows = static_cast<std::size_t>(count);
    CatalogueColumn name { "star", {}, true }, teff { "teff", "K" }, error { "teff_err", "K" },
        note { "note", {}, true };
    for (int i = 0; i < count; ++i) {
        name.texts.append("STAR" + std::to_string(i));
        teff.numbers.push_back(4000 + 10 * i - shift);
        error.numbers.push_back(20);
        note.texts.append("n" + std::to_string(i));
    }
    for (auto* column : { &name, &teff, &error, &note })
        table->columns.push_back(std::move(*column));
    return RowMatcher(table);
}

} // namespace

class StarAtlasTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::shared_ptr<const StarAtlas> written(const ColumnTable& table)
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "a.atlas";
        table.write(file);
        return std::make_shared<const StarAtlas>(file);
    }

private Q_SLOTS:
    void keepsWhatAnAnalysisSays()
    {
        auto table = starsInARow(3);
        joinCatalogue(table, catalogueOf(2, 30));
        groupStars(table);
        const auto atlas = written(table);
        QCOMPARE(atlas->size(), std::size_t(3));
        QCOMPARE(atlas->name(1), std::string_view("star1"));
        QCOMPARE(atlas->label(0, 2), 4020.0);
        QCOMPARE(atlas->sigma(0, 2), 50.0);
        QCOMPARE(atlas->known(1).value[0], 3980.0);
        QCOMPARE(atlas->known(1).sigma[0], 20.0);
        QVERIFY(std::isnan(atlas->known(2).value[0])); // not in the table
        QCOMPARE(atlas->file().find("catalogue/note")->text(1), std::string_view("n1"));
        QVERIFY(!atlas->place(0));
        const auto latents = atlas->latents();
        QVERIFY(std::abs(static_cast<double>(latents[dimensions + 1]) - std::sin(0.1)) < 1e-3);
        QCOMPARE(drawn(*atlas).stars[2].labels[0], 4020.0);
    }

    void anotherModelIsRefusedWithTheCure()
    {
        try {
            written(starsInARow(1))->requireModel("other");
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(std::string(error.what())
                             .find("is of the model m, not of other: their latents cannot be compared; build "
                                   "it again")
                         != std::string::npos,
                     error.what());
        }
        auto table = starsInARow(1);
        QVERIFY_EXCEPTION_THROWN(mergeInto(table, starsInARow(1, "other")), Error);
    }

    void mergedSpectraCountOnce()
    {
        auto table = starsInARow(3), more = emptyAtlas("m", dimensions);
        appendStar(more, spectrumOf("/data/s1.fits", "star1"), 0, analysisAt(0.5, 5000));
        appendStar(more, spectrumOf("/data/s1.fits", "star1"), 1,
                   analysisAt(0.5, 5100)); // another of the file
        QCOMPARE(mergeInto(table, more), std::size_t(1));
        QCOMPARE(table.rows, std::size_t(4));
        QCOMPARE(table.find("teff")->number(2), 5000.0); // as in the later
    }

    void spectraOfOneStarShareItsNumber()
    {
        auto table = emptyAtlas("m", dimensions);
        const auto add = [&](const char* source, std::optional<double> declination) {
            auto spectrum = spectrumOf("/data/" + std::to_string(table.rows) + ".fits", source);
            spectrum.provenance.placeIsOfObject = declination.has_value();
            spectrum.provenance.rightAscension = 10;
            spectrum.provenance.declination = declination;
            appendStar(table, spectrum, 0, analysisAt(0, 4000));
        };
        add("HD 12345", {});
        add("HD 12345", 20);
        add("other name", 20 + 0.5 / 3600); // half an arcsecond from the second
        add("HD 12345", 21);                // another place: another star of that name
        add("7", {});
        add("7", {}); // the number of a slit
        groupStars(table);
        const auto star = [&](std::size_t row) { return table.find("star")->number(row); };
        QCOMPARE(star(0), star(1));
        QCOMPARE(star(1), star(2));
        QVERIFY(star(3) != star(0) && star(4) != star(5));
    }

    void aTableOfOtherStarsIsRefused()
    {
        auto table = starsInARow(2);
        auto other = std::make_shared<Catalogue>(Catalogue { "other.csv", 1, {}, {} });
        CatalogueColumn name { "star", {}, true };
        name.texts.append("nobody");
        other->columns.push_back(std::move(name));
        QVERIFY_EXCEPTION_THROWN(joinCatalogue(table, RowMatcher(other)), Error);
    }

    void twinsGiveASecondOpinion()
    {
        auto table = starsInARow(9);
        joinCatalogue(table, catalogueOf(9, 0));
        groupStars(table);
        const TwinSearch search(written(table));
        QCOMPARE(search.method(), std::string("exact"));
        const auto query = analysisAt(0.4, 4040);
        const auto self = search.rowOf(spectrumOf("/data/s4.fits", "star4"));
        QCOMPARE(*self, std::size_t(4));
        const auto twins = search.nearest(query.latent, 4, self);
        QCOMPARE(twins.size(), std::size_t(4));
        QVERIFY(twins[0].row == 3 || twins[0].row == 5);
        QVERIFY(std::abs(twins[0].distance - 0.1) < 1e-3);
        const auto labels = search.labelsOf(twins, query.estimates);
        QVERIFY(std::abs(labels[0]->value - 4040) < 2); // the twins stand on both sides
        QVERIFY(labels[0]->scatter >= 20 && labels[0]->scatter < 40 && labels[0]->stars == 4);
        QVERIFY(!labels[1]); // the catalogue has no log g
        QVERIFY(twinDisagreements(query, labels).empty());
    }

    void aStarOfSeveralSpectraCountsOnce()
    {
        auto table = starsInARow(4);
        for (int exposure = 0; exposure < 5; ++exposure) // of star 3
            appendStar(table, spectrumOf("/data/more" + std::to_string(exposure) + ".fits", "star3"), 0,
                       analysisAt(0.3, 4030));
        joinCatalogue(table, catalogueOf(4, 0));
        groupStars(table);
        const TwinSearch search(written(table)), single([&] {
            auto once = starsInARow(4);
            joinCatalogue(once, catalogueOf(4, 0));
            groupStars(once);
            return written(once);
        }());
        const auto query = analysisAt(0.1, 4010);
        const auto labels = search.labelsOf(search.nearest(query.latent, 9), query.estimates);
        const auto expected = single.labelsOf(single.nearest(query.latent, 9), query.estimates);
        QCOMPARE(labels[0]->stars, std::size_t(4));
        QCOMPARE(labels[0]->value, expected[0]->value);
        QCOMPARE(labels[0]->scatter, expected[0]->scatter);
    }

    void twinsOfOneEncoderAreAllFound()
    {
        auto table = starsInARow(30);
        for (const double angle : { 1.0, 2.0, 3.0 }) { // far from where is asked
            auto analysis = analysisAt(angle, 5000);
            analysis.encodedAs = Instrument::Apogee;
            appendStar(table, spectrumOf("/data/apogee.fits", "apogee"), table.rows, analysis);
        }
        const TwinSearch search(written(table));
        const auto latent = analysisAt(0, 4000).latent;
        const auto rowsOf = [&](std::optional<Instrument> instrument, int k) {
            std::vector<std::size_t> rows;
            for (const auto& twin : search.nearest(latent, k, {}, instrument))
                rows.push_back(twin.row);
            return rows;
        };
        QCOMPARE(rowsOf(Instrument::Apogee, 2), (std::vector<std::size_t> { 30, 31 }));
        QCOMPARE(rowsOf(Instrument::Apogee, 10), (std::vector<std::size_t> { 30, 31, 32 }));
        QCOMPARE(rowsOf(Instrument::Nirspec, 3), (std::vector<std::size_t> { 0, 1, 2 }));
        QCOMPARE(rowsOf({}, 3), (std::vector<std::size_t> { 0, 1, 2 }));
    }

    /// Of a star whose file has no place; one that has keeps its own.
    void placesComeFromTheTableWhereTheFileHasNone()
    {
        auto table = starsInARow(1);
        auto known = spectrumOf("/data/s1.fits", "star1");
        known.provenance.placeIsOfObject = true;
        known.provenance.rightAscension = 10;
        known.provenance.declination = 20;
        appendStar(table, known, 0, analysisAt(0.1, 4010));
        auto catalogue = std::make_shared<Catalogue>(Catalogue { "t.csv", 2, {}, {} });
        CatalogueColumn name { "star", {}, true }, right { "ra", "deg" }, declination { "dec", "deg" };
        for (int i = 0; i < 2; ++i) {
            name.texts.append("STAR" + std::to_string(i));
            right.numbers.push_back(263.4);
            declination.numbers.push_back(-16.9);
        }
        for (auto* column : { &name, &right, &declination })
            catalogue->columns.push_back(std::move(*column));
        joinCatalogue(table, RowMatcher(catalogue));
        const auto atlas = written(table);
        QCOMPARE(atlas->place(0)->rightAscension, 263.4);
        QCOMPARE(atlas->place(0)->declination, -16.9);
        QCOMPARE(atlas->place(1)->rightAscension, 10.0);
    }

    void aCatalogueThatDisagreesIsTold()
    {
        auto table = starsInARow(9);
        joinCatalogue(table, catalogueOf(9, 400));
        groupStars(table);
        const TwinSearch search(written(table));
        const auto query = analysisAt(0.4, 4040);
        const auto flags
            = twinDisagreements(query, search.labelsOf(search.nearest(query.latent, 4), query.estimates));
        QCOMPARE(flags.size(), std::size_t(1));
        QCOMPARE(flags[0].key, std::string("twins_disagree"));
        const auto stranger
            = analysisAt(2.5, 6000); // far from all: those are no twins, and have no opinion that counts
        QVERIFY(twinDisagreements(stranger,
                                  search.labelsOf(search.nearest(stranger.latent, 4), stranger.estimates))
                    .empty());
    }

    void starsAreFoundByNameFileCatalogueAndPlace()
    {
        auto table = emptyAtlas("m", dimensions);
        for (int i = 0; i < 3; ++i) {
            auto spectrum
                = spectrumOf("/data/exp_" + std::to_string(i) + ".fits", "STAR " + std::to_string(i));
            spectrum.provenance.placeIsOfObject = i < 2;
            spectrum.provenance.rightAscension = 263.4;
            spectrum.provenance.declination = -16.9 + i;
            appendStar(table, spectrum, 0, analysisAt(0, 4000));
        }
        joinCatalogue(table, catalogueOf(2, 0)); // with notes n0, n1
        const auto atlas = written(table);
        using Row = std::optional<std::size_t>;
        QCOMPARE(findStar(*atlas, "star1").row, Row(1)); // blanks and case do not count
        QCOMPARE(findStar(*atlas, "star").row, Row(0));
        QCOMPARE(findStar(*atlas, "star", 0).row, Row(1));
        QCOMPARE(findStar(*atlas, "star", 2).row, Row(0)); // from the beginning again
        QCOMPARE(findStar(*atlas, "star", 0).words, std::string("2 of 3 that have “star”"));
        QCOMPARE(findStar(*atlas, "exp_2").row, Row(2));
        QVERIFY(!findStar(*atlas, "data").row); // the folder is no part of the file's name
        QCOMPARE(findStar(*atlas, "n1").row, Row(1));
        QCOMPARE(findStar(*atlas, "263.4 -15.9001").row, Row(1));
        QCOMPARE(findStar(*atlas, "17:33:36 -16:54:00").words, std::string("0.0″ from there"));
        QVERIFY(!findStar(*atlas, "263.4 -15").row);
        QCOMPARE(findStar(*atlas, "nobody").words,
                 std::string("No star of a.atlas has “nobody” in its name, its file or its catalogue"));
    }

    void starsLeaveAsATable()
    {
        auto table = starsInARow(3);
        joinCatalogue(table, catalogueOf(3, 30));
        groupStars(table);
        const TwinSearch search(written(table));
        CsvTable twins { twinColumns(), {} };
        appendTwinRows(twins, spectrumOf("/data/query.fits", "query"), search.atlas(),
                       search.nearest(analysisAt(0.05, 4000).latent, 2));
        QCOMPARE(twins.rows.size(), std::size_t(2));
        const std::vector<std::size_t> rows { 2 };
        const auto stars = starTable(search.atlas(), rows);
        const auto cell = [](const CsvTable& of, const char* name) {
            return of
                .rows[0][static_cast<std::size_t>(std::ranges::find(of.header, name) - of.header.begin())];
        };
        QCOMPARE(cell(twins, "source"), std::string("query"));
        QVERIFY(cell(twins, "twin") == "star0" || cell(twins, "twin") == "star1");
        QVERIFY(cell(twins, "distance").starts_with("0.05") || cell(twins, "distance").starts_with("0.049"));
        QCOMPARE(cell(stars, "name"), std::string("star2"));
        QCOMPARE(cell(stars, "teff"), std::string("4020.0000"));
        QCOMPARE(cell(stars, "known_teff"), std::string("3990.0000"));
        QCOMPARE(cell(stars, "known_teff_err"), std::string("20.0000"));
        QCOMPARE(cell(stars, "known_logg"), std::string()); // not in the catalogue
        QCOMPARE(twins.rows[0].size(), twins.header.size());
        QCOMPARE(stars.rows[0].size(), stars.header.size());
    }

    void scoresAgainstTheCatalogue()
    {
        auto table = starsInARow(30);
        joinCatalogue(table, catalogueOf(30, 60));
        const auto atlas = written(table);
        const auto scores = scoresOf(*atlas);
        QCOMPARE(scores.size(), std::size_t(1));
        QCOMPARE(scores[0].spectra, std::size_t(30));
        QVERIFY(std::abs(scores[0].bias - 60) < 1e-6 && scores[0].scatter < 1e-6);
        QCOMPARE(scores[0].withinOne, 0.0); // 60 K, of errors of 50 and 20
        QCOMPARE(scores[0].withinTwo, 1.0);
        const auto text = scoresReport(*atlas, scores);
        QVERIFY2(text.find("| Teff [K] | 30 | +60 | 0 | 60 | 0.00 | 1.00 |") != std::string::npos,
                 text.c_str());
    }
};

QTEST_GUILESS_MAIN(StarAtlasTest)
#include "staratlas_test.moc"
