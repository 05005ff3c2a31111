#include "core/processing/modelgrid.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

class ModelGridTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelIsTheInverseOfWavelength()
    {
        for (const auto* grid : { &nirspecModelGrid(), &nirspecMediumModelGrid(), &apogeeModelGrid() })
            for (std::size_t pixel = 0; pixel < grid->size; pixel += 97)
                QVERIFY(std::abs(grid->pixel(grid->wavelength(pixel)) - static_cast<double>(pixel)) < 1e-7);
    }

    void coversTheInstruments()
    {
        const auto& nirspec = nirspecModelGrid();
        QVERIFY(std::abs(nirspec.wavelength(0) - 0.972) < 1e-12);
        QVERIFY(std::abs(nirspec.wavelength(nirspec.size - 1) - 1.82142) < 1e-9);
        const auto& medium = nirspecMediumModelGrid();
        QCOMPARE(medium.wavelength(0), nirspec.wavelength(0));
        QVERIFY(std::abs(medium.wavelength(medium.size - 1) - nirspec.wavelength(nirspec.size - 1))
                < medium.step);
        // SDSS data model of apStar: CRVAL1 = 4.179, CDELT1 = 6e-6, 8575 pixels, 15100.8-16999.8 Å.
        const auto& apogee = apogeeModelGrid();
        QCOMPARE(apogee.size, std::size_t { 8575 });
        QVERIFY(std::abs(apogee.wavelength(0) - 1.51008) < 1e-6);
        QVERIFY(std::abs(apogee.wavelength(8574) - 1.69998) < 1e-5);
    }

    void whatIsKeptIsWhatTheFormulaSays()
    {
        const auto& grid = apogeeModelGrid();
        auto shorter = grid;
        shorter.size = 100;
        for (const std::size_t pixel : { 0, 1, 99, 4000, 8574, 9000 }) { // the last is beyond the end
            QCOMPARE(grid.wavelength(pixel),
                     std::pow(10.0, 4.179 + 6e-6 * static_cast<double>(pixel)) * 1e-4);
            QCOMPARE(grid.wavelengthAt(static_cast<double>(pixel)), grid.wavelength(pixel));
            QCOMPARE(shorter.wavelength(pixel), grid.wavelength(pixel));
        }
    }

    void fractionsOfAPixel()
    {
        const auto& grid = nirspecModelGrid();
        const double between = 0.5 * (grid.wavelength(10) + grid.wavelength(11));
        QVERIFY(std::abs(grid.pixel(between) - 10.5) < 1e-8);
    }

    /// Bundles are refused if it changes, so it must not change by accident.
    void descriptionIsExact()
    {
        QCOMPARE(nirspecModelGrid().description(),
                 std::string("linear 0.972 + 0.00018 i um, 4720 pixels, vacuum"));
        QCOMPARE(apogeeModelGrid().description(),
                 std::string("log10 4.179 + 6e-06 i of Angstrom, 8575 pixels, vacuum"));
        QCOMPARE(nirspecMediumModelGrid().description(),
                 std::string("linear 0.972 + 0.00048 i um, 1770 pixels, vacuum"));
        auto other = nirspecModelGrid();
        other.step += 1e-9;
        QVERIFY(other.description() != nirspecModelGrid().description());
    }

    void eachSpectrumHasItsGrid()
    {
        QVERIFY(modelGridOf(sampled(2.35e-4, Instrument::Nirspec, "G140H/F100LP")) == nirspecModelGrid());
        QVERIFY(modelGridOf(sampled(6.37e-4, Instrument::Nirspec, "G140M/F100LP"))
                == nirspecMediumModelGrid());
        QVERIFY(modelGridOf(sampled(2e-4, Instrument::Nirspec, "G140M/F100LP"))
                == nirspecMediumModelGrid()); // drizzled: its lines stay broad
        QVERIFY(modelGridOf(sampled(6.37e-4, Instrument::Other, ""))
                == nirspecMediumModelGrid()); // a text that says nothing
        QVERIFY(modelGridOf(sampled(2.7e-4, Instrument::Irtf, "R=2000")) == nirspecModelGrid());
        QVERIFY(modelGridOf(sampled(6.37e-4, Instrument::Apogee, "R=22500")) == apogeeModelGrid());
        QVERIFY(modelGridOf({}) == nirspecModelGrid());
    }

private:
    static Spectrum sampled(double step, Instrument instrument, const char* mode)
    {
        Spectrum spectrum;
        for (double wavelength = 0.97; wavelength < 1.88; wavelength += step)
            spectrum.wavelength.push_back(wavelength);
        spectrum.instrument = instrument;
        spectrum.provenance.mode = mode;
        return spectrum;
    }
};

QTEST_APPLESS_MAIN(ModelGridTest)

#include "modelgrid_test.moc"
