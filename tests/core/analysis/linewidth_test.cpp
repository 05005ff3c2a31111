#include "core/analysis/linewidth.h"
#include "core/processing/modelgrid.h"
#include "core/random.h"
#include "core/units.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

/// Lines of one FWHM [Å] at random places, and noise.
PreparedSpectrum lines(double fwhm, double noise, std::uint64_t seed)
{
    PreparedSpectrum prepared;
    prepared.grid = nirspecModelGrid();
    prepared.flux.assign(prepared.grid.size, 1);
    prepared.error.assign(prepared.grid.size, static_cast<float>(noise));
    prepared.mask.assign(prepared.grid.size, 1);
    const double step = 1e4 * (prepared.grid.wavelength(1) - prepared.grid.wavelength(0)),
                 sigma = fwhm / fwhmPerSigma / step;
    Random random(seed);
    for (int line = 0; line < 150; ++line) {
        const double centre = random.uniform(0, static_cast<double>(prepared.grid.size));
        for (std::size_t i = 0; i < prepared.grid.size; ++i)
            prepared.flux[i] -= static_cast<float>(
                0.1 * std::exp(-0.5 * std::pow((static_cast<double>(i) - centre) / sigma, 2)));
    }
    for (auto& flux : prepared.flux)
        flux += static_cast<float>(noise * random.normal());
    return prepared;
}

} // namespace

class LineWidthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The autocorrelation of a Gaussian of FWHM w is one of √2 w, which halves at .71 w; more here, since
    /// half is that of a lag of two pixels and lines blend.
    void growsWithTheLines()
    {
        for (const double fwhm : { 12.0, 20.0, 30.0 }) {
            const auto found = correlationLength(lines(fwhm, 0.001, 3));
            QVERIFY(found.has_value());
            QVERIFY2(*found > 0.7 * fwhm && *found < 1.3 * fwhm, qPrintable(QString::number(*found)));
        }
        QVERIFY(*correlationLength(lines(30, 0.001, 3)) > 2 * *correlationLength(lines(12, 0.001, 3)));
    }

    void noiseDoesNotNarrowThem()
    {
        const auto clean = correlationLength(lines(20, 1e-5, 7)),
                   noisy = correlationLength(lines(20, 0.02, 7));
        QVERIFY(clean && noisy && std::abs(*noisy / *clean - 1) < 0.1);
    }

    /// Of NIRSpec's response at the short end: a tenth of the flux, .02 µm long.
    void ripplesAreNoLines()
    {
        auto rippled = lines(12, 0.001, 3);
        for (std::size_t i = 0; i < rippled.grid.size; ++i)
            if (const double wavelength = rippled.grid.wavelength(i); wavelength < 1.03)
                rippled.flux[i] += static_cast<float>(0.1 * std::sin(wavelength / 0.02 * 6.283));
        QCOMPARE(*correlationLength(rippled), *correlationLength(lines(12, 0.001, 3)));
    }

    void saysNothingOfNoise()
    {
        auto noise = lines(5, 0.02, 9);
        Random random(1);
        for (auto& flux : noise.flux)
            flux = static_cast<float>(1 + 0.02 * random.normal());
        QVERIFY(!correlationLength(noise).has_value());
        QVERIFY(!correlationLength(PreparedSpectrum {}).has_value());
    }
};

QTEST_APPLESS_MAIN(LineWidthTest)
#include "linewidth_test.moc"
