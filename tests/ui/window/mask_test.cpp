// A mask painted on the spectrum: labels follow, undo brings back what was, session and table know it.
#include "core/io/writer.h"
#include "tests/ui/testmain.h"
#include "tests/ui/window/shownwindow.h"
#include "ui/sources/session.h"
#include "ui/spectrum/spectrumpanel.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace syzygy {

class MaskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void paintedMaskMovesTheLabelsAndUndoBringsThemBack();
    void rightButtonErases();
    void everyFrameMasksTheSameSamples();
    void clickAndEscapeMaskNothing();
    void keysMaskTheRangeShown();
    void sessionKeepsTheMask();
    void tableTellsTheMask();
    void removedSourceIsPassedOver();
};

namespace {

struct Window : test::ShownWindow {
    Window()
        : ShownWindow({ "a.fits", "b.fits" })
    {
        button(QStringLiteral("Mask")).click();
    }

    const Source& source() { return *window.sources().find(window.currentSource()); }
    const MaskedRanges& mask() { return source().options.prepare.maskedRanges; }
    FluxPlot& plot() { return window.spectrumPanel().fluxPlot(); }

    QToolButton& button(const QString& text)
    {
        for (auto* each : window.spectrumPanel().findChildren<QToolButton*>())
            if (each->text() == text)
                return *each;
        qFatal("no such button");
    }

    void trigger(const QString& text) { test::trigger(window, text); }

    QPoint pixelOf(double wavelength)
    {
        const auto [from, to] = plot().range();
        return { qRound(62 + (wavelength - from) / (to - from) * (plot().width() - 74)),
                 plot().height() / 2 };
    }

    void drag(double from, double to, Qt::MouseButton mouse = Qt::LeftButton, bool escape = false)
    {
        auto& area = *plot().viewport();
        QTest::mousePress(&area, mouse, {}, pixelOf(from));
        QMouseEvent move(QEvent::MouseMove, pixelOf(to), area.mapToGlobal(pixelOf(to)), Qt::NoButton, mouse,
                         {});
        QApplication::sendEvent(&area, &move);
        if (escape)
            QTest::keyClick(&plot(), Qt::Key_Escape);
        QTest::mouseRelease(&area, mouse, {}, pixelOf(to));
        settle();
    }
};

bool areSame(const Analysis& a, const Analysis& b)
{
    return a.prepared.flux == b.prepared.flux && a.prepared.mask == b.prepared.mask
        && a.prepared.reasons == b.prepared.reasons && a.latent == b.latent && a.mapPosition == b.mapPosition
        && std::ranges::equal(a.estimates, b.estimates, [](const Estimate& one, const Estimate& other) {
               return one.value == other.value && one.sigma == other.sigma;
           });
}

} // namespace

void MaskTest::paintedMaskMovesTheLabelsAndUndoBringsThemBack()
{
    Window w;
    const auto before = w.source().analysis;
    const auto range = w.plot().range();
    w.drag(1.15, 1.25);
    QCOMPARE(w.mask().size(), std::size_t(1));
    const double shift = 1 + before->velocity.value / 299792.458; // painted at rest, kept as observed
    QVERIFY(std::abs(w.mask()[0][0] - 1.15 * shift) < 2e-3 && std::abs(w.mask()[0][1] - 1.25 * shift) < 2e-3);
    QVERIFY(w.source().analysis->estimates[0].value != before->estimates[0].value);
    QVERIFY(w.plot().markCount(MaskReason::Masked) > 0);
    QVERIFY(w.plot().range() == range); // painting is no zooming
    const auto masked = w.source().analysis;
    w.trigger(QStringLiteral("Undo"));
    w.settle();
    QVERIFY(w.mask().empty());
    QVERIFY(areSame(*w.source().analysis, *before));
    w.trigger(QStringLiteral("Redo"));
    w.settle();
    QVERIFY(areSame(*w.source().analysis, *masked));
}

void MaskTest::rightButtonErases()
{
    Window w;
    w.drag(1.05, 1.25);
    w.drag(1.1, 1.15, Qt::RightButton);
    QCOMPARE(w.mask().size(), std::size_t(2));
    w.trigger(QStringLiteral("Clear the mask"));
    w.settle();
    QVERIFY(w.mask().empty());
    w.trigger(QStringLiteral("Undo"));
    w.settle();
    QCOMPARE(w.mask().size(), std::size_t(2));
}

void MaskTest::everyFrameMasksTheSameSamples()
{
    Window w;
    const double shift = 1 + w.source().analysis->velocity.value / 299792.458;
    for (const auto frame : { SpectrumFrame::Observed, SpectrumFrame::Rest, SpectrumFrame::Prepared }) {
        w.window.spectrumPanel().setFrame(frame);
        const double seen = frame == SpectrumFrame::Observed ? 1 : 1 / shift;
        w.plot().setRange(1.1 * seen, 1.2 * seen);
        w.window.spectrumPanel().maskShown();
        w.settle();
        QVERIFY(w.mask().size() == 1 && std::abs(w.mask()[0][0] - 1.1) < 1e-9
                && std::abs(w.mask()[0][1] - 1.2) < 1e-9);
        w.trigger(QStringLiteral("Clear the mask"));
        w.settle();
    }
}

void MaskTest::clickAndEscapeMaskNothing()
{
    Window w;
    w.drag(1.15, 1.15);
    w.drag(1.15, 1.25, Qt::LeftButton, true);
    QVERIFY(w.mask().empty());
    w.button(QStringLiteral("Mask")).click();
    w.drag(1.15, 1.25); // moves the plot
    QVERIFY(w.mask().empty());
}

void MaskTest::keysMaskTheRangeShown()
{
    Window w;
    w.plot().setRange(1.1, 1.2);
    w.trigger(QStringLiteral("Mask the range shown"));
    w.settle();
    QCOMPARE(w.mask().size(), std::size_t(1));
}

void MaskTest::sessionKeepsTheMask()
{
    Window w;
    w.drag(1.15, 1.25);
    const auto ranges = w.mask();
    const auto labels = w.source().analysis;
    QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "s.syzygy.json";
    writeSession(file, w.window.session());

    MainWindow again(test::fakeService());
    again.show();
    again.restoreSession(readSession(file));
    QTRY_VERIFY(!again.isBusy());
    const auto& source = again.sources().sources()[0];
    QVERIFY(source.options.prepare.maskedRanges == ranges); // to the last bit
    QVERIFY(areSame(*source.analysis, *labels));
    QVERIFY(again.sources().sources()[1].options.prepare.maskedRanges.empty());
}

void MaskTest::tableTellsTheMask()
{
    Window w;
    QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "t.csv";
    w.window.exportTable(file);
    const auto unmaskedTable = readCsv(file);
    QCOMPARE(std::ranges::count(unmaskedTable.header, "masked_um"), 0);
    w.drag(1.15, 1.25);
    w.window.exportTable(file);
    const auto table = readCsv(file);
    const auto column = std::ranges::find(table.header, "masked_um") - table.header.begin();
    QVERIFY(parseMaskedRanges(table.rows[0].at(static_cast<std::size_t>(column))) == w.mask());
    QCOMPARE(table.rows[1].at(static_cast<std::size_t>(column)), std::string());
}

void MaskTest::removedSourceIsPassedOver()
{
    Window w;
    w.drag(1.15, 1.25);
    w.trigger(QStringLiteral("Remove the selected"));
    w.settle();
    w.trigger(QStringLiteral("Undo"));
    w.settle();
    QVERIFY(w.mask().empty());
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::MaskTest)

#include "mask_test.moc"
