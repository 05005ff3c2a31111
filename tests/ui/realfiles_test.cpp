// The window on real spectra with the shipped model. With SYZYGY_SCREENSHOTS set to a folder, pictures of
// every panel are kept there, to be looked at.
#include "app/windowservice.h"
#include "core/io/reader.h"
#include "tests/ui/testmain.h"
#include "ui/common/theme.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/estimates/fitbar.h"
#include "ui/sources/exporting.h"
#include "ui/sources/exposurespanel.h"
#include "ui/sources/exposuretablemodel.h"
#include "ui/sources/offerbar.h"
#include "ui/sources/sourcespanel.h"
#include "ui/sources/unitdialog.h"
#include "ui/spectrum/chips.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QPushButton>
#include <QStyleFactory>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

namespace syzygy {

class RealFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void exposuresOfOneStar();
    void tableWithoutUnits();
    void fitByPhysics();
    void productsThatAreOnlyShown();
    void extendedSourceShowsItsBrightness();
    void otherInstruments();

private:
    AnalysisService m_service;
};

namespace {

constexpr int patience = 600000; // ms, on a machine that does other work too

std::filesystem::path data(const std::string& name)
{
    return std::filesystem::path(SYZYGY_SOURCE_DIR) / "../shared/data" / name;
}

std::vector<std::filesystem::path> filesOf(const std::string& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(data(folder)))
        if (entry.path().extension() != ".csv" || folder == "jwst/other")
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

/// In both themes and at the sizes of a small laptop and a screen.
void keep(MainWindow& window, const QString& name, QWidget* dialog = nullptr)
{
    const auto folder = qEnvironmentVariable("SYZYGY_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    for (const auto size : { QSize(1100, 700), QSize(1500, 950) })
        for (const bool dark : { false, true }) {
            applyTheme(dark ? Theme::Dark : Theme::Light);
            window.resize(size);
            QTest::qWait(150);
            const auto stem = QStringLiteral("%1/%2-%3-%4")
                                  .arg(folder, name)
                                  .arg(size.width())
                                  .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"));
            savePicture(window, stem + QStringLiteral(".png"), 1);
            if (dialog)
                savePicture(*dialog, stem + QStringLiteral("-dialog.png"), 1);
        }
    applyTheme(Theme::Light);
}

bool picturesWanted()
{
    return qEnvironmentVariableIsSet("SYZYGY_SCREENSHOTS");
}

/// A table as a user may have written it, without a word on its units.
std::filesystem::path writeBareTable(const QTemporaryDir& folder, const Spectrum& spectrum)
{
    const std::filesystem::path file = (folder.path() + QStringLiteral("/star.txt")).toStdString();
    std::ofstream out(file);
    out << "wave flux error\n";
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (spectrum.flux[i] > 0 && spectrum.error[i] > 0)
            out << 1e4 * spectrum.wavelength[i] << ' ' << spectrum.flux[i] << ' ' << spectrum.error[i]
                << '\n';
    return file;
}

} // namespace

void RealFilesTest::initTestCase()
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    if (!std::filesystem::exists(data("jwst/m71")))
        QSKIP("../shared/data is absent.");
    m_service = loadService({});
    if (!m_service.problem.empty())
        QSKIP("The shipped model is absent.");
}

void RealFilesTest::init()
{
    applyTheme(Theme::Light);
}

void RealFilesTest::exposuresOfOneStar()
{
    MainWindow window(m_service);
    window.resize(1100, 700);
    window.show();
    window.open({ data("jwst/m71/exp2_2609_19.fits"), data("jwst/m71/exp3_2609_19.fits"),
                  data("jwst/m71/exp2_2609_7.fits") });
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy() && window.sources().rowCount() == 3, patience);
    auto& offers = window.sourcesPanel().offers();
    QTRY_VERIFY(offers.isVisible());
    keep(window, QStringLiteral("offer"));
    QTest::mouseClick(offers.findChild<QPushButton*>(QStringLiteral("combine")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy() && window.sources().rowCount() == 4, patience);
    const auto& sources = window.sources().sources();
    QVERIFY(sources[2].isEncoded());
    QTRY_COMPARE(window.exposuresPanel().model().columnCount(), 6);
    QTest::mouseClick(offers.findChild<QPushButton*>(QStringLiteral("compare")), Qt::LeftButton);
    keep(window, QStringLiteral("exposures"));
}

void RealFilesTest::tableWithoutUnits()
{
    QTemporaryDir folder;
    const auto file = writeBareTable(folder, readSpectra(data("jwst/m71/exp2_2609_19.fits")).front());
    MainWindow window(m_service);
    window.resize(1100, 700);
    window.show();
    window.open({ file });
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy() && window.sources().rowCount() == 1, patience);
    QVERIFY(window.sources().sources()[0].needsUnit);
    QTest::mouseClick(window.findChild<QPushButton*>(QStringLiteral("sayUnits")), Qt::LeftButton);
    auto& dialog = *window.findChild<UnitDialog*>();
    keep(window, QStringLiteral("units"), &dialog);
    dialog.findChild<QComboBox*>(QStringLiteral("wavelengthUnit"))->setCurrentText(QStringLiteral("Å"));
    QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("readWithUnits")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy(), patience);
    const auto& source = window.sources().sources()[0];
    QVERIFY2(source.isEncoded(), qPrintable(source.error));
    keep(window, QStringLiteral("units-read"));
}

void RealFilesTest::fitByPhysics()
{
    if (!picturesWanted())
        QSKIP("A fit takes up to a minute; set SYZYGY_SCREENSHOTS to see it.");
    MainWindow window(m_service);
    window.resize(1100, 700);
    window.show();
    window.open({ data("jwst/m71/exp2_2609_19.fits") });
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy() && window.sources().rowCount() == 1, patience);
    QTest::mouseClick(window.estimatesPanel().fitBar().findChild<QPushButton*>(QStringLiteral("fit")),
                      Qt::LeftButton);
    keep(window, QStringLiteral("fitting"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy(), patience);
    QVERIFY2(window.sources().sources()[0].fit, qPrintable(window.sources().sources()[0].fitError));
    window.spectrumPanel().setComparison(Comparison::PhysicalFit);
    keep(window, QStringLiteral("fitted"));
}

void RealFilesTest::productsThatAreOnlyShown()
{
    MainWindow window(m_service);
    window.resize(1100, 700);
    window.show();
    window.open(filesOf("jwst/other"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy() && window.sources().rowCount() > 0, patience);
    for (int row = 0; row < window.sources().rowCount(); ++row) {
        window.selectRow(row);
        QVERIFY(!window.spectrumPanel().failure().isEmpty()
                || window.spectrumPanel().fluxPlot().drawnRuns() > 0);
        if (row < 12)
            keep(window, QStringLiteral("other%1").arg(row));
    }
}

void RealFilesTest::extendedSourceShowsItsBrightness()
{
    MainWindow window(m_service);
    window.resize(1100, 700);
    window.show();
    window.open({ data("jwst/other/jw02736-o007_s06355_nirspec_f290lp-g395m_x1d.fits") });
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy() && window.sources().rowCount() == 1, patience);
    auto& chips = *window.findChild<ChipBar*>();
    const auto& source = window.sources().sources()[0];
    QVERIFY(fluxChoiceOf(source).canSwitch);
    QVERIFY(fluxChoiceOf(source).why.startsWith(QStringLiteral("SRCTYPE is EXTENDED: FLUX was read")));
    Q_EMIT chips.linkActivated(QStringLiteral("column"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy(), patience);
    QCOMPARE(source.spectrum->provenance.fluxColumn, FluxColumn::SurfaceBrightness);
    QCOMPARE(source.spectrum->fluxUnit, std::string("MJy/sr"));
    QVERIFY(chips.text().contains(QStringLiteral("SURF_BRIGHT&nbsp;⇄")));
    keep(window, QStringLiteral("brightness"));
}

void RealFilesTest::otherInstruments()
{
    MainWindow window(m_service);
    window.resize(1100, 700);
    window.show();
    window.open(filesOf("apogee"));
    window.open(filesOf("irtf"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy() && window.sources().rowCount() > 10, patience);
    for (const int row : { 0, 1, 2, 3, 4, 6, 12 }) {
        window.selectRow(row);
        keep(window, QStringLiteral("stars%1").arg(row));
    }
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::RealFilesTest)

#include "realfiles_test.moc"
