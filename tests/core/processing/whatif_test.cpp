#include "core/processing/whatif.h"
#include "core/units.h"
#include "tests/core/processing/linestar.h"

#include <QTest>

#include <cmath>

namespace syzygy {

class WhatIfTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingAskedChangesNothing();
    void lowerSnrIsReached();
    void spectrumIsNeverMadeBetter();
    void oneRealisationGrows();
    void lineGetsTheAskedWidth();
    void broadeningKeepsTheNoise();
    void badSamplesNeitherChangeNorSpread();
    void gapsAreNotSmoothedOver();
    void shiftAndGap();
    void emptySpectrumIsLeftAlone();
};

namespace {

Spectrum flat(double snr = 100)
{
    auto spectrum = test::exposed(test::flatStar());
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        spectrum.flux[i] = 1;
        spectrum.error[i] = 1 / snr;
    }
    return spectrum;
}

double scatter(const Spectrum& spectrum)
{
    double sum = 0, squares = 0;
    for (const double flux : spectrum.flux) {
        sum += flux;
        squares += flux * flux;
    }
    const auto count = static_cast<double>(spectrum.size());
    return std::sqrt(squares / count - sum * sum / count / count);
}

} // namespace

void WhatIfTest::nothingAskedChangesNothing()
{
    const auto spectrum = flat();
    WhatIf none;
    QVERIFY(!none.changes());
    const auto same = altered(spectrum, none);
    QVERIFY(same.flux == spectrum.flux && same.error == spectrum.error
            && same.wavelength == spectrum.wavelength);
}

void WhatIfTest::lowerSnrIsReached()
{
    WhatIf whatIf;
    whatIf.snr = 20;
    auto spectrum = flat();
    test::addNoise(spectrum, 100, 3);
    const auto noisy = altered(spectrum, whatIf);
    QVERIFY2(std::abs(scatter(noisy) / 0.05 - 1) < 0.05, qPrintable(QString::number(scatter(noisy))));
    QVERIFY(std::abs(noisy.error[50] / 0.05 - 1) < 0.02);
}

void WhatIfTest::spectrumIsNeverMadeBetter()
{
    WhatIf whatIf;
    whatIf.snr = 300;
    const auto spectrum = flat();
    QVERIFY(altered(spectrum, whatIf).flux == spectrum.flux);
    whatIf.snr.reset();
    whatIf.resolvingPower = 5000;
    QVERIFY(altered(spectrum, whatIf).flux == spectrum.flux);
}

void WhatIfTest::oneRealisationGrows()
{
    WhatIf whatIf;
    whatIf.snr = 50;
    const auto some = altered(flat(), whatIf);
    whatIf.snr = 20;
    const auto more = altered(flat(), whatIf);
    const double growth = std::sqrt(24.0 / 3.0);
    for (std::size_t i = 0; i < some.size(); ++i)
        QVERIFY(std::abs((more.flux[i] - 1) - growth * (some.flux[i] - 1)) < 1e-9);
    whatIf.seed = 2;
    QVERIFY(altered(flat(), whatIf).flux != more.flux);
}

void WhatIfTest::lineGetsTheAskedWidth()
{
    auto spectrum = flat(1e7);
    constexpr double centre = 1.3, own = centre / 2700 / fwhmPerSigma;
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        spectrum.flux[i] -= 0.4 * std::exp(-0.5 * std::pow((spectrum.wavelength[i] - centre) / own, 2));
    WhatIf whatIf;
    whatIf.resolvingPower = 1000;
    const auto broad = altered(spectrum, whatIf);
    double weight = 0, second = 0;
    for (std::size_t i = 0; i < broad.size(); ++i)
        if (std::abs(broad.wavelength[i] - centre) < 3e-3) {
            weight += 1 - broad.flux[i];
            second += (1 - broad.flux[i]) * std::pow(broad.wavelength[i] - centre, 2);
        }
    const double found = centre / (std::sqrt(second / weight) * fwhmPerSigma);
    QVERIFY2(std::abs(found / 1000 - 1) < 0.02, qPrintable(QString::number(found)));
}

void WhatIfTest::broadeningKeepsTheNoise()
{
    auto spectrum = flat();
    test::addNoise(spectrum, 100, 5);
    WhatIf whatIf;
    whatIf.resolvingPower = 500;
    const auto broad = altered(spectrum, whatIf);
    QVERIFY2(std::abs(scatter(broad) / 0.01 - 1) < 0.06, qPrintable(QString::number(scatter(broad))));
    QVERIFY(broad.error == spectrum.error);
}

void WhatIfTest::badSamplesNeitherChangeNorSpread()
{
    auto spectrum = flat(1e7);
    spectrum.flux[100] = 50;
    spectrum.quality[100] = 1;
    spectrum.flux[200] = std::nan("");
    spectrum.error[300] = 0;
    spectrum.flux[300] = 9;
    WhatIf whatIf;
    whatIf.resolvingPower = 500;
    const auto broad = altered(spectrum, whatIf);
    QCOMPARE(broad.flux[100], 50.0);
    QVERIFY(std::isnan(broad.flux[200]));
    QCOMPARE(broad.flux[300], 9.0);
    for (const std::size_t i : { 98, 99, 101, 199, 201, 299, 301 })
        QVERIFY(std::abs(broad.flux[i] - 1) < 1e-5);
}

void WhatIfTest::gapsAreNotSmoothedOver()
{
    auto spectrum = flat(1e7);
    const std::size_t middle = spectrum.size() / 2;
    for (std::size_t i = middle; i < spectrum.size(); ++i) {
        spectrum.wavelength[i] += 0.03;
        spectrum.flux[i] = 5;
    }
    WhatIf whatIf;
    whatIf.resolvingPower = 30; // σ .018 µm: further than the gap
    const auto broad = altered(spectrum, whatIf);
    QVERIFY(std::abs(broad.flux[middle - 1] - 1) < 1e-5 && std::abs(broad.flux[middle] - 5) < 1e-5);
}

void WhatIfTest::shiftAndGap()
{
    const auto spectrum = flat();
    WhatIf whatIf;
    whatIf.velocity = 100;
    whatIf.lost = { { 1.2, 1.25 } };
    const auto other = altered(spectrum, whatIf);
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        QVERIFY(std::abs(other.wavelength[i] / spectrum.wavelength[i] - 1 - 100 / speedOfLight) < 1e-12);
        QCOMPARE(std::isnan(other.flux[i]), spectrum.wavelength[i] >= 1.2 && spectrum.wavelength[i] <= 1.25);
    }
}

void WhatIfTest::emptySpectrumIsLeftAlone()
{
    WhatIf whatIf;
    whatIf.snr = 10;
    whatIf.resolvingPower = 500;
    QCOMPARE(altered(Spectrum(), whatIf).size(), std::size_t(0));
}

} // namespace syzygy

QTEST_APPLESS_MAIN(syzygy::WhatIfTest)
#include "whatif_test.moc"
