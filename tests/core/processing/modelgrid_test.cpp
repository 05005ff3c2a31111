#include "core/processing/modelgrid.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

class ModelGridTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelIsTheInverseOfWavelength()
    {
        for (const auto* grid : { &nirspecModelGrid(), &apogeeModelGrid() })
            for (std::size_t pixel = 0; pixel < grid->size; pixel += 97)
                QVERIFY(std::abs(grid->pixel(grid->wavelength(pixel)) - static_cast<double>(pixel)) < 1e-7);
    }

    void coversTheInstruments()
    {
        const auto& nirspec = nirspecModelGrid();
        QVERIFY(std::abs(nirspec.wavelength(0) - 0.972) < 1e-12);
        QVERIFY(std::abs(nirspec.wavelength(nirspec.size - 1) - 1.82142) < 1e-9);
        // SDSS data model of apStar: CRVAL1 = 4.179, CDELT1 = 6e-6, 8575 pixels, 15100.8-16999.8 Å.
        const auto& apogee = apogeeModelGrid();
        QCOMPARE(apogee.size, std::size_t { 8575 });
        QVERIFY(std::abs(apogee.wavelength(0) - 1.51008) < 1e-6);
        QVERIFY(std::abs(apogee.wavelength(8574) - 1.69998) < 1e-5);
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
        auto other = nirspecModelGrid();
        other.step += 1e-9;
        QVERIFY(other.description() != nirspecModelGrid().description());
    }
};

QTEST_APPLESS_MAIN(ModelGridTest)

#include "modelgrid_test.moc"
