#include "core/units.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

class UnitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void convertsPublishedPairs_data();
    void convertsPublishedPairs();
    void thereAndBackAgain();
    void vacuumIsLongerByTheRefractivity();
    void gaussianWidth();
};

void UnitsTest::convertsPublishedPairs_data()
{
    QTest::addColumn<double>("air");    // Å
    QTest::addColumn<double>("vacuum"); // Å
    // Ne I: air wavelengths of Sansonetti, Blackwell & Saloman (2004, J. Res. NIST 109, 371), vacuum ones by
    // Peck & Reeder (1972, JOSA 62, 958) as tabulated at iafe.uba.ar/aeronomia/NELINES.html.
    QTest::newRow("Ne I 8417") << 8417.1597 << 8419.4727;
    QTest::newRow("Ne I 8654") << 8654.3828 << 8656.7600;
    QTest::newRow("Ne I 8704") << 8704.1122 << 8706.5028;
    // The worked example of the IDL Astronomy Library's AIRTOVAC (Ciddor 1996, Appl. Opt. 35, 1566).
    QTest::newRow("Kr I 6056") << 6056.125 << 6057.8019;
    // He I 1.083 µm, both wavelengths from the NIST Atomic Spectra Database.
    QTest::newRow("He I 10829") << 10829.09114 << 10832.05747;
    QTest::newRow("He I 10830") << 10830.33977 << 10833.30644;
}

void UnitsTest::convertsPublishedPairs()
{
    constexpr double tolerance = 5e-4; // Å; the dispersion formulae differ by less
    QFETCH(double, air);
    QFETCH(double, vacuum);
    const double toVacuum = vacuumFromAir(air * micronsPerAngstrom) / micronsPerAngstrom;
    const double toAir = airFromVacuum(vacuum * micronsPerAngstrom) / micronsPerAngstrom;
    QVERIFY2(std::abs(toVacuum - vacuum) < tolerance, qPrintable(QString::number(toVacuum, 'f', 5)));
    QVERIFY2(std::abs(toAir - air) < tolerance, qPrintable(QString::number(toAir, 'f', 5)));
}

void UnitsTest::thereAndBackAgain()
{
    for (double microns = 0.3; microns < 5; microns *= 1.01)
        QVERIFY(std::abs(vacuumFromAir(airFromVacuum(microns)) / microns - 1) < 1e-9);
}

void UnitsTest::vacuumIsLongerByTheRefractivity()
{
    // n − 1 of standard air falls from 2.92e-4 at 0.3 µm to 2.73e-4 in the infrared (Birch & Downs 1994).
    double before = 1;
    for (double microns = 0.3; microns < 5; microns *= 1.1) {
        const double refractivity = vacuumFromAir(microns) / microns - 1;
        QVERIFY(refractivity > 2.72e-4 && refractivity < 2.93e-4 && refractivity < before);
        before = refractivity;
    }
}

void UnitsTest::gaussianWidth()
{
    QVERIFY(std::abs(fwhmPerSigma - 2 * std::sqrt(2 * std::log(2.0))) < 1e-15);
}

QTEST_APPLESS_MAIN(UnitsTest)
#include "units_test.moc"
