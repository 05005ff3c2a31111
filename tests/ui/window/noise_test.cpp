// The noise cloud of the current source on the map.
#include "tests/ui/testmain.h"
#include "tests/ui/window/shownwindow.h"
#include "ui/map/mappanel.h"

#include <QStatusBar>
#include <QTest>
#include <QToolButton>

namespace syzygy {

class NoiseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cloudComesAndGoesWithItsButton();
    void cloudFollowsTheSource();
};

namespace {

struct Window : test::ShownWindow {
    Window()
        : ShownWindow({ "a.fits", "b.fits", "galaxy.fits" })
    {
        window.selectRow(0);
        settle();
    }

    void press() { window.mapPanel().findChild<QToolButton*>(QStringLiteral("noiseCloud"))->click(); }
    int drawn() { return window.mapPanel().view().noiseCount(); }
};

} // namespace

void NoiseTest::cloudComesAndGoesWithItsButton()
{
    Window shown;
    QCOMPARE(shown.drawn(), 0);
    QCOMPARE(shown.controls->clouds.load(), 0); // nobody asked
    shown.press();
    QVERIFY(shown.settle());
    QCOMPARE(shown.drawn(), 20);
    shown.window.mapPanel().setProjection(MapProjection::Plane); // drawn there as well, not anew
    QCOMPARE(shown.drawn(), 20);
    QCOMPARE(shown.controls->clouds.load(), 1);
    shown.press();
    QVERIFY(shown.settle());
    QCOMPARE(shown.drawn(), 0);
}

void NoiseTest::cloudFollowsTheSource()
{
    Window shown;
    shown.press();
    QVERIFY(shown.settle());
    for (const int row : { 1, 0, 1 }) // quickly: the last is asked for
        shown.window.selectRow(row);
    QCOMPARE(shown.drawn(), 0); // not another star's
    QVERIFY(shown.settle());
    QCOMPARE(shown.drawn(), 20);
    QCOMPARE(shown.controls->clouds.load(), 2);
    shown.window.selectRow(2); // which is not encoded
    QVERIFY(shown.settle());
    QCOMPARE(shown.drawn(), 0);
    const auto said = shown.window.statusBar()->currentMessage();
    QVERIFY2(said.contains(QLatin1String("No noise cloud")), qPrintable(said));
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::NoiseTest)
#include "noise_test.moc"
