#include "core/fluxunits.h"

#include <QTest>

#include <cmath>

namespace syzygy {

class FluxUnitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownUnits_data();
    void knownUnits();
    void otherUnitsAreNotGuessed_data();
    void otherUnitsAreNotGuessed();
    void janskyIsConvertedAsInTextbooks();
    void thereAndBackIsTheSame();
    void brightnessIsNoFlux();
};

void FluxUnitsTest::knownUnits_data()
{
    QTest::addColumn<QByteArray>("unit");
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("factor");
    const auto add = [](const char* unit, FluxKind kind, double factor) {
        QTest::addRow("%s", unit) << QByteArray(unit) << static_cast<int>(kind) << factor;
    };
    add("Jy", FluxKind::PerFrequency, 1);
    add("mJy", FluxKind::PerFrequency, 1e-3);
    add("uJy", FluxKind::PerFrequency, 1e-6);
    add("MJy", FluxKind::PerFrequency, 1e6);
    add("erg/s/cm2/Hz", FluxKind::PerFrequency, 1e23);
    add("W m-2 Hz-1", FluxKind::PerFrequency, 1e26);
    add("1e-17 erg/s/cm2/Angstrom", FluxKind::PerWavelength, 1e-17);
    add("1E-17 erg/s/cm^2/Ang", FluxKind::PerWavelength, 1e-17);
    add("10**-17 erg s-1 cm-2 Angstrom-1", FluxKind::PerWavelength, 1e-17);
    add("10^(-17) erg.s**-1.cm**-2.A**-1", FluxKind::PerWavelength, 1e-17);
    add("erg / (s cm2 Å)", FluxKind::PerWavelength, 1);
    add("W m^-2 um^-1", FluxKind::PerWavelength, 0.1);
    add("W/m2/nm", FluxKind::PerWavelength, 100);
    add("MJy/sr", FluxKind::SurfaceBrightness, 1);
    add("MJy sr-1", FluxKind::SurfaceBrightness, 1);
    add("uJy/sr", FluxKind::SurfaceBrightness, 1e-12);
}

void FluxUnitsTest::knownUnits()
{
    QFETCH(QByteArray, unit);
    QFETCH(int, kind);
    QFETCH(double, factor);
    const auto found = fluxUnitOf(unit.constData());
    QVERIFY(found.has_value());
    QCOMPARE(static_cast<int>(found->kind), kind);
    QVERIFY2(std::abs(found->factor / factor - 1) < 1e-12, qPrintable(QString::number(found->factor)));
}

void FluxUnitsTest::otherUnitsAreNotGuessed_data()
{
    QTest::addColumn<QByteArray>("unit");
    for (const char* unit : { "", " ", "counts", "electron/s", "Jy/beam", "erg", "erg/s/cm2", "erg/s/cm2/",
                              "(((((((((Jy)))))))))", "erg/(s", "Jy)", "1e-17", "0 Jy", "-1 Jy", "1e400 Jy",
                              "Jy^99999999999", "Jy2", "\xff\xfe" })
        QTest::addRow("'%s'", unit) << QByteArray(unit);
}

void FluxUnitsTest::otherUnitsAreNotGuessed()
{
    QFETCH(QByteArray, unit);
    QVERIFY(!fluxUnitOf(unit.constData()));
}

void FluxUnitsTest::janskyIsConvertedAsInTextbooks()
{
    // f_λ [erg s⁻¹ cm⁻² Å⁻¹] = 2.99792458e-5 f_ν [Jy] / (λ [Å])²
    const double factor = *fluxFactor({ FluxKind::PerFrequency, 1 }, FluxKind::PerWavelength, 1.25);
    QVERIFY(std::abs(factor / (2.99792458e-5 / (12500.0 * 12500.0)) - 1) < 1e-12);
}

void FluxUnitsTest::thereAndBackIsTheSame()
{
    const double there = *fluxFactor({ FluxKind::PerFrequency, 1e-3 }, FluxKind::PerWavelength, 1.6);
    const double back = *fluxFactor({ FluxKind::PerWavelength, there }, FluxKind::PerFrequency, 1.6);
    QVERIFY(std::abs(back / 1e-3 - 1) < 1e-12);
}

void FluxUnitsTest::brightnessIsNoFlux()
{
    QVERIFY(!fluxFactor({ FluxKind::SurfaceBrightness, 1 }, FluxKind::PerFrequency, 1.2));
    QVERIFY(!fluxFactor({ FluxKind::PerWavelength, 1 }, FluxKind::SurfaceBrightness, 1.2));
    QCOMPARE(*fluxFactor({ FluxKind::SurfaceBrightness, 2 }, FluxKind::SurfaceBrightness, 1.2), 2.0);
}

} // namespace syzygy

QTEST_APPLESS_MAIN(syzygy::FluxUnitsTest)
#include "fluxunits_test.moc"
