#include "core/io/inputs.h"
#include "tests/support/fitsmaker.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace syzygy;
using namespace syzygy::test;

class InputsTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_root;

    std::vector<std::string> expand(const std::vector<std::string>& names) const
    {
        std::vector<std::string> relative;
        for (const auto& file : expandInputs(names))
            relative.push_back(file.lexically_relative(m_root).string());
        return relative;
    }
    std::string at(const char* name) const { return (m_root / name).string(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_folder.path().toStdString();
        std::filesystem::create_directories(m_root / "below");
        for (const auto* name : { "b_x1d.fits", "a_x1d.fits", "a_s2d.fits", "a_cal.fits", "notes.md",
                                  "star.csv", "below/c.fits.gz" })
            writeBytes(m_root / name, "x");
    }

    void folderIsItsSpectra()
    {
        QCOMPARE(expand({ m_root.string() }),
                 (std::vector<std::string> { "a_x1d.fits", "b_x1d.fits", "below/c.fits.gz", "star.csv" }));
    }
    /// One's own tables lie beside the spectra; named alone they are opened, and said to be none.
    void tablesOfStarsAreLeftOut()
    {
        const auto folder = m_root / "mixed";
        std::filesystem::create_directories(folder);
        writeBytes(folder / "labels.csv", "star,Teff,logg\nHD 1,4800,2.5\n");
        writeBytes(folder / "results.ecsv", "# %ECSV 1.0\nfile,snr\na.fits,30\n");
        writeBytes(folder / "star.csv", "wavelength,flux,file\n1.1,1,x\n1.2,1,x\n");
        writeBytes(folder / "bare.dat", "1.1 1\n1.2 1\n");
        std::string wide = "file";
        for (int i = 0; i < 5000; ++i)
            wide += ",column" + std::to_string(i);
        writeBytes(folder / "wide.csv", wide + "\n"); // no end of a line where reading stops
        QCOMPARE(expand({ folder.string() }),
                 (std::vector<std::string> { "mixed/bare.dat", "mixed/star.csv", "mixed/wide.csv" }));
        QCOMPARE(expand({ at("mixed/labels.csv") }), (std::vector<std::string> { "mixed/labels.csv" }));
        std::filesystem::remove_all(folder);
    }
    void patternIsSorted()
    {
        QCOMPARE(expand({ at("*_x1d.fits") }), (std::vector<std::string> { "a_x1d.fits", "b_x1d.fits" }));
    }
    void eachFileOnce()
    {
        QCOMPARE(expand({ at("b_x1d.fits"), at("*_x1d.fits") }),
                 (std::vector<std::string> { "b_x1d.fits", "a_x1d.fits" }));
    }
    void missingFileStays() { QCOMPARE(expand({ at("no.fits") }), (std::vector<std::string> { "no.fits" })); }

    void listIsRelativeToItself()
    {
        std::string lines = "# my stars\nb_x1d.fits   # the bright one\n\n";
        for (int i = 0; i < 3000; ++i)
            lines += "below/" + std::to_string(i) + ".fits\n";
        writeBytes(m_root / "stars.lst", lines);
        const auto files = expand({ at("stars.lst") });
        QCOMPARE(files.size(), std::size_t(3001));
        QCOMPARE(files[0], std::string("b_x1d.fits"));
        QCOMPARE(files[3000], std::string("below/2999.fits"));
        writeBytes(m_root / "stars.txt", "a_x1d.fits\n");
        QCOMPARE(expand({ "@" + at("stars.txt") }), (std::vector<std::string> { "a_x1d.fits" }));
    }

    void nothingIsSaid()
    {
        QVERIFY(messageOf([&] { expand({ at("*.xyz") }); }).find("no file matches") != std::string::npos);
        std::filesystem::create_directories(m_root / "empty");
        QVERIFY(messageOf([&] { expand({ at("empty") }); }).find("holds no file that looks like a spectrum")
                != std::string::npos);
        std::filesystem::remove(m_root / "empty");
        writeBytes(m_root / "void.lst", "# none\n");
        QVERIFY(messageOf([&] { expand({ at("void.lst") }); }).find("names no file") != std::string::npos);
    }

    void listThatNamesItselfEnds()
    {
        writeBytes(m_root / "loop.lst", "loop.lst\n");
        QVERIFY(messageOf([&] { expand({ at("loop.lst") }); }).find("names itself") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(InputsTest)
#include "inputs_test.moc"
