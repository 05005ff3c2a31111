#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/sources/exposures.h"
#include "ui/sources/sourceloader.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

namespace syzygy {

class SourceLoaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAndAnalyses();
    void failedFileLeavesTheOthersAlone();
    void severalSpectraOfOneFileStandTogether();
    void latestRequestWins();
    void cancelStopsTheRunningAndTheWaiting();
    void cancelledIsReadAgain();
    void removedWhileRunning();
    void destroyedWhileRunning();
    void waitsForTheModel();
    void withoutModelSpectraAreShown();
    void otherFluxColumnIsRead();
    void missingSurfaceBrightnessIsNoted();
    void unitIsGivenToOneFile();
    void unitIsGivenForTheSession();
    void fitIsKeptBesideTheAnalysis();
    void fitIsOfItsAnalysisOnly();
    void fitHeedsWhatIsGiven();
    void fitIsCancelled();
    void onlyEncodedSpectraAreFitted();
    void combinationIsOneMoreSource();
    void combinationOfAClosedFileIsRefused();
    void foldersAreSearched();
    void emptyFolderIsNamed();
};

namespace {

struct Fixture {
    explicit Fixture(int delay = 0)
    {
        controls->delay = delay;
        loader.setService(test::fakeService(100, controls));
    }
    const Source& at(std::size_t row) const { return model.sources()[row]; }

    std::shared_ptr<test::FakeControls> controls = std::make_shared<test::FakeControls>();
    SourceTableModel model;
    SourceLoader loader { model, {} };
};

} // namespace

void SourceLoaderTest::readsAndAnalyses()
{
    Fixture fixture;
    fixture.loader.open({ "a.fits", "b.fits" });
    QVERIFY(fixture.loader.isBusy());
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.model.rowCount(), 2);
    QVERIFY(fixture.at(0).isEncoded() && fixture.at(1).isEncoded());
    QCOMPARE(fixture.at(1).name(), QStringLiteral("b"));
}

void SourceLoaderTest::failedFileLeavesTheOthersAlone()
{
    Fixture fixture;
    fixture.loader.open({ "broken.fits", "b.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.at(0).state, Source::State::Failed);
    QVERIFY(fixture.at(0).error.contains(QStringLiteral("FLUX")));
    QCOMPARE(fixture.at(1).state, Source::State::Ready);
}

void SourceLoaderTest::severalSpectraOfOneFileStandTogether()
{
    Fixture fixture;
    fixture.loader.open({ "two.fits", "b.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.model.rowCount(), 3);
    QCOMPARE(fixture.at(0).name(), QStringLiteral("two"));
    QCOMPARE(fixture.at(1).name(), QStringLiteral("two_b"));
    QVERIFY(fixture.at(0).id != fixture.at(1).id);
}

void SourceLoaderTest::latestRequestWins()
{
    Fixture fixture(500);
    fixture.loader.open({ "a.fits" });
    QTRY_VERIFY(fixture.model.rowCount() == 1 && fixture.at(0).spectrum);
    for (const double velocity : { 10.0, 20.0, 30.0 }) {
        AnalysisOptions options;
        options.velocity = velocity;
        fixture.loader.analyse(fixture.at(0).id, options);
    }
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.at(0).analysis->velocity.value, 30.0);
    QCOMPARE(fixture.controls->analyses.load(), 1); // the others were stopped, not merely ignored
}

void SourceLoaderTest::cancelStopsTheRunningAndTheWaiting()
{
    Fixture fixture(60000);
    fixture.loader.open({ "a.fits", "b.fits", "c.fits" });
    QTRY_VERIFY(fixture.model.rowCount() == 3 && fixture.at(2).spectrum);
    fixture.loader.cancelAll();
    QVERIFY(!fixture.loader.isBusy());
    for (const auto& source : fixture.model.sources())
        QCOMPARE(source.state, Source::State::Cancelled);
    QVERIFY(fixture.loader.analysisPool().waitForDone(5000));
    QCOMPARE(fixture.controls->analyses.load(), 0);
}

void SourceLoaderTest::cancelledIsReadAgain()
{
    Fixture fixture;
    fixture.loader.open({ "a.fits" });
    QTRY_COMPARE(fixture.model.rowCount(), 1);
    fixture.loader.cancelAll();
    fixture.loader.analyse(fixture.at(0).id, {});
    QTRY_COMPARE(fixture.at(0).state, Source::State::Ready);
    QVERIFY(fixture.at(0).isEncoded());
}

void SourceLoaderTest::removedWhileRunning()
{
    Fixture fixture(50);
    fixture.loader.open({ "a.fits", "b.fits" });
    QTRY_VERIFY(fixture.model.rowCount() == 2 && fixture.at(1).spectrum);
    fixture.loader.remove(fixture.at(0).id);
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.model.rowCount(), 1);
    QCOMPARE(fixture.at(0).name(), QStringLiteral("b"));
}

void SourceLoaderTest::destroyedWhileRunning()
{
    SourceTableModel model;
    const auto controls = std::make_shared<test::FakeControls>();
    controls->delay = 60000;
    {
        SourceLoader loader(model, test::fakeService(100, controls));
        loader.open({ "a.fits" });
        QTRY_VERIFY(model.rowCount() == 1 && model.sources()[0].spectrum);
    }
    QCoreApplication::processEvents();
    QCOMPARE(model.sources()[0].state, Source::State::Analysing); // nothing came after
}

void SourceLoaderTest::waitsForTheModel()
{
    SourceTableModel model;
    auto reading = test::fakeService(100);
    reading.analyze = nullptr;
    SourceLoader loader(model, reading);
    loader.open({ "a.fits" });
    QTRY_VERIFY(model.rowCount() == 1 && model.sources()[0].spectrum);
    QVERIFY(loader.isBusy());
    loader.setService(test::fakeService(100));
    QTRY_VERIFY(!loader.isBusy());
    QVERIFY(model.sources()[0].isEncoded());
}

void SourceLoaderTest::withoutModelSpectraAreShown()
{
    SourceTableModel model;
    auto service = test::fakeService(100);
    service.analyze = nullptr;
    service.problem = "No model was found.";
    SourceLoader loader(model, service);
    loader.open({ "a.fits" });
    QTRY_VERIFY(!loader.isBusy() && model.rowCount() == 1);
    QCOMPARE(model.sources()[0].state, Source::State::Ready);
    QVERIFY(model.sources()[0].spectrum && !model.sources()[0].analysis);
}

void SourceLoaderTest::otherFluxColumnIsRead()
{
    Fixture fixture;
    fixture.loader.open({ "two.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    fixture.loader.reread(fixture.at(1).id, FluxColumn::SurfaceBrightness);
    QTRY_COMPARE(fixture.at(1).spectrum->provenance.fluxColumn, FluxColumn::SurfaceBrightness);
    QCOMPARE(fixture.at(1).name(), QStringLiteral("two_b"));
    QCOMPARE(fixture.at(0).spectrum->provenance.fluxColumn, FluxColumn::Flux);
    QTRY_VERIFY(!fixture.loader.isBusy());
}

void SourceLoaderTest::missingSurfaceBrightnessIsNoted()
{
    Fixture fixture;
    fixture.loader.open({ "point.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    fixture.loader.reread(fixture.at(0).id, FluxColumn::SurfaceBrightness);
    QVERIFY(fixture.loader.isBusy());
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.at(0).spectrum->provenance.fluxColumn, FluxColumn::Flux);
    QCOMPARE(fixture.at(0).reading.fluxColumn, FluxColumn::SurfaceBrightness);
    QVERIFY(fixture.at(0).isEncoded());
}

void SourceLoaderTest::unitIsGivenToOneFile()
{
    Fixture fixture;
    fixture.loader.open({ "unitless_a.csv", "unitless_b.csv", "c.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    QVERIFY(fixture.at(0).needsUnit && fixture.at(1).needsUnit && !fixture.at(2).needsUnit);
    QCOMPARE(fixture.at(0).state, Source::State::Failed);
    ReadOptions units;
    units.wavelengthUnit = "nm";
    fixture.loader.giveUnits(fixture.at(1).id, units, UnitScope::ThisFile);
    QTRY_VERIFY(!fixture.loader.isBusy());
    QVERIFY(fixture.at(0).needsUnit && fixture.at(0).state == Source::State::Failed);
    QVERIFY(!fixture.at(1).needsUnit && fixture.at(1).isEncoded());
    QCOMPARE(fixture.at(1).spectrum->provenance.wavelengthUnit, std::string("nm"));
    QVERIFY(fixture.at(1).error.isEmpty());
}

void SourceLoaderTest::unitIsGivenForTheSession()
{
    Fixture fixture;
    fixture.loader.open({ "unitless_a.csv", "unitless_b.csv", "c.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    ReadOptions units;
    units.wavelengthUnit = "Angstrom";
    fixture.loader.giveUnits(fixture.at(0).id, units, UnitScope::Session);
    fixture.loader.open({ "unitless_later.csv" });
    QTRY_VERIFY(!fixture.loader.isBusy() && fixture.model.rowCount() == 4);
    for (const std::size_t row : { 0u, 1u, 3u })
        QCOMPARE(fixture.at(row).spectrum->provenance.wavelengthUnit, std::string("Angstrom"));
    QCOMPARE(fixture.at(2).spectrum->provenance.wavelengthUnit, std::string("um")); // it says so itself
}

void SourceLoaderTest::fitIsKeptBesideTheAnalysis()
{
    Fixture fixture;
    fixture.loader.open({ "a.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    fixture.loader.fit(fixture.at(0).id);
    QVERIFY(fixture.at(0).isFitting && fixture.at(0).state == Source::State::Ready);
    QTRY_VERIFY(!fixture.loader.isBusy());
    QVERIFY(fixture.at(0).fit && fixture.at(0).analysis);
    QCOMPARE(fixture.at(0).fit->flags.size(), std::size_t(1));
    QCOMPARE(fixture.at(0).fit->flags[0].key, std::string("fit_disagrees"));
}

void SourceLoaderTest::fitIsOfItsAnalysisOnly()
{
    Fixture fixture;
    fixture.loader.open({ "a.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    fixture.loader.fit(fixture.at(0).id);
    QTRY_VERIFY(fixture.at(0).fit);
    AnalysisOptions options;
    options.velocity = 10;
    fixture.loader.analyse(fixture.at(0).id, options);
    QTRY_VERIFY(!fixture.loader.isBusy());
    QVERIFY(!fixture.at(0).fit);
}

void SourceLoaderTest::fitHeedsWhatIsGiven()
{
    Fixture fixture;
    fixture.loader.open({ "a.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    AnalysisOptions options;
    options.given = { { Label::Logg, 1.25, 0.05 } };
    fixture.loader.analyse(fixture.at(0).id, options);
    QTRY_VERIFY(!fixture.loader.isBusy());
    fixture.loader.fit(fixture.at(0).id);
    QTRY_VERIFY(fixture.at(0).fit);
    QCOMPARE(fixture.at(0).fit->fit.star[Label::Logg], 1.25);
}

void SourceLoaderTest::fitIsCancelled()
{
    Fixture fixture;
    fixture.loader.open({ "a.fits", "b.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    fixture.controls->fitDelay = 60000;
    fixture.loader.fit(fixture.at(0).id);
    fixture.loader.fit(fixture.at(1).id);
    fixture.loader.cancelFit(fixture.at(0).id);
    QVERIFY(!fixture.at(0).isFitting && fixture.at(1).isFitting);
    fixture.loader.cancelAll();
    QVERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.at(1).state, Source::State::Ready); // the analysis stays
    QVERIFY(fixture.at(1).isEncoded() && !fixture.at(1).fit);
    QTest::qWait(20);
    QVERIFY(fixture.at(0).fitError.isEmpty() && fixture.at(1).fitError.isEmpty());
    QCOMPARE(fixture.controls->fits.load(), 0);
}

void SourceLoaderTest::onlyEncodedSpectraAreFitted()
{
    Fixture fixture;
    fixture.loader.open({ "galaxy.fits", "broken.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    for (const std::size_t row : { 0u, 1u }) {
        QVERIFY(!fixture.loader.canFit(fixture.at(row).id));
        fixture.loader.fit(fixture.at(row).id);
    }
    QVERIFY(!fixture.loader.isBusy());
}

void SourceLoaderTest::combinationIsOneMoreSource()
{
    Fixture fixture;
    fixture.loader.open({ "exp2_star.fits", "exp3_star.fits", "other.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    const auto groups = findGroups(fixture.model.sources());
    QCOMPARE(groups.size(), std::size_t(1));
    const std::vector parts { fixture.at(0).id, fixture.at(1).id };
    QCOMPARE(groups[0].members, parts);

    const auto id = fixture.loader.combine(parts);
    QVERIFY(fixture.loader.isBusy());
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.model.rowCount(), 4);
    QCOMPARE(fixture.model.rowOf(id), 2); // after its parts
    const auto& combined = *fixture.model.find(id);
    QVERIFY(combined.isEncoded());
    QCOMPARE(combined.name(), QStringLiteral("star"));
    QVERIFY2(combined.fileName().contains(QStringLiteral("exp3_star.fits")), qPrintable(combined.fileName()));
    QCOMPARE(fixture.loader.combine(parts), id); // not twice
    QCOMPARE(fixture.model.rowCount(), 4);
    QCOMPARE(findGroups(fixture.model.sources()).size(), std::size_t(1)); // and not out of itself
    QCOMPARE(groupOf(groups, combined), &groups[0]);
}

void SourceLoaderTest::combinationOfAClosedFileIsRefused()
{
    Fixture fixture;
    fixture.loader.open({ "exp2_star.fits", "exp3_star.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    const auto id = fixture.loader.combine({ fixture.at(0).id, 99 });
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.model.find(id)->state, Source::State::Failed);
    QVERIFY(!fixture.model.find(id)->error.isEmpty());
    fixture.loader.analyse(id, {}); // "Try again" reads no file
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.model.find(id)->state, Source::State::Failed);
}

void SourceLoaderTest::foldersAreSearched()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directory(root / "deeper");
    for (const auto* name : { "b.fits", "a.fits", "notes.pdf", "deeper/c.csv" })
        std::ofstream(root / name) << "x";
    Fixture fixture;
    fixture.loader.open({ root, "elsewhere.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    QStringList names;
    for (const auto& source : fixture.model.sources())
        names << source.name();
    QCOMPARE(names,
             QStringList({ QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"),
                           QStringLiteral("elsewhere") }));
}

void SourceLoaderTest::emptyFolderIsNamed()
{
    QTemporaryDir folder;
    Fixture fixture;
    fixture.loader.open({ folder.path().toStdString(), "b.fits" });
    QTRY_VERIFY(!fixture.loader.isBusy());
    QCOMPARE(fixture.model.rowCount(), 2);
    QCOMPARE(fixture.at(0).state, Source::State::Failed);
    QVERIFY(!fixture.at(0).error.isEmpty());
    QCOMPARE(fixture.at(1).state, Source::State::Ready);
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::SourceLoaderTest)
#include "sourceloader_test.moc"
