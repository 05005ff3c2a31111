#include "core/error.h"
#include "core/io/reader.h"
#include "tests/support/jwsttables.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {

constexpr std::size_t samples = 30;

} // namespace

/// One-dimensional spectra that are images: specutils' wcs1d, IRAF's, rows of a script.
class ImageReaderTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    Spectrum read(const FitsMaker& maker, const ReadOptions& options = {}) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "image.fits";
        writeBytes(file, asPrimary(maker.bytes()));
        return readSpectra(file, options).front();
    }

private Q_SLOTS:
    void linearAxisWithErrorsAndMask()
    {
        std::vector<double> mask(samples, 0);
        mask[4] = 1;
        FitsMaker maker;
        maker.image("FLUX", -64, { samples }, wiggle(samples, 8),
                    { { "CTYPE1", "'WAVE'" },
                      { "CUNIT1", "'Angstrom'" },
                      { "CRVAL1", "10000.0" },
                      { "CDELT1", "2.5" },
                      { "CRPIX1", "1.0" } });
        maker.image("MASK", 8, { samples }, mask);
        maker.image("STD", -64, { samples }, std::vector<double>(samples, 0.25));
        const auto spectrum = read(maker);
        QVERIFY(std::abs(spectrum.wavelength[0] - 1.0) < 1e-12);
        QVERIFY(std::abs(spectrum.wavelength[2] - 1.0005) < 1e-12);
        QVERIFY(spectrum.provenance.mediumStated && !spectrum.provenance.wavelengthsWereAir); // WAVE: vacuum
        QCOMPARE(spectrum.flux, wiggle(samples, 8));
        QCOMPARE(spectrum.error.front(), 0.25);
        QVERIFY((spectrum.quality[4] & spectrum.badBits) != 0);
        QVERIFY((spectrum.quality[5] & spectrum.badBits) == 0);
    }

    void logarithmicAxisOfIraf()
    {
        FitsMaker maker;
        maker.image("", -32, { samples }, wiggle(samples, 8),
                    { { "CRVAL1", "4.0" },
                      { "CD1_1", "1e-4" },
                      { "CRPIX1", "3.0" },
                      { "DC-FLAG", "1" },
                      { "CUNIT1", "'Angstrom'" } });
        const auto spectrum = read(maker);
        QVERIFY(std::abs(spectrum.wavelength[2] - 1.0) < 1e-12);
        QVERIFY(std::abs(spectrum.wavelength[3] - std::pow(10.0, 1e-4)) < 1e-12);
    }

    /// Greisen et al. (2006), eq. 5: CRVAL exp(CDELT (p - CRPIX) / CRVAL); the same name with a small value
    /// means a logarithm.
    void logarithmicAxisOfTheStandard()
    {
        FitsMaker maker;
        maker.image("", -32, { samples }, wiggle(samples, 8),
                    { { "CTYPE1", "'WAVE-LOG'" },
                      { "CRVAL1", "10000.0" },
                      { "CDELT1", "2.0" },
                      { "CRPIX1", "3.0" },
                      { "CUNIT1", "'Angstrom'" } });
        const auto spectrum = read(maker);
        QVERIFY(std::abs(spectrum.wavelength[2] - 1.0) < 1e-12);
        QVERIFY(std::abs(spectrum.wavelength[12] - std::exp(20.0 / 10000)) < 1e-12);
        FitsMaker natural;
        natural.image("", -32, { samples }, wiggle(samples, 8),
                      { { "CTYPE1", "'LN-LAM'" },
                        { "CRVAL1", "9.25" },
                        { "CDELT1", "1e-4" },
                        { "CUNIT1", "'Angstrom'" } });
        QVERIFY(std::abs(1e4 * read(natural).wavelength[1] - std::exp(9.2501)) < 1e-7);
    }

    void wavelengthsInATable()
    {
        FitsMaker maker;
        maker.image("", -32, { samples }, wiggle(samples, 8),
                    { { "CTYPE1", "'WAVE-TAB'" },
                      { "CRVAL1", "1.0" },
                      { "CDELT1", "1.0" },
                      { "CRPIX1", "1.0" },
                      { "PS1_0", "'WCS-TABLE'" },
                      { "PS1_1", "'COORDS'" } });
        auto wavelengths = ramp(samples, 1000, 1);
        wavelengths[5] = 1005.5; // no formula
        maker.table("WCS-TABLE", { { "COORDS", std::to_string(samples) + "D", "nm", wavelengths, {} } }, 1);
        const auto spectrum = read(maker);
        QVERIFY(std::abs(spectrum.wavelength[5] - 1.0055) < 1e-12);
        QVERIFY(std::abs(spectrum.wavelength[6] - 1.006) < 1e-12);
    }

    /// mpdaf: an empty primary HDU, DATA, and its variances in STAT.
    void imagesBehindAnEmptyPrimary()
    {
        FitsMaker maker;
        maker.image("DATA", -64, { samples }, wiggle(samples, 8),
                    { { "CTYPE1", "'AWAV'" },
                      { "CUNIT1", "'Angstrom'" },
                      { "CRVAL1", "10000.0" },
                      { "CDELT1", "2.5" },
                      { "CRPIX1", "1.0" } });
        maker.image("STAT", -64, { samples }, std::vector<double>(samples, 4));
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "mpdaf.fits";
        maker.write(file);
        const auto spectrum = readSpectra(file).front();
        QCOMPARE(spectrum.error.front(), 2.0);
        QVERIFY(spectrum.provenance.wavelengthsWereAir);
        QCOMPARE(spectrum.provenance.hdu, std::string("DATA"));
    }

    void airByItsAxis()
    {
        FitsMaker maker;
        maker.image("", -32, { samples }, wiggle(samples, 8),
                    { { "CTYPE1", "'AWAV'" },
                      { "CRVAL1", "10000.0" },
                      { "CDELT1", "1.0" },
                      { "CUNIT1", "'Angstrom'" } });
        const auto spectrum = read(maker);
        QVERIFY(spectrum.provenance.wavelengthsWereAir);
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.0002741) < 1e-6); // Morton (2000)
    }

    void wavelengthsInAnImage()
    {
        FitsMaker maker;
        maker.image("FLUX", -64, { samples }, wiggle(samples, 8));
        maker.image("WAVELENGTH", -64, { samples }, ramp(samples, 1000, 1), { { "BUNIT", "'nm'" } });
        maker.image("IVAR", -64, { samples }, std::vector<double>(samples, 4));
        const auto spectrum = read(maker);
        QVERIFY(std::abs(spectrum.wavelength[1] - 1.001) < 1e-12);
        QCOMPARE(spectrum.error.front(), 0.5);
    }

    void rowsOfWavelengthAndFlux()
    {
        auto pixels = ramp(samples, 10000, 1);
        const auto flux = wiggle(samples, 8);
        pixels.insert(pixels.end(), flux.begin(), flux.end());
        FitsMaker maker;
        maker.image("", -64, { samples, 2 }, pixels);
        QVERIFY_EXCEPTION_THROWN(read(maker), UnitNeeded);
        ReadOptions options;
        options.wavelengthUnit = "Angstrom";
        options.mode = "G140H/F100LP";
        const auto spectrum = read(maker, options);
        QVERIFY(std::abs(spectrum.wavelength[1] - 1.0001) < 1e-12);
        QCOMPARE(spectrum.flux, flux);
        QVERIFY(spectrum.instrument == Instrument::Nirspec);
    }

    /// Wavelengths by formula for pixels that are not there filled the memory.
    void lengthsAreNotBelieved()
    {
        FitsMaker maker;
        maker.image("", -32, { samples }, wiggle(samples, 8),
                    { { "CRVAL1", "10000.0" },
                      { "CDELT1", "1.0" },
                      { "CUNIT1", "'Angstrom'" },
                      { "NAXIS1", "9000000000" } });
        QVERIFY_EXCEPTION_THROWN(read(maker), Error);
    }

    /// Found by fuzzing: an image WAVELENGTH of another length is none of the flux.
    void wavelengthsOfAnotherLengthAreNone()
    {
        FitsMaker maker;
        maker.image("FLUX", -64, { samples }, wiggle(samples, 8));
        maker.image("WAVELENGTH", -64, { samples + 1 }, ramp(samples + 1, 1000, 1), { { "BUNIT", "'nm'" } });
        QVERIFY_EXCEPTION_THROWN(read(maker), Error);
    }

    void picturesAreNoSpectra()
    {
        FitsMaker maker;
        maker.image("", -64, { 40, 40 }, std::vector<double>(1600, 1));
        QVERIFY_EXCEPTION_THROWN(read(maker), Error);
        FitsMaker bare;
        bare.image("", -64, { samples }, wiggle(samples, 8)); // no wavelengths
        QVERIFY_EXCEPTION_THROWN(read(bare), Error);
    }
};

QTEST_APPLESS_MAIN(ImageReaderTest)
#include "imagereader_test.moc"
