#include "core/io/quality.h"
#include "core/io/reader.h"
#include "tests/support/jwsttables.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {

constexpr std::size_t pixels = 8575;

std::vector<double> rows(const std::vector<double>& first, std::size_t count)
{
    auto image = first;
    for (std::size_t row = 1; row < count; ++row)
        for (std::size_t i = 0; i < pixels; ++i)
            image.push_back(-1e6 * static_cast<double>(row));
    return image;
}

/// flux, error and mask of the first row; the other rows hold what must not be read.
FitsMaker apStar(const std::vector<double>& flux, const std::vector<double>& error,
                 const std::vector<double>& mask, std::size_t count)
{
    const std::vector<std::size_t> axes { pixels, count };
    const Cards grid { { "CRVAL1", "4.179" }, { "CDELT1", "6E-06" }, { "CRPIX1", "1" } };
    FitsMaker maker({ { "OBJID", "'2M17334253-1654573'" }, { "SNR", "186.493" }, { "VHELIO", "-72.9519" } });
    maker.image("", -64, axes, rows(flux, count), grid)
        .image("", -64, axes, rows(error, count), grid)
        .image("", 32, axes, rows(mask, count), grid);
    return maker;
}

} // namespace

class ApogeeReadersTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    Spectrum read(const FitsMaker& maker) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "star.fits";
        maker.write(file);
        return readSpectra(file).front();
    }

private Q_SLOTS:
    void readsTheCombination()
    {
        const auto flux = wiggle(pixels, 1000);
        const auto spectrum
            = read(apStar(flux, std::vector<double>(pixels, 8), std::vector<double>(pixels, 0), 5));
        QCOMPARE(spectrum.flux, flux);
        QCOMPARE(spectrum.error.front(), 8.0);
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.51008) < 1e-6); // 10^4.179 Å
        QVERIFY(std::abs(spectrum.wavelength.back() - 1.69998) < 1e-5);
        QCOMPARE(spectrum.provenance.statedVelocity, std::optional(-72.9519));
        QVERIFY(spectrum.frame == Frame::Rest && spectrum.instrument == Instrument::Apogee);
        QCOMPARE(spectrum.provenance.notes.front(),
                 std::string("The combination of 3 visits with individual pixel weighting was read."));
    }

    void noDataIsNotANumber()
    {
        auto flux = wiggle(pixels, 1000);
        std::vector<double> error(pixels, 8);
        flux[100] = 0;
        error[200] = 1e10;
        error[300] = 0;
        const auto spectrum = read(apStar(flux, error, std::vector<double>(pixels, 0), 2));
        for (const std::size_t i : { 100u, 200u, 300u })
            QVERIFY(std::isnan(spectrum.flux[i]) && std::isnan(spectrum.error[i]));
        QVERIFY(!std::isnan(spectrum.flux[101]));
    }

    void badBitsFollowTheSurvey()
    {
        std::vector<double> mask(pixels, 0);
        for (int bit = 0; bit < 15; ++bit)
            mask[static_cast<std::size_t>(bit)] = 1 << bit;
        const auto spectrum = read(apStar(wiggle(pixels, 1000), std::vector<double>(pixels, 8), mask, 2));
        for (const auto& count : countQuality(spectrum)) {
            const bool warning = count.name == "LITTROW_GHOST" || count.name.starts_with("PERSIST")
                || count.name == "SIG_TELLURIC";
            QCOMPARE(count.bad, !warning);
            QCOMPARE(count.samples, std::size_t(1));
        }
        QCOMPARE(qualityWords(spectrum, 12), std::string("SIG_SKYLINE"));
    }

    void opensRealFiles()
    {
        if (sharedData().empty())
            QSKIP("the developers' data are not beside the repository");
        const auto folder = sharedData() / "apogee";
        const auto giant = readSpectra(folder / "apStar-r6-2M17334253-1654573.fits").front();
        QCOMPARE(giant.provenance.source, std::string("2M17334253-1654573"));
        QCOMPARE(static_cast<int>(
                     std::ranges::count_if(giant.flux, [](double value) { return std::isnan(value); })),
                 911);
        const auto normalised = readSpectra(folder / "aspcapStar-r6-l30e.2-2M17334253-1654573.fits").front();
        QCOMPARE(normalised.provenance.product, std::string("APOGEE aspcapStar"));
        QCOMPARE(readSpectra(folder / "apStar-dr17-2M19485057+5005279.fits").front().provenance.product,
                 std::string("APOGEE apStar"));
        QCOMPARE(readSpectra(folder / "apVisit-2M11194647+0820356-0.fits").front().size(),
                 std::size_t(3 * 4096));
    }
};

QTEST_APPLESS_MAIN(ApogeeReadersTest)
#include "apogeereaders_test.moc"
