#include "core/error.h"
#include "core/io/gzip.h"
#include "core/io/reader.h"
#include "tests/support/gzipped.h"
#include "tests/support/jwsttables.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <unistd.h>

using namespace syzygy;
using namespace syzygy::test;

namespace {

constexpr std::size_t samples = 60;

std::string goodBytes()
{
    return FitsMaker(nirspecPrimary())
        .table("EXTRACT1D", oldExtract1dColumns(samples), samples, { { "EXTVER", "1" } })
        .bytes();
}

/// A table whose header promises more than the file holds.
std::string promising(const Cards& cards)
{
    return FitsMaker(nirspecPrimary())
        .table("EXTRACT1D", oldExtract1dColumns(samples), samples, cards)
        .bytes();
}

/// One column of the table changed.
template <typename Change>
std::string changed(std::string_view column, Change&& change)
{
    auto columns = oldExtract1dColumns(samples);
    change(columnNamed(columns, column));
    return FitsMaker(nirspecPrimary()).table("EXTRACT1D", columns, samples, { { "EXTVER", "1" } }).bytes();
}

/// Images as in apStar, of so many pixels.
std::string starOf(std::size_t pixels)
{
    FitsMaker maker;
    for (const int bits : { -32, -32, 16 })
        maker.image("", bits, { pixels }, std::vector<double>(pixels, 0),
                    { { "CRVAL1", "4.179" }, { "CDELT1", "6E-06" } });
    return maker.bytes();
}

/// A primary image of so many rows, with the units that the IRTF library states.
std::string rowsOf(std::size_t rows)
{
    auto bytes = FitsMaker()
                     .image("", -32, { samples, rows }, std::vector<double>(samples * rows, 1),
                            { { "XUNITS", "'um'" } })
                     .bytes();
    return bytes.erase(0, 2880).replace(0, 80, "SIMPLE  =                    T" + std::string(50, ' '));
}

/// Three rows whose PCOUNT is not one, but is taken for 999 parameters before the pixels by cfitsio.
std::string rowsBehindParameters()
{
    auto bytes = rowsOf(3);
    return bytes.replace(bytes.find("PCOUNT  ="), 80,
                         "PCOUNT TFIELDS =                  999" + std::string(43, ' '));
}

/// Three tables, the second with a format that does not exist.
std::string damagedInTheMiddle()
{
    FitsMaker maker(nirspecPrimary());
    for (const auto* version : { "1", "2", "3" })
        maker.table("EXTRACT1D", oldExtract1dColumns(samples), samples,
                    version == std::string_view("2") ? Cards { { "EXTVER", version }, { "TFORM1", "'Q'" } }
                                                     : Cards { { "EXTVER", version } });
    return maker.bytes();
}

} // namespace

/// Every bad file ends in one sentence that begins with its name and says what to do.
class BadInputTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    /// What check() fetches, and one file of it.
    static void columns()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("sentence");
    }
    static void row(const char* name, const std::string& bytes, const char* sentence)
    {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))
                            << QString::fromUtf8(sentence);
    }

    void check() const
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, sentence);
        const auto file = path("bad.fits");
        writeBytes(file, { bytes.constData(), static_cast<std::size_t>(bytes.size()) });
        const auto message = messageOf([&] { readSpectra(file); });
        QVERIFY2(message.starts_with(file.string()), message.c_str());
        QVERIFY2(message.find(sentence.toStdString()) != std::string::npos, message.c_str());
        QVERIFY2(message.back() == '.' && message.find('\n') == std::string::npos, message.c_str());
    }

private Q_SLOTS:
    void saysWhatIsWrong_data()
    {
        columns();
        row("zero bytes", "", "is empty (0 bytes)");
        row("wrong magic", std::string("\0\1\2\3\4", 5), "is neither FITS");
        row("HDF5", "\x89HDF\r\n", "is an HDF5 file");
        row("ASDF", "#ASDF 1.0.0\n", "is an ASDF file");
        row("PNG", "\x89PNG\r\n", "is a PNG image");
        row("failed download", "<!DOCTYPE html><html>404</html>", "is a web page");
        row("truncated data", goodBytes().substr(0, goodBytes().size() - 4000),
            "is truncated; download it again");
        row("truncated header", goodBytes().substr(0, 3000), "HDU 1: the file ends within the header");
        row("truncated gzip", gzipped(goodBytes()).substr(0, 200), "damaged or cut short");
        row("damaged gzip", gzipped(goodBytes()).replace(40, 8, "XXXXXXXX"), "damaged or cut short");
        row("absurd NAXIS2", promising({ { "NAXIS2", "99999999999999" } }), "EXTRACT1D");
        row("negative NAXIS2", promising({ { "NAXIS2", "-5" } }), "bad.fits");
        row("absurd TFORM", promising({ { "TFORM1", "'999999999D'" } }), "bad.fits");
        row("absurd TFIELDS", promising({ { "TFIELDS", "99999" } }), "bad.fits");
        row("pixels behind parameters that are not there", // found by fuzzing
            rowsBehindParameters(), "HDU PRIMARY: the file ends before the data do");
        row("name of a column without quotes, longer than cfitsio has room for", // found by fuzzing
            promising({ { "TTYPE4", std::string(70, '\x92') } }),
            "the name of a column in TTYPE4 is not in quotes");
        row("other white space than blanks in a number", // found by fuzzing
            promising({ { "NAXIS2", "\r 60" } }), "the keyword NAXIS2 is missing or has no possible value");
        row("absurd NAXIS1", promising({ { "NAXIS1", "999999999999" } }), "bad.fits");
        row("absurd NAXIS", promising({ { "NAXIS", "999" } }), "bad.fits");
        row("10^7 samples", promising({ { "NAXIS2", "10000000" } }),
            "10,000,000 values, more than the 5,000,000");
        row("random groups", FitsMaker(Cards { { "GROUPS", "T" } }).bytes(), "holds random groups");
        row("image behind parameters",
            FitsMaker()
                .image("DATA", -64, { 60 }, std::vector<double>(60, 1), { { "PCOUNT", "2147483647" } })
                .bytes(),
            "the keyword PCOUNT");
        row("damaged END", // found by fuzzing
            std::string(goodBytes()).replace(goodBytes().find("END" + std::string(77, ' ')) + 7, 1, "\xe1"),
            "the END of the header is damaged");
        row("no END",
            std::string(goodBytes()).replace(goodBytes().rfind("END" + std::string(77, ' ')), 3, "XXX"),
            "HDU 1: the file ends within the header");
        row("vector rows beyond the file",
            FitsMaker(nirspecPrimary())
                .table("EXTRACT1D", vectorColumns(samples, 3, "INT_NUM"), 3, { { "NAXIS2", "99999999" } })
                .bytes(),
            "is truncated");
        row("damaged GCOUNT",
            std::string(goodBytes()).replace(goodBytes().rfind("GCOUNT"), 6, "G\xba\xb0\xaa\xb1\xab"),
            "HDU 1: the keyword GCOUNT is missing");
        row("text column", promising({ { "TFORM2", "'8A'" } }), "column FLUX: holds text");
        row("variable length", promising({ { "TFORM2", "'1PD(60)'" } }),
            "column FLUX: has a variable length");
        row("one column of text", "a\nb\nc\n", "has one column only");
        row("no line of numbers", "# nothing\n", "holds no line of numbers");
        row("a name of 100,000 characters", std::string(100'000, 'x') + " y\n1 2\n",
            "no wavelength column (the table has xxxxxxxx"); // found by fuzzing: slow
        row("short line", "wave (um),flux\n1.0,2\n1.1\n", "line 3: has 1 cell instead of 2");
    }
    void saysWhatIsWrong() { check(); }

    void namesColumnOrShape_data()
    {
        columns();
        const auto empty = [](TestColumn& column) { column.values.assign(samples, std::nan("")); };
        row("flux without values", changed("FLUX", empty),
            ", HDU EXTRACT1D,1, column FLUX: holds no finite value");
        row("wavelengths without values", changed("WAVELENGTH", empty),
            ", HDU EXTRACT1D,1, column WAVELENGTH: holds 0 samples with a wavelength");
        row("renamed flux of a point source", changed("FLUX", [](auto& column) { column.name = "FLX"; }),
            ", HDU EXTRACT1D,1, column FLUX: is missing (the table has WAVELENGTH, FLX");
        row("unit that cannot be", changed("WAVELENGTH", [](auto& column) { column.unit = "nm"; }),
            ", HDU EXTRACT1D,1, column WAVELENGTH: holds wavelengths as 0.00097 um if they are in nm");
        row("unit that is none", changed("WAVELENGTH", [](auto& column) { column.unit = "furlong"; }),
            ", HDU EXTRACT1D,1, column WAVELENGTH: is in 'furlong', expected um, nm, Angstrom or m");
        row("format that is none", promising({ { "TFORM1", "'Q'" } }),
            ": HDU 1 has a header that cannot be read");
        row("APOGEE of 8,000 pixels", starOf(8000), ": HDU 1 is an image of 8,000 pixels");
        row("APOGEE without values", starOf(8575), ", HDU 1: holds no finite value");
        row("IRTF of five rows", rowsOf(5), ": HDU PRIMARY is an image of 60 × 5 pixels");
        row("JADES in two dimensions",
            FitsMaker().image("DATA", -64, { 6, 2 }, std::vector<double>(12, 1)).bytes(),
            ": HDU DATA is an image of 6 × 2 pixels, not a row");
        row("text of too many columns", std::string(3000, ','),
            ", line 1: has 3,001 columns, more than the 999");
    }
    void namesColumnOrShape() { check(); }

    void damagedHeaderHidesOnlyWhatIsBehind()
    {
        writeBytes(path("damaged.fits"), damagedInTheMiddle());
        const auto contents = listSpectra(path("damaged.fits"));
        QCOMPARE(contents.entries.size(), std::size_t(1));
        QCOMPARE(contents.notes.size(), std::size_t(1));
        QVERIFY(contents.notes[0].find("HDU 2 has a header that cannot be read") != std::string::npos);
        QVERIFY(contents.notes[0].find("hides it and those behind it") != std::string::npos);
        const auto spectra = readSpectra(path("damaged.fits"));
        QCOMPARE(spectra.size(), std::size_t(1));
        QCOMPARE(spectra[0].provenance.notes.back(), "Not read: " + contents.notes[0]);
    }

    void errorsOfAnotherLengthAreReplaced()
    {
        const auto bytes = changed("ERROR", [](auto& column) {
            column.format = "2D";
            column.values.resize(2 * samples, 1e-8);
        });
        writeBytes(path("errors.fits"), bytes);
        const auto spectrum = readSpectra(path("errors.fits")).front();
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::Empirical);
        QVERIFY(spectrum.error.front() > 0);
        QCOMPARE(spectrum.provenance.notes.back(),
                 std::string("There are 120 errors for 60 samples: errors estimated from the scatter of the "
                             "flux."));
    }

    void missingFile()
    {
        QVERIFY(messageOf([&] { readSpectra(path("no.fits")); }).find("there is no such file")
                != std::string::npos);
    }
    void folder()
    {
        QVERIFY(messageOf([&] { readSpectra(path(".")); }).find("is a folder") != std::string::npos);
    }
    void device()
    {
        QVERIFY(messageOf([] { readSpectra("/dev/null"); }).find("is not a regular file")
                != std::string::npos);
    }

    void noPermission()
    {
        if (::geteuid() == 0)
            QSKIP("root may read everything");
        writeBytes(path("secret.fits"), goodBytes());
        std::filesystem::permissions(path("secret.fits"), std::filesystem::perms::none);
        const auto message = messageOf([&] { readSpectra(path("secret.fits")); });
        QVERIFY2(message.find("check its name and permissions") != std::string::npos, message.c_str());
    }

    void gzipBombIsBounded()
    {
        const auto bomb = gzipped(std::string(20 << 20, '\0'));
        const auto message = messageOf([&] { inflated(bomb, "bomb.gz", 10 << 20); });
        QVERIFY2(message.find("grows beyond 10 MB") != std::string::npos, message.c_str());
    }

    void gzipOfSeveralMembersIsOne()
    {
        const auto bytes = goodBytes();
        writeBytes(path("members.fits.gz"), gzipped(bytes.substr(0, 3000)) + gzipped(bytes.substr(3000)));
        QCOMPARE(readSpectra(path("members.fits.gz")).size(), std::size_t(1));
    }

    void namesWithBracketsAreNames() // cfitsio would read them as a filter
    {
        writeBytes(path("star[1].fits"), goodBytes());
        QCOMPARE(readSpectra(path("star[1].fits")).size(), std::size_t(1));
    }

    void bytesThatAreNoTextDoNotReachTheScreen()
    {
        writeBytes(path("latin.fits"), promising({ { "SRCNAME", "'Andr\xe9\x07'" } }));
        QCOMPARE(readSpectra(path("latin.fits")).front().provenance.source, std::string("Andr??"));
    }

    void indexOutOfRange()
    {
        writeBytes(path("good.fits"), goodBytes());
        const auto contents = listSpectra(path("good.fits"));
        QVERIFY(messageOf([&] { readSpectrum(contents, 1); }).find("has no spectrum number 2")
                != std::string::npos);
        QVERIFY(messageOf([&] { readSpectrum(contents, -1); }).find("has no spectrum number 0")
                != std::string::npos);
    }

    void fileThatChangedAfterListing()
    {
        writeBytes(path("changing.fits"), goodBytes());
        auto contents = listSpectra(path("changing.fits"));
        contents.entries[0].hduNumber = 7;
        QVERIFY(messageOf([&] { readSpectrum(contents, 0); }).find("changed on disk") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(BadInputTest)
#include "badinput_test.moc"
