#include "core/atomicfile.h"
#include "ui/sources/filterexpression.h"
#include "ui/sources/joinedtables.h"
#include "ui/sources/sourcecolumns.h"
#include "ui/sources/sourcetablemodel.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace syzygy;

namespace {

/// A giant of M71: 4700 K, log g 2, [Fe/H] −.7, S/N 90.
Source giant()
{
    Spectrum spectrum;
    spectrum.provenance.source = "2609_19";
    spectrum.provenance.mode = "G140H/F100LP";
    Analysis analysis;
    analysis.encoded = true;
    analysis.snr = 90;
    analysis.domainScore = 0.6;
    analysis.reducedChiSquare = 1;
    analysis.estimates[0] = { .value = 4700, .sigma = 80 };
    analysis.estimates[1] = { .value = 2, .sigma = 0.1 };
    analysis.estimates[2] = { .value = -0.7, .sigma = 0.05 };
    analysis.flags = { { Flag::Severity::Warning, "low_snr", "Low." } };
    Source source;
    source.id = 1;
    source.file = "m71/exp2.fits";
    source.state = Source::State::Ready;
    source.spectrum = std::make_shared<const Spectrum>(spectrum);
    source.analysis = std::make_shared<const Analysis>(analysis);
    return source;
}

Marks marks()
{
    Marks marks;
    marks.star = true;
    marks.ticks.set(2);
    marks.comment = QStringLiteral("perhaps a binary");
    addToSubset(marks, QStringLiteral("non-members"));
    addToSubset(marks, QStringLiteral("AGB"));
    return marks;
}

} // namespace

/// Columns of the sources, and the filter that speaks of them.
class FilterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("accepted");
        const auto row = [](const char* filter, bool accepted) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << accepted;
        };
        row("", true);
        row("m71", false); // the folder is no column
        row("2609", true);
        row("exp2 g140h", true);
        row("low_snr", true);
        row("binary", true);
        row("galaxy", false);
        row("teff<4800", true);
        row("teff < 4700", false);
        row("Teff<=4700 and star", true);
        row("feh >= -0.5 or flag", true);
        row("fe_h>=-0.5", false);
        row("fe_h = -0.7", true);
        row("fe_h > −.8", true); // a true minus
        row("not tick3", false);
        row("tick3 and not tick4", true);
        row("comment ~ binary", true);
        row("comment~\"a binary\"", true);
        row("mode = g140h/f100lp", true);
        row("mode != g140h/f100lp", false);
        row("(teff>5000 or snr>50) and not failed", true);
        row("star", true);
        row("mg_fe_err > 0.1", false); // not known to be so: σ is 0
        row("surprise < 1", true);
        row("ra > 0", false); // not known
        row("not ra > 0", true);
        row("not (star or flag)", false);
        row("subset = agb", true);
        row("subset = non-members and subset = AGB", true);
        row("subset = members", false); // though a part of "non-members"
        row("subset ~ members", true);
        row("non-members", true); // a word
    }

    void accepts()
    {
        QFETCH(QString, filter);
        QFETCH(bool, accepted);
        const auto parsed = Filter::parse(filter);
        QVERIFY2(parsed.problem().isEmpty(), qPrintable(parsed.problem()));
        QCOMPARE(parsed.accepts(giant(), marks()), accepted);
    }

    void saysWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* filter, const char* words) {
            QTest::newRow(filter) << QString::fromLatin1(filter) << QString::fromLatin1(words);
        };
        row("tef<4800", "'tef' is no column.");
        row("teff<", "A value is missing after 'teff <'.");
        row("teff<hot", "'hot' is no number to compare teff with.");
        row("teff<4800 and", "Something is missing at the end.");
        row("(teff<4800", "A parenthesis is not closed.");
        row("teff<4800 5", "'5' is not expected there.");
        row("file < 3", "file is a text: compare it with = or ~.");
    }

    /// And then hides nothing.
    void saysWhatItDoesNotUnderstand()
    {
        QFETCH(QString, filter);
        QFETCH(QString, words);
        const auto parsed = Filter::parse(filter);
        QCOMPARE(parsed.problem(), words);
        QVERIFY(parsed.accepts(giant(), marks()));
    }

    void deepNestingIsRefused()
    {
        QVERIFY(
            !Filter::parse(QString(20000, QLatin1Char('(')) + QStringLiteral("teff<1")).problem().isEmpty());
    }

    /// The constants of the model are places in the list.
    void columnsAreWhereTheModelSaysTheyAre()
    {
        QCOMPARE(columnOf(u"file"), int(SourceTableModel::File));
        QCOMPARE(columnOf(u"teff"), int(SourceTableModel::Teff));
        QCOMPARE(columnOf(u"FeH"), int(SourceTableModel::FeH));
        QCOMPARE(columnOf(u"flags"), int(SourceTableModel::Flags));
        QCOMPARE(columnOf(u"star"), int(SourceTableModel::Star));
        QCOMPARE(columnOf(u"comment"), int(SourceTableModel::Comment));
        QCOMPARE(columnOf(u"subset"), int(SourceTableModel::Subsets));
        QCOMPARE(columnOf(u"no such"), -1);
    }

    /// Header keywords are columns that the filter knows; its words pass over them.
    void headersAreColumns()
    {
        auto spectrum = *giant().spectrum;
        spectrum.provenance.keywords
            = { { "EXPTIME", "145.889" }, { "DATE-OBS", "2022-10-25" }, { "TARGET", "2609_19" } };
        auto source = giant();
        source.spectrum = std::make_shared<const Spectrum>(spectrum);
        SourceTableModel model;
        model.append(std::vector { source });
        const auto& columns = model.columns();
        QCOMPARE(columns.size(), sourceColumns().size() + 3);
        const auto accepts = [&](const char* filter) {
            const auto parsed = Filter::parse(QString::fromLatin1(filter), columns);
            return parsed.problem().isEmpty() && parsed.accepts(source, {});
        };
        QVERIFY(accepts("exptime > 100"));
        QVERIFY(!accepts("exptime > 200"));
        QVERIFY(accepts("date_obs ~ 2022"));
        QVERIFY(accepts("header_target = 2609_19")); // "target" is ours
        QVERIFY(!accepts("2022"));
        model.update(source); // nothing new
        QCOMPARE(columns.size(), sourceColumns().size() + 3);
    }

    /// Rows by name; keys that clash with ours get the table's name.
    void tablesAreJoined()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("lit.csv")).toStdString();
        writeTextAtomically(file, "star,teff,period [d],kind\n2609_19,4650,12.5,AGB\nother,5000,1,RGB\n");
        auto source = giant();
        SourceTableModel model;
        model.append(std::vector { source });
        JoinedTables tables(model);
        QSignalSpy told(&tables, &JoinedTables::reported);
        tables.join(file);
        QVERIFY(told.wait());
        QVERIFY(told[0][0].toString().contains(QStringLiteral("lit.csv has 1 of 1 spectra")));
        const auto valueOf = [&](const char* key) {
            return model.columns()
                .at(static_cast<std::size_t>(columnOf(QString::fromLatin1(key), model.columns())))
                .text(source, {});
        };
        QCOMPARE(valueOf("lit_teff"), QStringLiteral("4650"));
        QCOMPARE(valueOf("period_d"), QStringLiteral("12.5"));
        QVERIFY(Filter::parse(QStringLiteral("kind = agb and lit_teff < 4700"), model.columns())
                    .accepts(source, {}));
        tables.join(file); // read again: replaced, not doubled
        QVERIFY(told.wait());
        QCOMPARE(model.columns().size(), sourceColumns().size() + 4);
        tables.remove(absolutePath(file));
        QCOMPARE(model.columns().size(), sourceColumns().size());
        tables.join(folder.filePath(QStringLiteral("none.csv")).toStdString());
        QVERIFY(told.wait());
        QVERIFY(told.last()[0].toString().contains(QStringLiteral("none.csv")));
        QVERIFY(tables.files().empty());
    }

    void surpriseIsTheLargestDoubt()
    {
        auto source = giant();
        QCOMPARE(surpriseOf(source), 0.8); // domain score .6 over .75
        FitReport fit;
        fit.fit.star.labels[0] = 5100; // 400 K off, σ 80 and 60: 2 σ are 200 K
        fit.fit.star.labels[1] = 2;
        fit.fit.star.labels[2] = -0.7;
        fit.fit.sigma[0] = 60;
        source.fit = std::make_shared<const FitReport>(fit);
        QCOMPARE(surpriseOf(source), 2.0);
        QVERIFY(std::isnan(surpriseOf(Source {})));
    }
};

QTEST_GUILESS_MAIN(FilterTest)
#include "filter_test.moc"
