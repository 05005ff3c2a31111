#include "core/atomicfile.h"
#include "core/io/cataloguereader.h"
#include "core/io/writer.h"
#include "tests/ui/fakeservice.h"
#include "ui/common/settings.h"
#include "ui/map/colorbar.h"
#include "ui/map/mappanel.h"
#include "ui/sources/sourcecolumns.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"
#include "ui/window/preferences.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <csignal>

namespace syzygy {

namespace {

const auto childKey = QStringLiteral("SYZYGY_TEST_SESSION_FOLDER");

void openAll(MainWindow& window, const std::vector<std::filesystem::path>& files)
{
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.open(files);
    QTRY_VERIFY(!window.isBusy());
    window.sourcesPanel().table().setFocus();
}

const Marks& marksAt(MainWindow& window, std::size_t row)
{
    return window.sources().marksOf(window.sources().sources()[row].id);
}

void press(MainWindow& window, Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QTest::keyClick(&window.sourcesPanel().table(), key, modifiers);
}

QMenu* menuCalled(MainWindow& window, const QString& title)
{
    const auto menus = window.findChildren<QMenu*>();
    const auto found = std::ranges::find(menus, title, &QMenu::title);
    return found == menus.end() ? nullptr : *found;
}

std::vector<std::filesystem::path> sessionFiles(const QString& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder.toStdString()))
        if (entry.path().filename().string().starts_with("session-"))
            files.push_back(entry.path());
    return files;
}

} // namespace

/// What the user notes and how the table is looked at, and that none of it gets lost.
class KeepingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void keysMark()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits", "b.fits" });
        window.selectRow(0);
        press(window, Qt::Key_S);
        press(window, Qt::Key_3);
        press(window, Qt::Key_9);
        QVERIFY(marksAt(window, 0).star && marksAt(window, 0).ticks[2] && marksAt(window, 0).ticks[8]);
        QVERIFY(marksAt(window, 1).isEmpty());
        press(window, Qt::Key_3);
        QVERIFY(!marksAt(window, 0).ticks[2]);
        QCOMPARE(window.sources().index(0, SourceTableModel::Star).data().toString(), QStringLiteral("★"));
        QCOMPARE(window.sources().index(0, SourceTableModel::Ticks).data().toString(), QStringLiteral("9"));
    }

    void selectedOnesAreMarkedTogether()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits", "b.fits", "c.fits" });
        window.sourcesPanel().table().selectAll();
        press(window, Qt::Key_S);
        for (std::size_t row = 0; row < 3; ++row)
            QVERIFY(marksAt(window, row).star);
        press(window, Qt::Key_Z, Qt::ControlModifier); // one step
        for (std::size_t row = 0; row < 3; ++row)
            QVERIFY(marksAt(window, row).isEmpty());
        press(window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(marksAt(window, 2).star);
    }

    void commentIsWrittenInItsPlace()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits" });
        window.selectRow(0);
        press(window, Qt::Key_E);
        auto* editor = window.sourcesPanel().table().viewport()->findChild<QLineEdit*>();
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("  a 5 star?  ")); // S and 5 are letters here
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(marksAt(window, 0).comment, QStringLiteral("a 5 star?"));
        QVERIFY(!marksAt(window, 0).star && marksAt(window, 0).ticks.none());
        press(window, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(marksAt(window, 0).isEmpty());
    }

    /// A reading or an analysis that ends later does not overwrite them.
    void marksOutliveAnAnalysis()
    {
        const auto controls = std::make_shared<test::FakeControls>();
        MainWindow window(test::fakeService(100, controls));
        openAll(window, { "a.fits" });
        window.selectRow(0);
        controls->delay = 100;
        press(window, Qt::Key_F5);
        QVERIFY(window.isBusy());
        press(window, Qt::Key_S);
        QTRY_VERIFY(!window.isBusy());
        QVERIFY(marksAt(window, 0).star);
    }

    void marksAreExported()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits", "b.fits" });
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("t.csv")).toStdString();
        window.exportTable(file);
        QCOMPARE(std::ranges::count(readCsv(file).header, "comment"), 0);
        window.selectRow(1);
        press(window, Qt::Key_S);
        press(window, Qt::Key_2);
        window.exportTable(file);
        const auto table = readCsv(file);
        const auto star
            = static_cast<std::size_t>(std::ranges::find(table.header, "star") - table.header.begin());
        QCOMPARE(table.header[star + 2], std::string("comment"));
        QCOMPARE(table.rows[0][star], std::string("0"));
        QCOMPARE(table.rows[1][star], std::string("1"));
        QCOMPARE(table.rows[1][star + 1], std::string("2"));
    }

    void filterKnowsMarksAndSaysWhatItDoesNotKnow()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits", "b.fits" });
        auto& panel = window.sourcesPanel();
        panel.filter().setText(QStringLiteral("star"));
        QCOMPARE(panel.shown().size(), std::size_t(0));
        panel.filter().clear();
        window.selectRow(1);
        press(window, Qt::Key_S);
        panel.filter().setText(QStringLiteral("star and teff > 1000"));
        QCOMPARE(panel.shown(), std::vector { window.sources().sources()[1].id });
        auto* problem = panel.findChild<QLabel*>(QStringLiteral("filterProblem"));
        QVERIFY(!problem->isVisible());
        panel.filter().setText(QStringLiteral("tef > 1000"));
        QVERIFY(problem->isVisible());
        QCOMPARE(panel.shown().size(), std::size_t(2));
    }

    /// Teff, log g and [Fe/H] without a scroll bar at the size that the window starts with.
    void usualColumnsFit()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "exp2_2609_19.fits" });
        const auto& table = window.sourcesPanel().table();
        for (const int column : { SourceTableModel::Target, SourceTableModel::Teff, SourceTableModel::Logg,
                                  SourceTableModel::FeH }) {
            QVERIFY(!table.isColumnHidden(column));
            QVERIFY(table.columnViewportPosition(column) + table.columnWidth(column)
                    <= table.viewport()->width());
        }
    }

    void columnsAreChosen()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits" });
        auto& table = window.sourcesPanel().table();
        const auto usual = window.sourcesPanel().shownColumns();
        QVERIFY(!usual.contains(QStringLiteral("mg_fe")));
        Q_EMIT table.horizontalHeader()->customContextMenuRequested({ 5, 5 });
        auto* menu = window.sourcesPanel().findChild<QMenu*>(QStringLiteral("columns"));
        QVERIFY(menu);
        menu->findChild<QAction*>(QStringLiteral("mg_fe"))->trigger();
        menu->findChild<QAction*>(QStringLiteral("logg"))->trigger();
        auto expected = usual;
        expected.removeAll(QStringLiteral("logg"));
        QCOMPARE(window.sourcesPanel().shownColumns(), expected << QStringLiteral("mg_fe"));
        window.sourcesPanel().setShownColumns(
            { QStringLiteral("surprise"), QStringLiteral("target"), QStringLiteral("nonsense") });
        QCOMPARE(window.sourcesPanel().shownColumns(),
                 QStringList({ QStringLiteral("surprise"), QStringLiteral("target") }));
    }

    void sessionIsFoundAgain()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits", "two.fits", "unitless.csv" });
        window.selectRow(1);
        press(window, Qt::Key_S);
        press(window, Qt::Key_4);
        window.sourcesPanel().setShownColumns({ QStringLiteral("target"), QStringLiteral("ticks") });
        window.sourcesPanel().sortBy(QStringLiteral("target"), Qt::DescendingOrder);
        window.spectrumPanel().setFrame(SpectrumFrame::Rest);
        window.spectrumPanel().fluxPlot().setRange(1.15, 1.25);
        const auto session = window.session();
        QCOMPARE(session.files.size(), std::size_t(3)); // two spectra of one file are one

        MainWindow other(test::fakeService());
        other.show();
        other.restoreSession(session);
        QTRY_VERIFY(!other.isBusy());
        QCOMPARE(other.sources().sources().size(), window.sources().sources().size());
        const auto current = other.sources().find(other.currentSource());
        QCOMPARE(current->name(), window.sources().find(window.currentSource())->name());
        QVERIFY(other.sources().marksOf(current->id) == window.sources().marksOf(window.currentSource()));
        QCOMPARE(other.sourcesPanel().shownColumns(), window.sourcesPanel().shownColumns());
        QCOMPARE(other.sourcesPanel().sortKey(), QStringLiteral("target"));
        QCOMPARE(other.spectrumPanel().frame(), SpectrumFrame::Rest);
        const std::array<double, 2> range { 1.15, 1.25 };
        QCOMPARE(other.spectrumPanel().fluxPlot().range(), range);
        auto found = other.session(), wanted = session;
        for (auto* either : { &found, &wanted }) // where the window stands is not ours to say
            either->geometry = either->layout = QByteArray();
        QCOMPARE(toJson(found, "/"), toJson(wanted, "/"));
    }

    /// A spectrum is shown as observed before it is analysed, and always where no encoder takes it.
    void rangesWaitForTheFrameTheyAreOf()
    {
        const std::array<double, 2> range { 1.15, 1.25 };
        for (const auto* file : { "a.fits", "galaxy.fits" }) {
            MainWindow window(test::fakeService());
            openAll(window, { file });
            window.spectrumPanel().fluxPlot().setRange(range[0], range[1]);
            const auto session = window.session();
            auto controls = std::make_shared<test::FakeControls>();
            controls->delay = 200;
            MainWindow other(test::fakeService(500, controls));
            other.show();
            other.restoreSession(session);
            QTRY_VERIFY(other.sources().rowCount() == 1 && other.sources().sources()[0].spectrum);
            QVERIFY(other.isBusy());
            QCOMPARE(other.session().view.range, session.view.range); // nor lost meanwhile
            QTRY_VERIFY(!other.isBusy());
            QCOMPARE(other.spectrumPanel().fluxPlot().range(), range);
        }
    }

    void subsetsAreNamedShownAndUndone()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits", "b.fits", "c.fits" });
        window.sourcesPanel().selectThese(
            { window.sources().sources()[0].id, window.sources().sources()[2].id });
        press(window, Qt::Key_G);
        auto* dialog = window.findChild<QInputDialog*>(QStringLiteral("subset"));
        QVERIFY(dialog && dialog->isVisible());
        dialog->setTextValue(QStringLiteral(" tip, of the \"RGB\" "));
        dialog->accept();
        QCOMPARE(marksAt(window, 0).subsets, QStringList(QStringLiteral("tip of the RGB")));
        QVERIFY(marksAt(window, 1).isEmpty());
        auto* menu = menuCalled(window, QStringLiteral("Su&bsets"));
        QVERIFY(menu);
        Q_EMIT menu->aboutToShow();
        const auto shown = menuCalled(window, QStringLiteral("&Show only"))->actions();
        QCOMPARE(shown.front()->text(), QStringLiteral("tip of the RGB (2)"));
        shown.front()->trigger();
        QCOMPARE(window.sourcesPanel().shown().size(), std::size_t(2));
        shown.back()->trigger();
        QCOMPARE(window.sourcesPanel().shown().size(), std::size_t(3));
        press(window, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(marksAt(window, 0).isEmpty());
    }

    /// Its columns are chosen, exported with their units, and there again with the session.
    void joinedTablesStayWithTheSession()
    {
        const QTemporaryDir folder;
        const auto table = folder.filePath(QStringLiteral("mine.csv")).toStdString();
        writeTextAtomically(table, "file,period,kind\na.fits,12.5,AGB\n");
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits", "b.fits" });
        window.joinTable(table);
        QTRY_VERIFY(!window.isBusy());
        const QStringList wanted { QStringLiteral("target"), QStringLiteral("period"),
                                   QStringLiteral("kind") };
        window.sourcesPanel().setShownColumns(wanted);
        window.sourcesPanel().filter().setText(QStringLiteral("period > 10"));
        QCOMPARE(window.sourcesPanel().shown().size(), std::size_t(1));
        const auto csv = folder.filePath(QStringLiteral("out.csv")).toStdString();
        window.exportTable(csv);
        QTRY_VERIFY(!window.isBusy());
        const auto written = readCatalogue(csv);
        QCOMPARE(written.column("period")->numbers.at(0), 12.5);
        QCOMPARE(written.column("kind")->cell(0), std::string("AGB"));

        MainWindow other(test::fakeService());
        other.show();
        other.restoreSession(window.session());
        QCOMPARE(other.session().columns, wanted); // not lost while the table is read
        QTRY_VERIFY(!other.isBusy());
        QCOMPARE(other.sourcesPanel().shownColumns(), wanted);
        QCOMPARE(other.sourcesPanel().shown().size(), std::size_t(1));
    }

    /// The spectra that have the number are coloured, and placed by it.
    void joinedColumnsColourAndSpanTheMap()
    {
        const QTemporaryDir folder;
        const auto table = folder.filePath(QStringLiteral("mine.csv")).toStdString();
        writeTextAtomically(table, "file,period\na.fits,12.5\nb.fits,20\n");
        MainWindow window(test::fakeService());
        window.resize(1280, 800);
        openAll(window, { "a.fits", "b.fits", "c.fits" });
        window.joinTable(table);
        QTRY_VERIFY(!window.isBusy());
        auto& map = window.mapPanel();
        const auto choose = [&](const char* box, const char* title) {
            auto* choices = map.findChild<QComboBox*>(QString::fromLatin1(box));
            const int index = choices->findText(QString::fromUtf8(title));
            QVERIFY2(index >= 0, title);
            choices->setCurrentIndex(index);
        };
        const auto before = map.view().grab().toImage();
        choose("colours", "period, your spectra");
        QVERIFY(map.view().grab().toImage() != before);
        const auto range = map.findChild<ColorBar*>()->range();
        QVERIFY(std::abs(range[0] - 12.5) < 0.1 && std::abs(range[1] - 20) < 0.1);
        choose("xAxis", "period, your spectra");
        choose("yAxis", "Teff");
        choose("layout", "Labels");
        QTRY_COMPARE(map.view().openStarsPlaced(), 2);

        MainWindow other(test::fakeService());
        other.show();
        other.restoreSession(window.session());
        QTRY_VERIFY(!other.isBusy());
        QTRY_COMPARE(other.mapPanel().view().openStarsPlaced(), 2);
        QCOMPARE(other.session().map.color, QStringLiteral("period, your spectra"));
    }

    /// What is not read yet is part of the session as well.
    void restoringIsKeptFromTheFirstMomentOn()
    {
        MainWindow window(test::fakeService());
        openAll(window, { "a.fits" });
        window.selectRow(0);
        press(window, Qt::Key_S);
        const auto session = window.session();
        MainWindow other(test::fakeService());
        other.restoreSession(session);
        QCOMPARE(other.session().spectra.size(), std::size_t(1)); // nothing was read so far
        QVERIFY(other.session().spectra[0].marks.star);
        QTRY_VERIFY(!other.isBusy());
        QCOMPARE(other.session().spectra.size(), std::size_t(1));
    }

    void sessionOfACrashIsOffered()
    {
        const QTemporaryDir folder;
        {
            MainWindow window(test::fakeService());
            window.keepSession(folder.path().toStdString());
            openAll(window, { "a.fits" });
            window.selectRow(0);
            press(window, Qt::Key_S);
            QTRY_VERIFY(!sessionFiles(folder.path()).empty()
                        && readSession(sessionFiles(folder.path()).front()).spectra.size() == 1);
        } // without closing
        constexpr const char* ofNobody = "session-999999999.json";
        std::filesystem::rename(sessionFiles(folder.path()).front(),
                                std::filesystem::path(folder.path().toStdString()) / ofNobody);
        MainWindow other(test::fakeService());
        other.show();
        other.keepSession(folder.path().toStdString());
        other.offerCrashedSession();
        auto* question = other.findChild<QMessageBox*>(QStringLiteral("crashedSession"));
        QVERIFY(question && question->isVisible());
        question->button(QMessageBox::Yes)->click();
        QTRY_VERIFY(!other.isBusy() && other.sources().sources().size() == 1);
        QVERIFY(marksAt(other, 0).star);
    }

    void closingLeavesTheLastSession()
    {
        const QTemporaryDir folder;
        MainWindow window(test::fakeService());
        window.keepSession(folder.path().toStdString());
        openAll(window, { "a.fits" });
        window.close();
        QVERIFY(sessionFiles(folder.path()).empty());
        const auto last
            = readSession(std::filesystem::path(folder.path().toStdString()) / "last-session.json");
        QVERIFY(last.wasClosed);
        QCOMPARE(last.files.size(), std::size_t(1));
    }

    /// Where no file is named and no session of a crash is offered.
    void lastSessionIsOpenedAtTheStartIfWanted()
    {
        QSettings().clear();
        const QTemporaryDir folder;
        {
            MainWindow window(test::fakeService());
            window.keepSession(folder.path().toStdString());
            openAll(window, { "a.fits" });
            window.close();
        }
        const auto opened = [&](bool opensNothing) {
            MainWindow window(test::fakeService());
            window.show();
            window.keepSession(folder.path().toStdString());
            window.begin(opensNothing);
            return QTest::qWaitFor([&] { return !window.isBusy(); }) ? window.sources().sources().size() : 99;
        };
        QCOMPARE(opened(true), std::size_t(0)); // nobody asked for it
        MainWindow window(test::fakeService());
        window.show();
        for (auto* action : window.findChildren<QAction*>())
            if (action->text() == QStringLiteral("&Preferences…"))
                action->trigger();
        auto* dialog = window.findChild<Preferences*>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->findChild<QCheckBox*>(QStringLiteral("openLast"))->click();
        QCOMPARE(opened(true), std::size_t(1));
        QCOMPARE(opened(false), std::size_t(0));
        dialog->findChild<QComboBox*>(QStringLiteral("theme"))->setCurrentIndex(2);
        QVERIFY(settings::theme() == Theme::Dark);
        QSettings().clear();
        applyTheme(Theme::System);
    }

    /// SIGKILL at any moment leaves a whole session, which lacks the last second at most.
    void killedProcessesLeaveAWholeSession()
    {
        for (int round = 0; round < 5; ++round) {
            const QTemporaryDir folder;
            QProcess child;
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(childKey, folder.path());
            environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
            child.setProcessEnvironment(environment);
            child.start(QCoreApplication::applicationFilePath(), {});
            QVERIFY(child.waitForStarted());
            QTRY_VERIFY_WITH_TIMEOUT(!sessionFiles(folder.path()).empty()
                                         && !readSession(sessionFiles(folder.path()).front()).spectra.empty(),
                                     20000);
            QTest::qWait(37 * round);
            ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
            child.waitForFinished();
            const auto session = readSession(sessionFiles(folder.path()).front());
            QCOMPARE(session.files.size(), std::size_t(3));
            QVERIFY(!session.spectra.empty());
        }
    }
};

/// Marks something every few milliseconds, until it is killed.
int markForever(const std::filesystem::path& folder)
{
    MainWindow window(test::fakeService());
    window.keepSession(folder);
    window.show();
    window.open({ "a.fits", "b.fits", "c.fits" });
    QTimer timer;
    int count = 0;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        window.selectRow(++count % 3);
        QTest::keyClick(&window.sourcesPanel().table(), static_cast<Qt::Key>(Qt::Key_1 + count % 9));
    });
    timer.start(5);
    return QApplication::exec();
}

} // namespace syzygy

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("syzygy-keeping-test"));
    if (const auto folder = qEnvironmentVariable(syzygy::childKey.toLatin1().constData()); !folder.isEmpty())
        return syzygy::markForever(folder.toStdString());
    syzygy::KeepingTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "keeping_test.moc"
