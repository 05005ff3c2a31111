// Colours, their ends, density and contours of the map, by mouse and keys on the real window.
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/common/openatlas.h"
#include "ui/map/colorbar.h"
#include "ui/map/mappanel.h"
#include "ui/sources/session.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QComboBox>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace syzygy;

class MapLookTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MainWindow> m_window;
    ColorBar& bar() const { return *m_window->findChild<ColorBar*>(QStringLiteral("colorBar")); }
    QComboBox& colors() const { return *m_window->findChild<QComboBox*>(QStringLiteral("colours")); }
    MapView& view() const { return *m_window->findChild<MapView*>(); }
    QImage shown() const { return view().grab().toImage(); }
    MapPanel& panel() const { return *m_window->findChild<MapPanel*>(); }

    void choose(const char* color) const
    {
        const int index = colors().findText(QString::fromUtf8(color));
        QVERIFY2(index >= 0, color);
        colors().setCurrentIndex(index);
    }

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<MainWindow>(test::fakeService(2000));
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void draggedEndsChangeTheColours()
    {
        const auto before = shown();
        const auto whole = bar().range();
        const int x = bar().width() / 4, high = bar().height();
        QTest::mousePress(&bar(), Qt::LeftButton, {}, { x, 12 });
        QTest::mouseMove(&bar(), { x, high / 2 });
        QTest::mouseRelease(&bar(), Qt::LeftButton, {}, { x, high / 2 });
        QCOMPARE(bar().range()[0], whole[0]);
        QVERIFY(std::abs(bar().range()[1] - 0.5 * (whole[0] + whole[1])) < 0.1 * (whole[1] - whole[0]));
        QVERIFY(shown() != before);
        QTest::mouseDClick(&bar(), Qt::LeftButton, {}, { x, high / 2 });
        QCOMPARE(bar().range(), whole);
        QCOMPARE(shown(), before);
    }

    void endsNeverCross()
    {
        const auto whole = bar().range();
        const int x = bar().width() / 4;
        QTest::mousePress(&bar(), Qt::LeftButton, {}, { x, 12 });
        QTest::mouseMove(&bar(), { x, bar().height() + 500 });
        QTest::mouseRelease(&bar(), Qt::LeftButton, {}, { x, bar().height() + 500 });
        QVERIFY(bar().range()[1] > bar().range()[0] && bar().range()[0] == whole[0]);
    }

    void keysMoveTheEnds()
    {
        const auto whole = bar().range();
        QTest::keyClick(&bar(), Qt::Key_Down);
        QTest::keyClick(&bar(), Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(bar().range()[0] > whole[0] && bar().range()[1] < whole[1]);
        QTest::keyClick(&bar(), Qt::Key_Home);
        QCOMPARE(bar().range(), whole);
    }

    void everyColourKeepsItsEnds()
    {
        QTest::keyClick(&bar(), Qt::Key_Down);
        const auto ofTeff = bar().range();
        choose("log g");
        QVERIFY(bar().isWhole());
        choose("Teff");
        QCOMPARE(bar().range(), ofTeff);
    }

    void densityColoursAndFollowsTheLayout()
    {
        choose("Density of stars");
        QCOMPARE(bar().accessibleName(), QStringLiteral("lg density"));
        const auto umap = view().densities();
        QVERIFY(*std::ranges::max_element(umap) > -0.1 && *std::ranges::min_element(umap) >= -4);
        panel().setProjection(MapProjection::Plane);
        QVERIFY(view().densities() != umap);
        QVERIFY(!panel().colorColumn());
    }

    void contoursComeAndGo()
    {
        auto* action = [&]() -> QAction* {
            for (auto* candidate : m_window->findChildren<QAction*>())
                if (candidate->text().contains(QStringLiteral("contours")))
                    return candidate;
            return nullptr;
        }();
        QVERIFY(action);
        const auto before = shown();
        action->trigger();
        QVERIFY(view().contourPieces() > 50);
        QVERIFY(shown() != before);
        action->trigger();
        QCOMPARE(view().contourPieces(), std::size_t { 0 });
        QCOMPARE(shown(), before);
    }

    void theSessionKeepsTheLook()
    {
        choose("[Fe/H]");
        QTest::keyClick(&bar(), Qt::Key_Down);
        panel().setProjection(MapProjection::Plane);
        panel().toggleContours();
        const DisplayUnits units { { WavelengthUnit::Angstrom, true }, FluxDisplay::Jansky };
        m_window->spectrumPanel().setUnits(units);
        const auto kept = m_window->session();
        const auto range = bar().range();
        m_window = std::make_unique<MainWindow>(test::fakeService(2000));
        m_window->resize(1280, 800);
        m_window->show();
        m_window->restoreSession(kept);
        QCOMPARE(colors().currentText(), QStringLiteral("[Fe/H]"));
        QCOMPARE(bar().range(), range);
        QVERIFY(view().contoursShown());
        QVERIFY(m_window->spectrumPanel().units() == units);
        QCOMPARE(m_window->session().map.layout, kept.map.layout);
    }
};

SYZYGY_TEST_MAIN(MapLookTest)
#include "maplook_test.moc"
