#include "core/error.h"
#include "core/io/writer.h"
#include "tests/support/astropy.h"
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/common/figuredialog.h"
#include "ui/common/picture.h"
#include "ui/map/mappanel.h"
#include "ui/sources/exportdialog.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace syzygy {

/// What leaves the window as a table, and what is told about it.
class ExportingTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }

    static void openFour(MainWindow& window)
    {
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.open({ "a.fits", "b.fits", "galaxy.fits", "broken.fits" });
        QTRY_VERIFY(!window.isBusy());
        window.sourcesPanel().table().setFocus();
        window.selectRow(1);
        QTest::keyClick(&window.sourcesPanel().table(), Qt::Key_S);
    }

private Q_SLOTS:
    void rowsAreThoseAskedFor()
    {
        MainWindow window(test::fakeService());
        openFour(window);
        const auto rows = [&](ExportRows wanted) {
            window.exportTable(path("t.csv"), wanted);
            return readCsv(path("t.csv")).rows;
        };
        QCOMPARE(rows(ExportRows::All).size(), std::size_t { 3 }); // the broken file has nothing to tell
        QCOMPARE(rows(ExportRows::Starred).size(), std::size_t { 1 });
        QCOMPARE(rows(ExportRows::Starred)[0][0], std::string("b.fits"));
        QCOMPARE(rows(ExportRows::Selected)[0][0], std::string("b.fits"));
        window.sourcesPanel().filter().setText(QStringLiteral("galaxy"));
        QCOMPARE(rows(ExportRows::Shown).size(), std::size_t { 1 });
        QCOMPARE(rows(ExportRows::All).size(), std::size_t { 3 });
        QTRY_VERIFY(!window.isBusy());
    }

    void provenanceStandsBesideIt()
    {
        MainWindow window(test::fakeService());
        openFour(window);
        window.exportTable(path("labels.ecsv"), ExportRows::All);
        QVERIFY(window.isBusy()); // sums are made in the background
        QTRY_VERIFY(!window.isBusy());
        QFile file(m_folder.filePath(QStringLiteral("labels.ecsv.provenance.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto json = QJsonDocument::fromJson(file.readAll()).object();
        const auto spectra = json[QStringLiteral("spectra")].toArray();
        QCOMPARE(spectra.size(), qsizetype { 3 });
        QVERIFY(json[QStringLiteral("program")].toString().startsWith(QStringLiteral("syzygy ")));
        QCOMPARE(spectra[0][QStringLiteral("model")].toString(), QStringLiteral("fake-00000000"));
        QVERIFY(spectra[0][QStringLiteral("velocity")][QStringLiteral("km_s")].isDouble());
    }

    void everyFormatIsReadByAstropy()
    {
        MainWindow window(test::fakeService());
        openFour(window);
        QStringList files;
        for (const auto* name : { "t.csv", "t.ecsv", "t.fits", "t.vot" }) {
            window.exportTable(path(name), ExportRows::All);
            files << QString::fromStdString(path(name).string());
        }
        const auto output = test::runWithAstropy(R"(
import sys
from astropy.table import Table
for file in sys.argv[1:]:
    table = Table.read(file)
    print(len(table), '%.1f' % table['teff'][0], int(table['star'][1]), str(table['teff'][2]) in ('--', 'nan'), table['source'].dtype.kind in 'USO')
)",
                                                 files);
        if (!output)
            QSKIP("no Python with astropy: apt-get install python3-astropy");
        const auto lines = output->trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype { 4 });
        for (const auto& line : lines)
            QCOMPARE(line, lines[0]);
        QVERIFY2(lines[0].startsWith("3 ") && lines[0].endsWith(" 1 True True"), lines[0].constData());
    }

    /// No rectangle of a size that the window had covers what was drawn before it, and no line goes on where
    /// its plot ends: painters of SVG cut nothing off.
    static void staysInside(const QString& svg, double width)
    {
        const double across = width * 96 / 25.4 + 1, down = 60 * 96 / 25.4 + 1;
        static const QRegularExpression rectangle(
            QStringLiteral("matrix\\(1,0,0,1,([-0-9.e]+),([-0-9.e]+)\\)\"[^>]*>\\s*<rect x=\"([-0-9.e]+)\" "
                           "y=\"([-0-9.e]+)\" "
                           "width=\"([-0-9.e]+)\" height=\"([-0-9.e]+)\""));
        int rectangles = 0;
        for (const auto& match : rectangle.globalMatch(svg)) {
            const auto number = [&](int group) { return match.captured(group).toDouble(); };
            ++rectangles;
            QVERIFY2(number(1) + number(3) + number(5) <= across && number(2) + number(4) + number(6) <= down,
                     qPrintable(match.captured()));
        }
        QVERIFY(rectangles > 0);
        static const QRegularExpression line(QStringLiteral(
            "matrix\\(1,0,0,1,([-0-9.e]+),([-0-9.e]+)\\)\"[^>]*>\\s*<polyline[^>]*points=\"([^\"]*)\""));
        for (const auto& match : line.globalMatch(svg))
            for (const auto& point : match.captured(3).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
                const auto places = point.split(QLatin1Char(','));
                const double x = match.captured(1).toDouble() + places[0].toDouble(),
                             y = match.captured(2).toDouble() + places[1].toDouble();
                QVERIFY2(x >= -1 && x <= across && y >= -1 && y <= down, qPrintable(point));
            }
    }

    void figuresHaveTheSizeOfPrint_data()
    {
        QTest::addColumn<QString>("view");
        QTest::addColumn<double>("width");
        for (const auto* view : { "spectrum", "map" })
            for (const double width : { oneColumn, twoColumns })
                QTest::addRow("%s %.0f mm", view, width) << QString::fromLatin1(view) << width;
    }

    void figuresHaveTheSizeOfPrint()
    {
        QFETCH(QString, view);
        QFETCH(double, width);
        MainWindow window(test::fakeService());
        openFour(window);
        window.selectRow(0);
        auto& plot = view == QStringLiteral("map") ? window.mapPanel().plot()
                                                   : static_cast<QWidget&>(window.spectrumPanel().plots());
        const auto before = plot.grab().toImage();
        const auto name = [&](const char* ending) {
            return m_folder.filePath(view + QString::number(width) + QLatin1String(ending));
        };
        for (const auto* ending : { ".pdf", ".svg", ".png" })
            saveFigure(plot, name(ending), { width, 60 });
        QCOMPARE(plot.grab().toImage(), before); // the window is as it was

        const QImage png(name(".png"));
        QVERIFY(std::abs(png.width() * 25.4 / 600 - width) < 0.3
                && std::abs(png.height() * 25.4 / 600 - 60) < 0.3);
        QVERIFY(std::abs(png.dotsPerMeterX() * 0.0254 - 600) < 1);
        QCOMPARE(png.pixelColor(2, 2), QColor(Qt::white));
        QFile svg(name(".svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const auto text = svg.readAll();
        QVERIFY(text.contains("<text") && text.contains("<p")); // letters and lines, not one picture of them
        const QRegularExpression millimetres(QStringLiteral("<svg width=\"([0-9.]+)mm\""));
        QVERIFY(std::abs(millimetres.match(QString::fromUtf8(text)).captured(1).toDouble() - width) < 0.3);
        staysInside(QString::fromUtf8(text), width);
        QFile pdf(name(".pdf"));
        QVERIFY(pdf.open(QIODevice::ReadOnly) && pdf.read(5) == "%PDF-");
    }

    void figureDialogProposesColumns()
    {
        FigureDialog dialog(QSize(800, 300));
        QSignalSpy chosen(&dialog, &FigureDialog::chosen);
        dialog.show();
        dialog.findChild<QComboBox*>(QStringLiteral("figureSize"))->setCurrentIndex(0);
        dialog.findChild<QComboBox*>(QStringLiteral("figureFormat"))->setCurrentIndex(1);
        QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("chooseFile")), Qt::LeftButton);
        QCOMPARE(chosen.size(), qsizetype { 1 });
        QCOMPARE(chosen[0][0].toSizeF(), QSizeF(88, 44)); // not flatter than half its width
        QCOMPARE(chosen[0][1].toString(), QStringLiteral(".svg"));
    }

    void anotherEndingIsRefused()
    {
        MainWindow window(test::fakeService());
        openFour(window);
        QVERIFY_THROWS_EXCEPTION(Error, window.exportTable(path("t.docx"), ExportRows::All));
        QVERIFY(!std::filesystem::exists(path("t.docx")));
    }

    void dialogOffersWhatThereIs()
    {
        MainWindow window(test::fakeService());
        openFour(window);
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
        auto* dialog = window.findChild<ExportDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        auto* rows = dialog->findChild<QComboBox*>(QStringLiteral("exportRows"));
        QCOMPARE(rows->itemText(rows->findData(static_cast<int>(ExportRows::Starred))),
                 QStringLiteral("starred (1)"));
        dialog->reject();
    }

    void dialogTellsWhatWasChosen()
    {
        ExportDialog dialog([](ExportRows rows) { return rows == ExportRows::Starred ? 0 : 2; });
        QSignalSpy chosen(&dialog, &ExportDialog::chosen);
        dialog.show();
        auto* rows = dialog.findChild<QComboBox*>(QStringLiteral("exportRows"));
        auto* formats = dialog.findChild<QComboBox*>(QStringLiteral("exportFormat"));
        rows->setCurrentIndex(rows->findData(static_cast<int>(ExportRows::All)));
        formats->setCurrentIndex(formats->findData(static_cast<int>(TableFormat::VoTable)));
        QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("chooseFile")), Qt::LeftButton);
        QCOMPARE(chosen.size(), qsizetype { 1 });
        QCOMPARE(chosen[0][0].value<ExportRows>(), ExportRows::All);
        QCOMPARE(chosen[0][1].value<TableFormat>(), TableFormat::VoTable);
        ExportDialog again([](ExportRows) { return 0; }); // remembers the format; has nothing to export
        QCOMPARE(again.findChild<QComboBox*>(QStringLiteral("exportFormat"))->currentData().toInt(),
                 static_cast<int>(TableFormat::VoTable));
        QVERIFY(!again.findChild<QPushButton*>(QStringLiteral("chooseFile"))->isEnabled());
    }
};

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::ExportingTest)
#include "exporting_test.moc"
