#include "core/error.h"
#include "core/io/reader.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <string>

using namespace syzygy;

namespace {

constexpr std::size_t samples = 20;

/// Lines of wavelength, flux and error at 1.000, 1.001 ... µm; the flux is 10, 11, ..., the error .5.
std::string lines(const std::string& format)
{
    std::string text;
    for (std::size_t i = 0; i < samples; ++i) {
        char line[200];
        std::snprintf(line, sizeof line, format.c_str(), 1 + 0.001 * static_cast<double>(i),
                      10 + static_cast<double>(i), 0.5);
        text += line;
    }
    return text;
}

std::string utf16(const std::string& ascii, bool little)
{
    std::string bytes = little ? "\xff\xfe" : "\xfe\xff";
    for (const char c : ascii) {
        bytes += little ? c : '\0';
        bytes += little ? '\0' : c;
    }
    return bytes;
}

const std::string voHead = "<?xml version=\"1.0\"?>\n<VOTABLE version=\"1.4\"><RESOURCE><TABLE>\n"
                           "<FIELD name=\"w\" ucd=\"em.wl\" unit=\"um\" datatype=\"double\"/><FIELD "
                           "name=\"flux\" unit=\"Jy\" datatype=\"float\"/>"
                           "<FIELD name=\"uncertainty\" unit=\"Jy\" datatype=\"float\"/><DATA>";
const std::string voTail = "</DATA></TABLE></RESOURCE></VOTABLE>";

std::string base64(const std::string& bytes)
{
    const char* const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (int k = 3; k >= 0; --k)
            text += letters[bits >> (6 * k) & 63];
    }
    return text;
}

template <typename Number>
std::string bigEndian(Number number)
{
    std::string bytes(reinterpret_cast<const char*>(&number), sizeof number);
    return { bytes.rbegin(), bytes.rend() };
}

std::string binary(bool flags)
{
    std::string bytes;
    for (std::size_t i = 0; i < samples; ++i)
        bytes += (flags ? std::string(1, '\0') : std::string())
            + bigEndian(1 + 0.001 * static_cast<double>(i)) + bigEndian(10 + static_cast<float>(i))
            + bigEndian(0.5F);
    return "<STREAM encoding=\"base64\">" + base64(bytes) + "</STREAM>";
}

} // namespace

/// Formats of the field that become text tables.
class TranslationTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::vector<Spectrum> read(const std::string& bytes, const ReadOptions& options = {}) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "star.txt";
        std::ofstream(file, std::ios::binary) << bytes;
        return readSpectra(file, options);
    }

    void check(const std::string& bytes, const ReadOptions& options = {}) const
    {
        const auto spectrum = read(bytes, options).front();
        QCOMPARE(spectrum.size(), samples);
        QVERIFY(std::abs(spectrum.wavelength[0] - 1.0) < 1e-9);
        QVERIFY(std::abs(spectrum.wavelength[19] - 1.019) < 1e-9);
        QCOMPARE(spectrum.flux[3], 13.0);
        QCOMPARE(spectrum.error[3], 0.5);
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::FluxError);
    }

    std::string refusalOf(const std::string& bytes) const
    {
        try {
            read(bytes);
        } catch (const Error& error) {
            return error.what();
        }
        return "read all the same";
    }

private Q_SLOTS:
    void utf16OfSpreadsheets()
    {
        const auto text = "wavelength_um,flux,error\n" + lines("%.3f,%.1f,%.2f\n");
        check(utf16(text, true));
        check(utf16(text, false));
    }

    void decimalCommas()
    {
        auto numbers = lines("%.3f;%.1f;%.2f\n");
        std::ranges::replace(numbers, '.', ',');
        check("wavelength_um;flux;error\n" + numbers);
        ReadOptions options;
        options.wavelengthUnit = "um";
        check(numbers, options); // no header
    }

    void namesInComments_data()
    {
        QTest::addColumn<QString>("comments");
        QTest::newRow("np.savetxt") << QStringLiteral("# Wavelength (um)  Error (Jy)  Flux (Jy)\n");
        QTest::newRow("blanks in names")
            << QStringLiteral("# wavelength (um)  flux density error (Jy)  flux density (Jy)\n");
        QTest::newRow("SKIRT") << QStringLiteral("# a star\n# Column 1: wavelength (um)\n# column 2: flux "
                                                 "density error (Jy)\n# Column 3: flux density (Jy)\n");
        QTest::newRow("commas") << QStringLiteral("# wavelength [um], error [Jy], flux [Jy]\n");
    }

    /// The error stood in the second column and was read as the flux.
    void namesInComments()
    {
        QFETCH(QString, comments);
        std::string text;
        for (std::size_t i = 0; i < samples; ++i)
            text += std::to_string(1 + 0.001 * static_cast<double>(i)) + " 0.5 " + std::to_string(10 + i)
                + '\n';
        check(comments.toStdString() + text);
    }

    void signsOfUnits_data()
    {
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<double>("scale");
        QTest::newRow("micro sign") << QByteArray("\xc2\xb5m") << 1.0;
        QTest::newRow("Greek mu") << QByteArray("\xce\xbcm") << 1.0;
        QTest::newRow("Latin-1 micro") << QByteArray("\xb5m") << 1.0;
        QTest::newRow("A with ring") << QByteArray("\xc3\x85") << 1e4;
        QTest::newRow("Angstrom sign") << QByteArray("\xe2\x84\xab") << 1e4;
        QTest::newRow("Latin-1 A with ring") << QByteArray("\xc5") << 1e4;
        QTest::newRow("VOUnit") << QByteArray("0.1nm") << 1e4;
        QTest::newRow("FITS") << QByteArray("10**-10 m") << 1e4;
        QTest::newRow("caret") << QByteArray("10^-10 m") << 1e4;
        QTest::newRow("exponent") << QByteArray("1e-10 m") << 1e4;
        QTest::newRow("nanometre") << QByteArray("nanometre") << 1e3;
        QTest::newRow("angstroms") << QByteArray("angstroms") << 1e4;
        QTest::newRow("centimetres") << QByteArray("cm") << 1e-4;
    }

    void signsOfUnits()
    {
        QFETCH(QByteArray, unit);
        QFETCH(double, scale);
        std::string text = "Wavelength (" + unit.toStdString() + "),Flux,Error\n";
        for (std::size_t i = 0; i < samples; ++i) {
            char line[100];
            std::snprintf(line, sizeof line, "%.12g,%zu,0.5\n", scale * (1 + 0.001 * static_cast<double>(i)),
                          10 + i);
            text += line;
        }
        check(text);
    }

    void unknownUnitsCanBeOverridden()
    {
        const auto text = "wavelength (furlong),flux,error\n" + lines("%.3f,%.1f,%.2f\n");
        QVERIFY(refusalOf(text).find("'furlong'") != std::string::npos);
        ReadOptions options;
        options.wavelengthUnit = "um";
        check(text, options);
        options.wavelengthUnit = "nm"; // but what is known is believed
        check("wavelength (um),flux,error\n" + lines("%.3f,%.1f,%.2f\n"), options);
    }

    void ipacTables()
    {
        const std::string header
            = "|  wavelength|   flux|  uncertainty|\n|      double| double|       double|\n"
              "|      micron|     Jy|           Jy|\n|        null|   null|         null|\n";
        check(header + lines("  %.3f   %.1f   %.2f \n"));
        check("\\ a comment\n\\key = 'value'\n" + header + lines("  %.3f   %.1f   %.2f \n"));
    }

    void machineReadableTables()
    {
        check("Title: A star\nAuthors: Nobody\nTable: 1\n" + std::string(80, '=')
              + "\nByte-by-byte Description of file: t.txt\n" + std::string(80, '-')
              + "\n   Bytes Format Units  Label      Explanations\n" + std::string(80, '-')
              + "\n   1-  6 F6.3   um     Wavelength [1/2] in vacuum\n   8- 12 F5.1   Jy     Flux       Flux "
                "density\n  14- 17 F4.2   Jy     e_Flux     Its "
                "error\n"
              + std::string(80, '-') + "\n" + lines("%6.3f %5.1f %4.2f\n"));
    }

    void voTables_data()
    {
        QTest::addColumn<QString>("data");
        std::string rows
            = "<TABLEDATA>" + lines("<TR><TD>%.3f</TD><TD>%.1f</TD><TD>%.2f</TD></TR>\n") + "</TABLEDATA>";
        QTest::newRow("TABLEDATA") << QString::fromStdString(rows);
        QTest::newRow("BINARY") << QString::fromStdString("<BINARY>" + binary(false) + "</BINARY>");
        QTest::newRow("BINARY2") << QString::fromStdString("<BINARY2>" + binary(true) + "</BINARY2>");
    }

    /// The first column is known by its UCD alone.
    void voTables()
    {
        QFETCH(QString, data);
        check(voHead + data.toStdString() + voTail);
    }

    void refusesDamagedTables_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        const auto head = QString::fromStdString(voHead);
        QTest::newRow("cut off") << head << QStringLiteral("cannot be parsed");
        QTest::newRow("no table") << QStringLiteral("<VOTABLE><INFO>overloaded</INFO></VOTABLE>")
                                  << QStringLiteral("without a table");
        QTest::newRow("data elsewhere")
            << head + QStringLiteral("<BINARY><STREAM href=\"http://x\"/></BINARY>")
                + QString::fromStdString(voTail)
            << QStringLiteral("TABLEDATA");
        QTest::newRow("FITS") << head + QStringLiteral("<FITS/>") + QString::fromStdString(voTail)
                              << QStringLiteral("in FITS");
        QTest::newRow("a web page") << QStringLiteral("<html></html>") << QStringLiteral("web page");
        QTest::newRow("MRT without columns") << QStringLiteral(
            "Byte-by-byte Description of file: t\n--------------------\nno\n--------------------\n1 2 3\n")
                                             << QStringLiteral("names no column");
        QTest::newRow("IPAC header alone")
            << QStringLiteral("| wavelength | flux |\n") << QStringLiteral("wavelength");
    }

    void refusesDamagedTables()
    {
        QFETCH(QString, text);
        QFETCH(QString, words);
        const auto refusal = QString::fromStdString(refusalOf(text.toStdString()));
        QVERIFY2(refusal.contains(words), qPrintable(refusal));
    }
};

QTEST_APPLESS_MAIN(TranslationTest)
#include "translation_test.moc"
