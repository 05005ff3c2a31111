#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/samp/sampconnection.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace syzygy;

namespace {

/// Every spectrum has its object on the sky, a degree further north than the one before.
AnalysisService servicePlaced()
{
    auto service = test::fakeService();
    service.read = [read = service.read](const std::filesystem::path& file, const ReadOptions& options) {
        auto spectra = read(file, options);
        for (auto& spectrum : spectra) {
            spectrum.provenance.placeIsOfObject = true;
            spectrum.provenance.rightAscension = 298.44;
            spectrum.provenance.declination = file.filename() == "north.fits" ? 19.78 : 18.78;
        }
        return spectra;
    };
    return service;
}

} // namespace

class WindowSampTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void placesOfOthersSelectTheSource()
    {
        MainWindow window(servicePlaced());
        window.open({ "south.fits", "north.fits" });
        QTRY_VERIFY(!window.isBusy());
        auto* samp = window.findChild<SampConnection*>();
        QVERIFY(samp);
        const auto fileNow
            = [&] { return window.sources().find(window.currentSource())->file.filename().string(); };
        samp->heed({ "coord.pointAt.sky", { { "ra", "298.4405" }, { "dec", "19.7805" } } }); // 2.5 arcsec
        QCOMPARE(fileNow(), std::string("north.fits"));
        samp->heed({ "coord.pointAt.sky", { { "ra", "298.44" }, { "dec", "18.78" } } });
        QCOMPARE(fileNow(), std::string("south.fits"));
        samp->heed({ "coord.pointAt.sky", { { "ra", "298.44" }, { "dec", "19.0" } } });
        QCOMPARE(fileNow(), std::string("south.fits"));
        QVERIFY(window.statusBar()->currentMessage().contains(
            QStringLiteral("No spectrum that is open lies within 5")));
    }

    void spectraOfOthersAreOpened()
    {
        MainWindow window(servicePlaced());
        window.findChild<SampConnection*>()->heed(
            { "spectrum.load.ssa-generic", { { "url", "file:///data/north.fits" } } });
        QTRY_COMPARE(window.sources().sources().size(), std::size_t(1));
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(window.sources().sources().front().file.string(), std::string("/data/north.fits"));
    }

    void tablesOfFilesAreOpened()
    {
        const QTemporaryDir folder;
        const auto inFolder = [&](const char* name) { return folder.path().toStdString() + "/" + name; };
        for (const auto* name : { "north.fits", "south.fits" })
            std::ofstream(inFolder(name)) << "bytes";
        std::ofstream(inFolder("list.csv")) << "col1,col2\nname,file\ns,\"" << inFolder("south.fits")
                                            << "\"\nn,\"" << inFolder("north.fits") << "\"\n";
        MainWindow window(servicePlaced());
        window.findChild<SampConnection*>()->heed(
            { "table.load.votable", { { "url", "file://" + inFolder("list.csv") } } });
        QTRY_COMPARE(window.sources().sources().size(), std::size_t(2));
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(window.sources().sources().front().file.string(), inFolder("south.fits"));
    }

    void tablesOfStarsAreJoined()
    {
        const QTemporaryDir folder;
        const auto file = folder.path().toStdString() + "/broken_labels.csv"; // which is no spectrum
        std::ofstream(file) << "name,age\nnorth,3.5\nelsewhere,8\n";
        MainWindow window(servicePlaced());
        window.open({ "south.fits", "north.fits" });
        QTRY_VERIFY(!window.isBusy());
        window.findChild<SampConnection*>()->heed({ "table.load.votable", { { "url", "file://" + file } } });
        QTRY_VERIFY2(window.statusBar()->currentMessage().startsWith(
                         QStringLiteral("broken_labels.csv has 1 of 2 spectra")),
                     qPrintable(window.statusBar()->currentMessage()));
        QCOMPARE(window.sources().sources().size(), std::size_t(2));
    }

    void withoutAHubTheMenuSaysSo()
    {
        const QTemporaryDir home;
        qputenv("HOME", home.path().toUtf8());
        qunsetenv("SAMP_HUB");
        MainWindow window(servicePlaced());
        auto* connected = window.findChild<QAction*>(QStringLiteral("sampConnect"));
        QVERIFY(connected && !connected->isChecked());
        connected->trigger();
        QTRY_VERIFY(
            window.statusBar()->currentMessage().startsWith(QStringLiteral("No SAMP hub is running")));
        QVERIFY(!connected->isChecked());
    }
};

SYZYGY_TEST_MAIN(WindowSampTest)
#include "samp_test.moc"
