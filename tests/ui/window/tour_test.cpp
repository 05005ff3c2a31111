// The tour of the window.
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/common/settings.h"
#include "ui/window/mainwindow.h"
#include "ui/window/tour.h"

#include <QApplication>
#include <QPushButton>
#include <QSettings>
#include <QTest>

namespace syzygy {

class TourTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }
    void isOfferedOnTheFirstRunAlone();
    void leadsThroughThePartsOnTheSamples();
    void isMadeOnWhatIsOpen();
    void escapeEndsIt();
};

namespace {

Tour* tourOf(const MainWindow& window)
{
    return window.findChild<Tour*>();
}

QPushButton* button(const Tour& tour, const QString& text)
{
    for (auto* one : tour.findChildren<QPushButton*>())
        if (one->text().remove(QLatin1Char('&')) == text)
            return one;
    return nullptr;
}

} // namespace

void TourTest::isOfferedOnTheFirstRunAlone()
{
    MainWindow first(test::fakeService());
    first.show();
    first.offerTour();
    QVERIFY(tourOf(first) && tourOf(first)->isVisible());
    QVERIFY(first.sources().sources().empty()); // nothing is opened unasked
    MainWindow second(test::fakeService());
    second.show();
    second.offerTour();
    QVERIFY(!tourOf(second));
}

/// Each step frames what it tells of, and the card stays within the window and off it where there is room.
void TourTest::leadsThroughThePartsOnTheSamples()
{
    MainWindow window(test::fakeService());
    window.resize(1280, 800);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.startTour();
    auto* tour = tourOf(window);
    button(*tour, QStringLiteral("Start"))->click();
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(window.sources().sources().size(), std::size_t(2));
    for (int step = 1; step < 8; ++step) {
        QCOMPARE(tour->step(), step);
        QVERIFY(tour->target() && tour->target()->isVisible());
        const QRect target(tour->target()->mapTo(&window, QPoint()), tour->target()->size());
        QVERIFY(tour->frame()->isVisible() && tour->frame()->geometry().contains(target));
        QVERIFY(window.rect().contains(tour->geometry()));
        auto* next = button(*tour, step < 7 ? QStringLiteral("Next") : QStringLiteral("Done"));
        QVERIFY(next);
        next->click();
    }
    QTRY_VERIFY(!tourOf(window));
}

void TourTest::isMadeOnWhatIsOpen()
{
    MainWindow window(test::fakeService());
    window.show();
    window.open({ "mine.fits" });
    QTRY_VERIFY(!window.isBusy());
    window.startTour();
    button(*tourOf(window), QStringLiteral("Start"))->click();
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(window.sources().sources().size(), std::size_t(1));
    button(*tourOf(window), QStringLiteral("Back"))->click();
    QCOMPARE(tourOf(window)->step(), 0);
}

void TourTest::escapeEndsIt()
{
    MainWindow window(test::fakeService());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.startTour();
    QTest::keyClick(window.focusWidget(), Qt::Key_Return);
    QCOMPARE(tourOf(window)->step(), 1);
    QTest::keyClick(window.focusWidget(), Qt::Key_Escape);
    QTRY_VERIFY(!tourOf(window));
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::TourTest)

#include "tour_test.moc"
