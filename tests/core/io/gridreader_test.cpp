#include "core/io/gridreader.h"
#include "tests/support/fitsmaker.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {

/// Two stars, four pixels; unsigned 16 bit as FITS writes it, value − 32768 with BZERO.
FitsMaker grid(const std::string& lastLabel = "LOG_C12C13", std::size_t rows = 2)
{
    std::vector<TestColumn> columns;
    for (const auto* name :
         { "TEFF", "LOGG",  "FE_H",  "C_FE", "N_FE",  "O_FE",  "NA_FE", "MG_FE", "AL_FE", "SI_FE", "S_FE",
           "K_FE", "CA_FE", "TI_FE", "V_FE", "CR_FE", "MN_FE", "CO_FE", "NI_FE", "CE_FE", "VMIC" })
        columns.push_back({ name, "E", "", { static_cast<double>(columns.size()), 0.5 }, {} });
    columns.push_back({ lastLabel, "E", "", { 1.25, 0.5 }, {} });
    std::vector<double> pixels(4 * rows);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = 50000.0 - static_cast<double>(i) - 32768.0;
    FitsMaker maker(Cards { { "FSCALE", "50000.0" } });
    maker.table("LABELS", columns, 2);
    maker.image("NIRSPEC", 16, { 4, rows }, pixels,
                { { "BZERO", "32768" },
                  { "BSCALE", "1" },
                  { "LNLAM0", "9.18" },
                  { "DLNLAM", "5E-05" },
                  { "RESOLV", "8000" } });
    maker.image("APOGEE", 16, { 4, rows }, pixels,
                { { "BZERO", "32768" },
                  { "BSCALE", "1" },
                  { "LOGLAM0", "4.179" },
                  { "DLOGLAM", "6E-06" },
                  { "RESOLV", "22500" } });
    return maker;
}

} // namespace

class GridReaderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path write(const FitsMaker& maker) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "grid.fits";
        maker.write(file);
        return file;
    }

private Q_SLOTS:
    void readsLabelsAndBands()
    {
        const auto result = readGrid(write(grid()));
        QCOMPARE(result.stars.size(), std::size_t(2));
        QCOMPARE(result.stars[0][Label::Ce], 19.0);
        QCOMPARE(result.stars[0].vmic, 20.0);
        QCOMPARE(result.stars[0].logC12C13, 1.25);
        QCOMPARE(result.nirspec.pixels, std::size_t(4));
        QCOMPARE(result.nirspec.values[5], std::uint16_t(49995));
        QCOMPARE(result.nirspec.resolvingPower, 8000.0);
        QCOMPARE(result.nirspec.lnWavelengthStart, 9.18);
        QVERIFY(std::abs(result.apogee.lnWavelengthStart - 4.179 * std::log(10.0)) < 1e-12);
    }

    void namesWhatIsMissing()
    {
        QVERIFY(messageOf([&] { readGrid(write(grid("C13"))); }).find("HDU LABELS, column LOG_C12C13")
                != std::string::npos);
        QVERIFY(
            messageOf([&] { readGrid(write(grid("LOG_C12C13", 3))); }).find("one row for each of the 2 stars")
            != std::string::npos);
        QVERIFY(messageOf([&] { readGrid(write(FitsMaker())); }).find("FSCALE is missing")
                != std::string::npos);
    }

    void readsTheRealGrid()
    {
        if (sharedData().empty())
            QSKIP("the developers' data are not beside the repository");
        const auto result = readGrid(sharedData() / "truth/realistic.fits"); // Rice-compressed
        QCOMPARE(result.stars.size(), std::size_t(120));
        QCOMPARE(result.nirspec.values.size(), std::size_t(120 * 12589));
        QCOMPARE(result.apogee.pixels, std::size_t(8575));
    }
};

QTEST_APPLESS_MAIN(GridReaderTest)
#include "gridreader_test.moc"
