#include "tests/ui/fakeservice.h"
#include "ui/sourceloader.h"

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

QTEST_MAIN(syzygy::SourceLoaderTest)
#include "sourceloader_test.moc"
