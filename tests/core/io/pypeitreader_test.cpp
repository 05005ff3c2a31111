#include "core/io/quality.h"
#include "core/io/reader.h"
#include "tests/support/jwsttables.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {

constexpr std::size_t samples = 40;

std::vector<TestColumn> trace(const std::string& prefix, double counts)
{
    return { { prefix + "WAVE", "D", "", ramp(samples, 9700, 2.4), {} },
             { prefix + "COUNTS", "D", "", wiggle(samples, counts), {} },
             { prefix + "COUNTS_IVAR", "D", "", std::vector<double>(samples, 0.25), {} },
             { prefix + "COUNTS_SIG", "D", "", std::vector<double>(samples, 3), {} },
             { prefix + "MASK", "L", "", std::vector<double>(samples, 1), {} } };
}

Cards primary()
{
    return { { "TARGET", "'2609_19'" },
             { "DISPNAME", "'G140H'" },
             { "FILTER1", "'F100LP'" },
             { "PYP_SPEC", "'jwst_nirspec'" } };
}

bool hasNote(const Spectrum& spectrum, std::string_view part)
{
    return std::ranges::any_of(spectrum.provenance.notes,
                               [&](const auto& note) { return note.find(part) != std::string::npos; });
}

} // namespace

class PypeitReaderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::vector<Spectrum> read(const FitsMaker& maker) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "spec1d.fits";
        maker.write(file);
        return readSpectra(file);
    }
    Spectrum read(const std::vector<TestColumn>& columns, const Cards& cards = primary()) const
    {
        return read(FitsMaker(cards).table("SPAT0016-SLIT0013-MSC01", columns, samples,
                                           { { "S2N", "238.48" }, { "DET", "'MSC01'" } }))
            .front();
    }

private Q_SLOTS:
    void readsTheOptimalExtraction()
    {
        auto columns = trace("OPT_", 100);
        for (auto& column : trace("BOX_", 90))
            columns.push_back(column);
        const auto spectrum = read(columns);
        QCOMPARE(spectrum.flux, wiggle(samples, 100));
        QCOMPARE(spectrum.fluxUnit, std::string("counts"));
        QCOMPARE(spectrum.error.front(), 2.0); // 1/√0.25, not SIG
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::InverseVariance);
        QVERIFY(std::abs(spectrum.wavelength.front() - 0.97) < 1e-12);
        QCOMPARE(spectrum.provenance.mode, std::string("G140H/F100LP"));
        QCOMPARE(spectrum.provenance.source, std::string("2609_19"));
        QCOMPARE(spectrum.provenance.detector, std::string("MSC01"));
        QCOMPARE(spectrum.provenance.statedSnr, std::optional(238.48));
        QVERIFY(spectrum.instrument == Instrument::Nirspec && spectrum.frame == Frame::Barycentric);
    }

    void maskIsTrueForGood()
    {
        auto columns = trace("OPT_", 100);
        columns[4].values[5] = 0;
        const auto spectrum = read(columns);
        QCOMPARE(spectrum.quality[5], 1u);
        QCOMPARE(spectrum.quality[6], 0u);
        QCOMPARE(countQuality(spectrum).front().name, std::string("masked"));
    }

    void badSamplesHaveNoWavelength()
    {
        auto columns = trace("OPT_", 100);
        columns[0].values[0] = columns[0].values[1] = 0;
        const auto spectrum = read(columns);
        QCOMPARE(spectrum.size(), samples - 2);
        QVERIFY(hasNote(spectrum, "2 samples without a wavelength dropped"));
    }

    void noInverseVarianceIsNoError()
    {
        auto columns = trace("OPT_", 100);
        columns[2].values[5] = 0;
        QCOMPARE(read(columns).error[5], 0.0);
        columns[2].values.assign(samples, 0);
        const auto spectrum = read(columns);
        QCOMPARE(spectrum.error.front(), 3.0); // falls back to OPT_COUNTS_SIG
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::FluxError);
    }

    /// PYPIT of 2015-19 wrote variances.
    void variancesOfOldFiles()
    {
        const auto spectrum = read({ { "BOX_WAVE", "D", "", ramp(samples, 9700, 1), {} },
                                     { "BOX_COUNTS", "D", "", wiggle(samples, 90), {} },
                                     { "BOX_VAR", "D", "", std::vector<double>(samples, 16), {} } });
        QCOMPARE(spectrum.error.front(), 4.0);
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::Variances);
    }

    void boxcarWhereThereIsNothingElse()
    {
        const auto spectrum = read(trace("BOX_", 90));
        QCOMPARE(spectrum.flux, wiggle(samples, 90));
        QVERIFY(hasNote(spectrum, "boxcar"));
    }

    void fluxCalibratedTraceIsPreferred()
    {
        auto columns = trace("OPT_", 100);
        columns.push_back({ "OPT_FLAM", "D", "", wiggle(samples, 3), {} });
        columns.push_back({ "OPT_FLAM_IVAR", "D", "", std::vector<double>(samples, 100), {} });
        const auto spectrum = read(columns);
        QCOMPARE(spectrum.flux, wiggle(samples, 3));
        QCOMPARE(spectrum.error.front(), 0.1);
        QCOMPARE(spectrum.fluxUnit, std::string("1e-17 erg/s/cm2/Angstrom"));
    }

    void spuriousTraceIsTold()
    {
        FitsMaker maker(primary());
        maker.table("SPAT0006-SLIT0010-MSC01", trace("OPT_", 100), samples,
                    { { "S2N", "86.5" }, { "SLITID", "10" } });
        maker.table("SPAT0011-SLIT0010-MSC01", trace("OPT_", 800), samples,
                    { { "S2N", "186.2" }, { "SLITID", "10" } });
        const auto spectra = read(maker);
        QVERIFY(hasNote(spectra[0], "SPAT0011-SLIT0010-MSC01, has a higher S/N"));
        QVERIFY(!hasNote(spectra[1], "higher S/N"));
    }

    void anotherSpectrographIsShown()
    {
        const auto spectrum = read(
            trace("OPT_", 100),
            { { "TARGET", "'HD 1'" }, { "DISPNAME", "'600/4310'" }, { "PYP_SPEC", "'shane_kast_blue'" } });
        QVERIFY(spectrum.instrument == Instrument::Other && spectrum.frame == Frame::Unknown);
    }

    void opensRealFiles()
    {
        if (sharedData().empty())
            QSKIP("the developers' data are not beside the repository");
        const auto spectrum = readSpectra(sharedData() / "jwst/m71/exp2_2609_19.fits").front();
        QCOMPARE(spectrum.size(),
                 std::size_t(2309)); // 2489 samples, 180 of them in the detector gap, without a wavelength
        QVERIFY(std::abs(*spectrum.provenance.statedSnr - 238.481) < 1e-3);
        QCOMPARE(contiguousRanges(spectrum.wavelength).size(), std::size_t(2));
        QCOMPARE(readSpectra(sharedData() / "jwst/m71/exp3_2609_7.fits").size(), std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(PypeitReaderTest)
#include "pypeitreader_test.moc"
