#include "core/io/reader.h"
#include "tests/support/jwsttables.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {
constexpr std::size_t samples = 30;
}

/// Tables from anywhere: ESO, the Virtual Observatory, SDSS, a user's own script.
class TableReaderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path write(const FitsMaker& maker) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "table.fits";
        maker.write(file);
        return file;
    }
    Spectrum read(const std::vector<TestColumn>& columns, const Cards& cards = {},
                  const Cards& primary = {}) const
    {
        return readSpectra(write(FitsMaker(primary).table("", columns, samples, cards))).front();
    }

private Q_SLOTS:
    void sdssLogWavelengthsAndInverseVariances()
    {
        const auto spectrum = read({ { "flux", "E", "", wiggle(samples, 8), {} },
                                     { "loglam", "E", "", ramp(samples, 4.0, 1e-4), {} },
                                     { "ivar", "E", "", std::vector<double>(samples, 4), {} },
                                     { "and_mask", "J", "", std::vector<double>(samples, 0), {} } });
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.0) < 1e-6);
        QCOMPARE(spectrum.error.front(), 0.5);
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::InverseVariance);
    }

    void meaningByUcd()
    {
        const auto spectrum = read({ { "x", "D", "nm", ramp(samples, 1000, 1), {} },
                                     { "dy", "D", "adu", std::vector<double>(samples, 5), {} },
                                     { "y", "D", "adu", wiggle(samples, 8), {} } },
                                   { { "TUCD1", "'em.wl;obs.image'" },
                                     { "TUCD2", "'stat.error;phot.flux.density;em.wl'" },
                                     { "TUCD3", "'phot.flux.density;em.wl'" } });
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.0) < 1e-12);
        QCOMPARE(spectrum.flux, wiggle(samples, 8));
        QCOMPARE(spectrum.error.front(), 5.0);
        QCOMPARE(spectrum.fluxUnit, std::string("adu"));
    }

    void airIsConvertedAndTold()
    {
        const auto spectrum = read({ { "WAVE_AIR", "D", "Angstrom", ramp(samples, 10000, 1), {} },
                                     { "FLUX", "D", "", wiggle(samples, 1), {} } });
        QVERIFY(spectrum.provenance.wavelengthsWereAir);
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.0002741) < 1e-6); // Morton (2000)
    }

    void barycentricIfItSaysSo()
    {
        const std::vector<TestColumn> columns { { "WAVE", "D", "um", ramp(samples, 1, 1e-3), {} },
                                                { "FLUX", "D", "", wiggle(samples, 1), {} } };
        QVERIFY(read(columns).frame == Frame::Unknown);
        QVERIFY(read(columns, {}, { { "SPECSYS", "'BARYCENT'" } }).frame == Frame::Barycentric);
    }

    void rowsOfVectorsAreSpectra()
    {
        auto wavelength = ramp(samples, 1, 1e-3), flux = wiggle(samples, 1);
        for (auto* values : { &wavelength, &flux })
            values->insert(values->end(), values->begin(), values->end());
        const auto vector = std::to_string(samples) + "D";
        FitsMaker maker;
        maker.table("SPECTRA",
                    { { "WAVE", vector, "um", wavelength, {} }, { "FLUX", vector, "Jy", flux, {} } }, 2);
        const auto spectra = readSpectra(write(maker));
        QCOMPARE(spectra.size(), std::size_t(2));
        QCOMPARE(spectra[1].provenance.hdu, std::string("SPECTRA, row 2"));
        QCOMPARE(spectra[1].flux, wiggle(samples, 1));
    }

    void asksForTheUnit()
    {
        const auto file = write(FitsMaker().table(
            "",
            { { "WAVE", "D", "", ramp(samples, 10000, 1), {} }, { "FLUX", "D", "", wiggle(samples, 1), {} } },
            samples));
        QVERIFY_EXCEPTION_THROWN(readSpectra(file), UnitNeeded);
        ReadOptions options;
        options.wavelengthUnit = "Angstrom";
        options.mode = "G140H/F100LP";
        const auto spectrum = readSpectra(file, options).front();
        QVERIFY(std::abs(spectrum.wavelength.front() - 1) < 1e-12);
        QVERIFY(spectrum.instrument == Instrument::Nirspec);
    }
};

QTEST_APPLESS_MAIN(TableReaderTest)
#include "tablereader_test.moc"
