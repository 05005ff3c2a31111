#include "core/atlas/atlasjoin.h"
#include "core/atlas/rowfilter.h"
#include "core/atlas/starrecord.h"
#include "core/error.h"

#include <QTemporaryDir>
#include <QTest>

using namespace syzygy;

namespace {

constexpr std::size_t size = 10'000; ///< several blocks

/// Teff 4000 ... by .1 K, every third as APOGEE, S/N 0-99; the catalogue knows the first two, and their
/// field.
ColumnTable stars()
{
    auto table = emptyAtlas("m", 2);
    for (std::size_t i = 0; i < size; ++i) {
        Spectrum spectrum;
        spectrum.provenance.file = "/data/s" + std::to_string(i) + ".fits";
        spectrum.provenance.source = "STAR " + std::to_string(i);
        Analysis analysis;
        analysis.encoded = true;
        analysis.encodedAs = i % 3 == 0 ? Instrument::Apogee : Instrument::Nirspec;
        analysis.snr = static_cast<double>(i % 100);
        analysis.latent = { 1, 0 };
        analysis.estimates[0] = { 4000 + 0.1 * static_cast<double>(i), 50, 50, 0, 0, true };
        appendStar(table, spectrum, 0, analysis);
    }
    auto catalogue = std::make_shared<Catalogue>(Catalogue { "t.csv", 2, {}, {} });
    CatalogueColumn name { "star", {}, true }, teff { "teff", "K" }, run { "run", {} },
        field { "field", {}, true };
    for (std::size_t i = 0; i < catalogue->rows; ++i) {
        name.texts.append("STAR " + std::to_string(i));
        teff.numbers.push_back(4100 + static_cast<double>(i));
        run.numbers.push_back(static_cast<double>(i));
        field.texts.append("K2_C" + std::to_string(i));
    }
    for (auto* column : { &name, &teff, &run, &field })
        catalogue->columns.push_back(std::move(*column));
    joinCatalogue(table, RowMatcher(catalogue));
    return table;
}

} // namespace

class RowFilterTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<const StarAtlas> m_atlas;

private Q_SLOTS:
    void initTestCase()
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "a.atlas";
        stars().write(file);
        m_atlas = std::make_shared<const StarAtlas>(file);
    }

    void countsRows_data()
    {
        QTest::addColumn<QByteArray>("expression");
        QTest::addColumn<std::size_t>("count");
        const auto row = [](const char* expression, std::size_t count) {
            QTest::newRow(expression) << QByteArray(expression) << count;
        };
        row("teff >= 4000", size);
        row("Teff<4800 and snr>=50", 4000);
        row("teff_err = 50", size);
        row("encoder = apogee", 3334);
        row("encoder != APOGEE and snr < 1", 66);
        row("known_teff > 4100", 1);
        row("known/teff", 2);
        row("not known_teff", size - 2);
        row("run = 0", 1);
        row("catalogue/run=1", 1);
        row("FIELD ~ k2_c", 2);
        row("name = \"star 17\"", 1);
        row("source ~ 999", 19);
        row("ra_deg > 0", 0); // not known
        row("feh = 0", size);
        row("velocity_km_s > -1e9 or file ~ s9999", 1);
    }

    void countsRows()
    {
        QFETCH(QByteArray, expression);
        QFETCH(std::size_t, count);
        const auto rows = rowsWhere(*m_atlas, expression.toStdString());
        QCOMPARE(rows.size(), count);
        QVERIFY(std::ranges::is_sorted(rows));
    }

    void rowsAreThose()
    {
        QCOMPARE(rowsWhere(*m_atlas, "snr=7 and teff>4990"), (std::vector<std::size_t> { 9907 }));
    }

    void whatIsNoColumnIsSaid()
    {
        for (const auto* expression : { "latent > 0", "map > 0", "nonsense > 1" })
            QVERIFY_EXCEPTION_THROWN(rowsWhere(*m_atlas, expression), Error);
    }

    void mocksHaveLabelsAlone()
    {
        Atlas mocks;
        mocks.stars.resize(3);
        mocks.stars[1][Label::FeH] = -1.5;
        QCOMPARE(rowsWhere(mocks, "feh < -1"), std::vector<std::size_t> { 1 });
        QVERIFY_EXCEPTION_THROWN(rowsWhere(mocks, "snr > 1"), Error);
    }
};

QTEST_GUILESS_MAIN(RowFilterTest)
#include "rowfilter_test.moc"
