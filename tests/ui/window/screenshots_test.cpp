// The window at the sizes that people have, light and dark: nothing is cut off. With SYZYGY_SCREENSHOTS set
// to a folder the pictures are kept there, to be looked at.
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/common/theme.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/selection/selectionpanel.h"
#include "ui/sources/exporting.h"
#include "ui/sources/sourcespanel.h"
#include "ui/whatif/whatifpanel.h"
#include "ui/window/mainwindow.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSlider>
#include <QStyleFactory>
#include <QTableView>
#include <QTest>

namespace syzygy {

class ScreenshotsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void buttonsAreNotCut_data();
    void buttonsAreNotCut();
    void observedWithReferenceStar();
    void marksAndKielDiagram();
    void masksAndOverlays_data();
    void masksAndOverlays();
    void selectedStars_data();
    void selectedStars();
    void emptyWindow();
};

namespace {

void keep(QWidget& window, const QString& name)
{
    const auto folder = qEnvironmentVariable("SYZYGY_SCREENSHOTS");
    if (!folder.isEmpty())
        savePicture(window, folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

} // namespace

void ScreenshotsTest::initTestCase()
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
}

void ScreenshotsTest::buttonsAreNotCut_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const auto size : { QSize(1280, 800), QSize(1000, 650), QSize(1920, 1200) })
        for (const bool dark : { false, true })
            QTest::addRow("%dx%d-%s", size.width(), size.height(), dark ? "dark" : "light") << size << dark;
}

void ScreenshotsTest::buttonsAreNotCut()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    applyTheme(dark ? Theme::Dark : Theme::Light);
    MainWindow window(test::fakeService(20000));
    window.resize(size);
    window.open({ "exp2_2609_19.fits", "exp2_2609_27.fits", "two.fits", "broken.fits", "galaxy.fits",
                  "exp3_2609_3.fits" });
    window.show();
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(window.size(), size);
    QTest::qWait(100);
    for (const auto* button : window.findChildren<QAbstractButton*>())
        if (button->isVisible() && !button->text().isEmpty())
            QVERIFY2(button->width() >= button->minimumSizeHint().width() - 1, qPrintable(button->text()));
    keep(window, QString::fromLatin1(QTest::currentDataTag()));

    window.selectRow(4); // broken.fits
    keep(window, QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral("-failed"));
    window.selectRow(5);
    keep(window, QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral("-galaxy"));
}

void ScreenshotsTest::observedWithReferenceStar()
{
    applyTheme(Theme::Light);
    MainWindow window(test::fakeService(5000));
    window.open({ "exp2_2609_19.fits" });
    window.show();
    QTRY_VERIFY(!window.isBusy());
    window.spectrumPanel().setFrame(SpectrumFrame::Observed);
    window.spectrumPanel().setComparison(Comparison::ReferenceStar);
    window.spectrumPanel().fluxPlot().setRange(1.15, 1.36);
    window.findChild<QDockWidget*>(QStringLiteral("neighbours"))->raise();
    QTest::qWait(50);
    const auto light = window.grab().toImage().pixelColor(window.width() / 3, 5);
    keep(window, QStringLiteral("observed-light"));
    applyTheme(Theme::Dark);
    QTest::qWait(50);
    QVERIFY(window.grab().toImage().pixelColor(window.width() / 3, 5).lightness() < light.lightness());
    keep(window, QStringLiteral("observed-dark"));
}

/// Stars drawn around in the Kiel diagram, marks in the table, a filter that is not understood.
void ScreenshotsTest::marksAndKielDiagram()
{
    applyTheme(Theme::Light);
    MainWindow window(test::fakeService(20000));
    window.open({ "exp2_2609_19.fits", "exp2_2609_27.fits", "two.fits", "galaxy.fits", "exp3_2609_3.fits" });
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTRY_VERIFY(!window.isBusy());
    auto& panel = window.sourcesPanel();
    panel.setShownColumns({ QStringLiteral("star"), QStringLiteral("target"), QStringLiteral("teff"),
                            QStringLiteral("logg"), QStringLiteral("ticks"), QStringLiteral("surprise"),
                            QStringLiteral("comment") });
    panel.table().setFocus();
    for (const auto key : { Qt::Key_S, Qt::Key_3, Qt::Key_7 })
        QTest::keyClick(&panel.table(), key);
    panel.filter().setText(QStringLiteral("tef < 5000"));
    auto& map = window.mapPanel();
    map.setProjection(MapProjection::Plane);
    QTest::qWait(50);
    auto& area = *map.view().viewport();
    const QPoint centre = area.rect().center();
    QTest::mousePress(&area, Qt::LeftButton, Qt::ShiftModifier, centre - QPoint(60, 60));
    for (const QPoint corner :
         { centre + QPoint(60, -60), centre + QPoint(60, 60), centre + QPoint(-60, 60) }) {
        QMouseEvent move(QEvent::MouseMove, corner, area.mapToGlobal(corner), Qt::NoButton, Qt::LeftButton,
                         Qt::ShiftModifier);
        QApplication::sendEvent(&area, &move);
    }
    keep(window, QStringLiteral("drawing-around"));
    QTest::mouseRelease(&area, Qt::LeftButton, Qt::ShiftModifier, centre + QPoint(-60, 60));
    QTest::qWait(50);
    for (const auto* button : window.findChildren<QAbstractButton*>())
        if (button->isVisible() && !button->text().isEmpty())
            QVERIFY2(button->width() >= button->minimumSizeHint().width() - 1, qPrintable(button->text()));
    keep(window, QStringLiteral("kiel-light"));
    map.setAxes(Label::FeH, Label::Mg);
    applyTheme(Theme::Dark);
    QTest::qWait(50);
    keep(window, QStringLiteral("labels-dark"));
}

void ScreenshotsTest::masksAndOverlays_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const auto size : { QSize(1280, 800), QSize(1600, 1000), QSize(2560, 1440) })
        for (const bool dark : { false, true })
            QTest::addRow("%dx%d-%s", size.width(), size.height(), dark ? "dark" : "light") << size << dark;
}

/// Masked ranges, stars laid over the spectrum, the slider of the line list, Å; then what if.
void ScreenshotsTest::masksAndOverlays()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    const auto name = QString::fromLatin1(QTest::currentDataTag());
    applyTheme(dark ? Theme::Dark : Theme::Light);
    MainWindow window(test::fakeService(5000));
    window.resize(size);
    window.open({ "exp2_2609_19.fits", "exp2_2609_27.fits", "exp3_2609_3.fits" });
    window.show();
    QTRY_VERIFY(!window.isBusy());
    auto& panel = window.spectrumPanel();
    panel.setUnits({ { WavelengthUnit::Angstrom, true }, FluxDisplay::PerWavelength });
    Q_EMIT panel.maskPainted({ 1.05, 1.08 }, false);
    QTRY_VERIFY(!window.isBusy());
    for (const std::size_t star : { 12, 44, 801 }) {
        window.selectStar(star);
        QTRY_VERIFY(!window.isBusy());
    }
    panel.toggleLineVelocity();
    QTest::qWait(100);
    QCOMPARE(window.size(), size);
    for (const auto* button : window.findChildren<QAbstractButton*>())
        if (button->isVisible() && !button->text().isEmpty())
            QVERIFY2(button->width() >= button->minimumSizeHint().width() - 1, qPrintable(button->text()));
    keep(window, name + QStringLiteral("-overlays"));
    panel.toggleLineVelocity();
    panel.setFrame(SpectrumFrame::Observed);
    window.findChild<QDockWidget*>(QStringLiteral("whatif"))->raise();
    window.whatIfPanel().findChildren<QSlider*>().front()->setValue(300);
    QTRY_VERIFY(!window.isBusy());
    QTest::qWait(100);
    keep(window, name + QStringLiteral("-whatif"));
    panel.setUnits({});
}

void ScreenshotsTest::selectedStars_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const auto size : { QSize(1000, 650), QSize(1600, 1000) })
        for (const bool dark : { false, true })
            QTest::addRow("%dx%d-%s", size.width(), size.height(), dark ? "dark" : "light") << size << dark;
}

/// Nothing selected, a selection's histograms, that alone on the map; what is not understood; neighbours of
/// APOGEE.
void ScreenshotsTest::selectedStars()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    const auto name = QString::fromLatin1(QTest::currentDataTag());
    applyTheme(dark ? Theme::Dark : Theme::Light);
    MainWindow window(test::fakeService(20000));
    window.resize(size);
    window.open({ "exp2_2609_19.fits", "exp2_2609_27.fits", "exp3_2609_3.fits" });
    window.show();
    QTRY_VERIFY(!window.isBusy());
    window.findChild<QDockWidget*>(QStringLiteral("selection"))->raise();
    QTest::qWait(50);
    keep(window, name + QStringLiteral("-selection-empty"));
    auto& panel = window.selectionPanel();
    const auto select = [&](const char* expression) {
        panel.expression().setText(QString::fromLatin1(expression));
        QTest::keyClick(&panel.expression(), Qt::Key_Return);
        QTRY_VERIFY(!window.isBusy());
        QTest::qWait(50);
    };
    select("teff<4800 and feh>-0.6");
    QCOMPARE(window.size(), size);
    keep(window, name + QStringLiteral("-selection"));
    Q_EMIT panel.keepRequested(QStringLiteral("cool and metal-rich"));
    Q_EMIT panel.onlyRequested();
    QTest::qWait(50);
    for (const auto* button : window.findChildren<QAbstractButton*>())
        if (button->isVisible() && !button->text().isEmpty())
            QVERIFY2(button->width() >= button->minimumSizeHint().width() - 1, qPrintable(button->text()));
    keep(window, name + QStringLiteral("-selection-only"));
    select("teff<4800 and fe>-0.6");
    keep(window, name + QStringLiteral("-selection-problem"));
    window.findChild<QDockWidget*>(QStringLiteral("neighbours"))->raise();
    window.neighboursPanel().seenBy().setCurrentIndex(2);
    QTRY_VERIFY(!window.isBusy());
    QTest::qWait(50);
    keep(window, name + QStringLiteral("-apogee-neighbours"));
}

void ScreenshotsTest::emptyWindow()
{
    applyTheme(Theme::Light);
    MainWindow window(test::fakeService());
    window.show();
    QTest::qWait(50);
    QVERIFY(!window.spectrumPanel().emptyMessage().isEmpty());
    keep(window, QStringLiteral("empty"));
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::ScreenshotsTest)

#include "screenshots_test.moc"
