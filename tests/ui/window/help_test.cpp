#include "core/version.h"
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/commandsearch.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QTableView>
#include <QTest>

namespace syzygy {

class HelpTest : public QObject {
    Q_OBJECT

    static CommandSearch* openSearch(MainWindow& window)
    {
        window.show();
        if (!QTest::qWaitForWindowActive(&window))
            return nullptr;
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        return window.findChild<CommandSearch*>();
    }

private Q_SLOTS:
    void wordsMatchInAnyOrder()
    {
        QVERIFY(matchesWords(QStringLiteral("Source > Fit by physics"), QStringLiteral("phys fit")));
        QVERIFY(matchesWords(QStringLiteral("Source > Fit by physics"), {}));
        QVERIFY(!matchesWords(QStringLiteral("Source > Fit by physics"), QStringLiteral("fit map")));
    }

    void noTwoCommandsShareAKey()
    {
        MainWindow window(test::fakeService());
        QMap<QString, QString> taken;
        for (const auto& [path, action] : commandsOf(*window.menuBar()))
            for (const auto& key : action->shortcuts()) {
                QVERIFY2(!taken.contains(key.toString()),
                         qPrintable(path + QStringLiteral(" and ") + taken.value(key.toString())));
                taken[key.toString()] = path;
            }
        QVERIFY(taken.size() > 20);
    }

    void commandIsFoundAndCarriedOut()
    {
        MainWindow window(test::fakeService());
        window.open({ "a.fits" });
        QTRY_VERIFY(!window.isBusy());
        auto* search = openSearch(window);
        QVERIFY(search);
        auto* list = search->findChild<QListWidget*>();
        const int all = list->count();
        QTest::keyClicks(search->findChild<QLineEdit*>(), QStringLiteral("edit star"));
        QVERIFY(list->count() >= 1 && list->count() < all);
        QVERIFY(list->item(0)->text().contains(QStringLiteral("(S)"))); // its key is told
        QTest::keyClick(search->findChild<QLineEdit*>(), Qt::Key_Return);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // as an event loop may do first
        QTRY_VERIFY(window.sources().marksOf(window.currentSource()).star);
    }

    void impossibleCommandsAreNotCarriedOut()
    {
        MainWindow window(test::fakeService());
        auto* search = openSearch(window); // nothing is open
        QVERIFY(search);
        QTest::keyClicks(search->findChild<QLineEdit*>(), QStringLiteral("fit by"));
        auto* list = search->findChild<QListWidget*>();
        QCOMPARE(list->count(), 1);
        QVERIFY(!list->item(0)->flags().testFlag(Qt::ItemIsEnabled));
        QTest::keyClick(search->findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(search->isVisible());
        search->reject();
    }

    void aboutTellsVersionAndModel()
    {
        MainWindow window(test::fakeService());
        for (const auto& [path, action] : commandsOf(*window.menuBar()))
            if (path.contains(QStringLiteral("About")))
                action->trigger();
        auto* box = window.findChild<QMessageBox*>(QStringLiteral("about"));
        QVERIFY(box);
        QVERIFY(box->text().contains(QString::fromUtf8(programVersion().data())));
        QVERIFY(box->text().contains(QStringLiteral("fake-00000000")));
        box->close();
    }

    /// What a screen reader has to say of a control without a text of its own.
    void controlsHaveNames()
    {
        MainWindow window(test::fakeService());
        window.open({ "a.fits" });
        window.show();
        QTRY_VERIFY(!window.isBusy());
        for (const auto* box : window.findChildren<QComboBox*>())
            QVERIFY2(!box->accessibleName().isEmpty() || !box->toolTip().isEmpty(),
                     qPrintable(box->currentText()));
        for (const auto* view : window.findChildren<QTableView*>())
            QVERIFY2(!view->accessibleName().isEmpty(), qPrintable(view->objectName()));
    }
};

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::HelpTest)
#include "help_test.moc"
