#include "core/io/gridreader.h"
#include "tests/support/gridsample.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

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
        const auto result = readGrid(write(gridSample()));
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
        QVERIFY(messageOf([&] { readGrid(write(gridSample("C13"))); }).find("HDU LABELS, column LOG_C12C13")
                != std::string::npos);
        QVERIFY(messageOf([&] {
                    readGrid(write(gridSample("LOG_C12C13", 3)));
                }).find("one row for each of the 2 stars")
                != std::string::npos);
        QVERIFY(messageOf([&] { readGrid(write(FitsMaker())); }).find("FSCALE is missing")
                != std::string::npos);
    }

    void boundsWhatAHostileHeaderPromises()
    {
        auto bytes = gridSample().bytes();
        const auto claim = [&](const std::string& key, std::size_t from, const std::string& value) {
            const auto place = bytes.find(key, from);
            bytes.replace(place + 10, 20, std::string(20 - value.size(), ' ') + value);
            const auto file = std::filesystem::path(m_folder.path().toStdString()) / "hostile.fits";
            writeBytes(file, bytes);
            return messageOf([&] { readGrid(file); });
        };
        const auto rows = claim("NAXIS2  =", bytes.find("XTENSION= 'BINTABLE'"), "900000000000");
        QVERIFY2(rows.find("HDU LABELS") != std::string::npos, rows.c_str());
        bytes = gridSample().bytes();
        const auto pixels = claim("NAXIS1  =", bytes.find("XTENSION= 'IMAGE"), "199000000");
        QVERIFY2(pixels.find("more than a file of this size can hold") != std::string::npos, pixels.c_str());
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
