#include "core/io/quality.h"
#include "core/io/reader.h"
#include "tests/support/jwsttables.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace syzygy;
using namespace syzygy::test;

namespace {

constexpr std::size_t samples = 60;
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

bool hasNote(const Spectrum& spectrum, std::string_view part)
{
    return std::ranges::any_of(spectrum.provenance.notes,
                               [&](const auto& note) { return note.find(part) != std::string::npos; });
}

} // namespace

class JwstReaderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::filesystem::path write(const FitsMaker& maker, const char* name = "x1d.fits") const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / name;
        maker.write(file);
        return file;
    }
    std::filesystem::path writeTable(const std::vector<TestColumn>& columns, Cards cards = {}) const
    {
        for (const auto& card : unsignedColumn(12))
            cards.push_back(card);
        cards.emplace_back("EXTVER", "1");
        return write(
            FitsMaker(nirspecPrimary()).table("EXTRACT1D", columns, columns.front().values.size(), cards));
    }
    Spectrum read(const std::vector<TestColumn>& columns, const Cards& cards = {},
                  const ReadOptions& options = {}) const
    {
        return readSpectra(writeTable(columns, cards), options).front();
    }
    std::string refusal(const std::vector<TestColumn>& columns, const Cards& cards = {}) const
    {
        const auto file = writeTable(columns, cards);
        return messageOf([&] { readSpectra(file); });
    }

private Q_SLOTS:
    void tellsWhereItComesFrom()
    {
        const auto spectrum
            = read(extract1dColumns(samples),
                   { { "SRCNAME", "'2609_19'" }, { "SRCTYPE", "'POINT'" }, { "SRCRA", "298.5" } });
        const auto& provenance = spectrum.provenance;
        QCOMPARE(provenance.hdu, std::string("EXTRACT1D,1"));
        QCOMPARE(provenance.source, std::string("2609_19"));
        QCOMPARE(provenance.mode, std::string("G140H/F100LP"));
        QCOMPARE(provenance.pipelineVersion, std::string("1.20.2"));
        QCOMPARE(provenance.exposureType, std::string("NRS_MSASPEC"));
        QCOMPARE(provenance.rightAscension, std::optional(298.5)); // of the source, not of the target
        QCOMPARE(provenance.declination, std::optional(18.77));    // of the target, where the source has none
        QCOMPARE(provenance.notes.size(), std::size_t { 1 });      // why FLUX, and no other
        QVERIFY(spectrum.frame == Frame::Barycentric);
    }

    void sourceTypeMissingIsPoint()
    {
        constexpr auto reason = "; FLUX was read, all the light of a point source.";
        const auto noteOf = [this](const Cards& cards) {
            const auto notes = read(extract1dColumns(samples), cards).provenance.notes;
            return notes.size() == 1 ? notes.front() : std::string();
        };
        QCOMPARE(noteOf({}), std::string("SRCTYPE is missing: taken as POINT") + reason);
        QCOMPARE(noteOf({ { "SRCTYPE", "'UNKNOWN'" } }),
                 std::string("SRCTYPE is UNKNOWN: taken as POINT") + reason);
        QCOMPARE(noteOf({ { "SRCTYPE", "'POINT'" } }), std::string("SRCTYPE is POINT") + reason);
    }

    void fluxOrSurfaceBrightnessIsAVisibleChoice()
    {
        auto columns = extract1dColumns(samples);
        columnNamed(columns, "SURF_BRIGHT").values = wiggle(samples, 5);
        columnNamed(columns, "SB_ERROR").values.assign(samples, 0.25);
        const Cards extended { { "SRCTYPE", "'EXTENDED'" } };
        const auto flux = read(columns, extended);
        QCOMPARE(flux.fluxUnit, std::string("Jy"));
        QVERIFY(hasNote(flux, "SRCTYPE is EXTENDED: FLUX was read"));
        ReadOptions options;
        options.fluxColumn = FluxColumn::SurfaceBrightness;
        const auto brightness = read(columns, extended, options);
        QCOMPARE(brightness.fluxUnit, std::string("MJy/sr"));
        QCOMPARE(brightness.flux, wiggle(samples, 5));
        QCOMPARE(brightness.error.front(), 0.25);
        QVERIFY(brightness.provenance.fluxColumn == FluxColumn::SurfaceBrightness);
        QVERIFY(hasNote(brightness, "SRCTYPE is EXTENDED; SURF_BRIGHT was read."));
        const auto point = read(extract1dColumns(samples), {}, options);
        QVERIFY(point.provenance.fluxColumn == FluxColumn::Flux);
        QVERIFY(hasNote(point, "SURF_BRIGHT was asked for but is all zero"));
    }

    void errorsFallBackToVariancesThenToScatter() // jwst #7647
    {
        auto columns = extract1dColumns(samples);
        columnNamed(columns, "FLUX_ERROR").values.assign(samples, notANumber);
        const auto variances = read(columns);
        QVERIFY(variances.provenance.errorSource == ErrorSource::Variances);
        QCOMPARE(variances.error.front(), std::sqrt(2e-16));
        columnNamed(columns, "FLUX_VAR_POISSON").values.assign(samples, 0);
        columnNamed(columns, "FLUX_VAR_RNOISE").values.assign(samples, 0);
        const auto empirical = read(columns);
        QVERIFY(empirical.provenance.errorSource == ErrorSource::Empirical);
        QVERIFY(hasNote(empirical, "estimated from the scatter"));
        QVERIFY(empirical.error.front() > 0);
    }

    void qualityHasAll32Bits()
    {
        auto columns = extract1dColumns(samples);
        auto& quality = columnNamed(columns, "DQ").values;
        quality[3] += 1;
        quality[4] += 2147483652.0; // REFERENCE_PIXEL + JUMP_DET
        const auto spectrum = read(columns);
        QCOMPARE(spectrum.quality[3], 1u);
        QCOMPARE(spectrum.quality[4], 0x80000004u);
        QCOMPARE(qualityWords(spectrum, 4), std::string("JUMP_DET, REFERENCE_PIXEL"));
        const auto counts = countQuality(spectrum);
        QCOMPARE(counts.size(), std::size_t(3));
        QCOMPARE(counts[0].name, std::string("DO_NOT_USE"));
        QVERIFY(counts[0].bad && !counts[1].bad);
    }

    void sortsAndSaysSo_data() // specviz #608
    {
        QTest::addColumn<QString>("defect");
        QTest::addColumn<QString>("note");
        QTest::newRow("descending") << "descending"
                                    << "reversed";
        QTest::newRow("repeated") << "repeated"
                                  << "1 sample at a repeated wavelength dropped";
        QTest::newRow("unsorted") << "unsorted"
                                  << "sorted";
        QTest::newRow("not finite") << "not finite"
                                    << "2 samples without a wavelength dropped";
    }
    void sortsAndSaysSo()
    {
        QFETCH(QString, defect);
        QFETCH(QString, note);
        auto columns = extract1dColumns(samples);
        auto &wavelength = columns[0].values, &flux = columns[1].values;
        if (defect == QStringLiteral("descending"))
            for (auto* values : { &wavelength, &flux })
                std::ranges::reverse(*values);
        if (defect == QStringLiteral("repeated"))
            wavelength[7] = wavelength[6];
        if (defect == QStringLiteral("unsorted"))
            std::swap(wavelength[7], wavelength[9]);
        if (defect == QStringLiteral("not finite"))
            wavelength[7] = wavelength[8] = notANumber;
        const auto spectrum = read(columns);
        QVERIFY(std::ranges::is_sorted(spectrum.wavelength));
        QVERIFY(hasNote(spectrum, note.toStdString()));
        if (defect == QStringLiteral("descending"))
            QCOMPARE(spectrum.flux, extract1dColumns(samples)[1].values);
    }

    void repeatedWavelengthKeepsTheGoodSample()
    {
        auto columns = extract1dColumns(samples);
        columns[0].values[7] = columns[0].values[6];
        columns[1].values[6] = notANumber;
        QCOMPARE(read(columns).flux[6], columns[1].values[7]);
    }

    void unitsAreConvertedOrRefused()
    {
        auto columns = extract1dColumns(samples);
        columns[0].unit = "Angstrom";
        for (auto& value : columns[0].values)
            value *= 1e4;
        QVERIFY(std::abs(read(columns).wavelength.front() - 0.97) < 1e-12);
        columns[0].unit = "Jy";
        const auto message = refusal(columns);
        QVERIFY2(message.find("HDU EXTRACT1D,1, column WAVELENGTH: is in 'Jy', expected um")
                     != std::string::npos,
                 message.c_str());
    }

    void missingUnitIsAskedForAndTaken()
    {
        auto columns = extract1dColumns(samples);
        columns[0].unit.clear();
        QVERIFY_EXCEPTION_THROWN(read(columns), UnitNeeded);
        ReadOptions options;
        options.wavelengthUnit = "um";
        QCOMPARE(read(columns, {}, options).wavelength.front(), 0.97);
    }

    void countsPerSecondAreShown() // jdaviz #566
    {
        auto columns = extract1dColumns(samples);
        columns[1].unit = "DN/s";
        QCOMPARE(read(columns).fluxUnit, std::string("DN/s"));
    }

    void namesTheMissingColumn()
    {
        auto columns = extract1dColumns(samples);
        columns[0].name = "WAVE";
        const auto message = refusal(columns);
        QVERIFY2(message.find("column WAVELENGTH: is missing (the table has WAVE, FLUX") != std::string::npos,
                 message.c_str());
    }

    void refusesWhatHoldsNothing()
    {
        auto columns = extract1dColumns(samples);
        columns[1].values.assign(samples, notANumber);
        QVERIFY(refusal(columns).find("column FLUX: holds no finite value") != std::string::npos);
        columns = extract1dColumns(samples);
        columnNamed(columns, "DQ").values.assign(samples, -2147483647.0);
        QVERIFY(refusal(columns).find("every sample is flagged bad") != std::string::npos);
        QVERIFY(refusal(extract1dColumns(2)).find("holds 2 samples with a wavelength, fewer than the 10")
                != std::string::npos);
    }

    void oneBadSlitDoesNotTakeTheOthersWithIt() // jwst #9679
    {
        auto broken = extract1dColumns(samples);
        broken[1].values.assign(samples, notANumber);
        FitsMaker maker(nirspecPrimary());
        maker.table("EXTRACT1D", broken, samples, { { "EXTVER", "1" } });
        maker.table("EXTRACT1D", extract1dColumns(samples), samples,
                    { { "EXTVER", "2" }, { "TZERO12", "2147483648" } });
        const auto spectra = readSpectra(write(maker));
        QCOMPARE(spectra.size(), std::size_t(1));
        QCOMPARE(spectra[0].provenance.hdu, std::string("EXTRACT1D,2"));
        QVERIFY(hasNote(spectra[0], "Not read: "));
        QVERIFY(hasNote(spectra[0], "HDU EXTRACT1D,1"));
    }

    void eachIsReadInTurn()
    {
        auto broken = oldExtract1dColumns(samples);
        broken[1].values.assign(samples, notANumber);
        FitsMaker maker(nirspecPrimary());
        for (const auto& columns : { oldExtract1dColumns(samples), broken, oldExtract1dColumns(samples) })
            maker.table("EXTRACT1D", columns, samples);
        const auto contents = listSpectra(write(maker));
        std::vector<SpectrumOutcome> outcomes;
        readEach(contents, {}, [&](SpectrumOutcome outcome) { outcomes.push_back(std::move(outcome)); });
        QCOMPARE(outcomes.size(), std::size_t(3));
        QVERIFY(!outcomes[1].spectrum);
        QVERIFY(outcomes[1].failure.find("HDU EXTRACT1D,2, column FLUX") != std::string::npos);
        for (const std::size_t good : { 0u, 2u }) {
            QVERIFY(outcomes[good].failure.empty());
            QCOMPARE(outcomes[good].entry.index, static_cast<int>(good));
            QCOMPARE(outcomes[good].spectrum->provenance.hdu, contents.entries[good].hdu);
        }
    }

    void tablesWithoutVersionsAreToldApart_data()
    {
        QTest::addColumn<bool>("repeated");
        QTest::newRow("EXTVER missing") << false;
        QTest::newRow("EXTVER 1 in each") << true;
    }
    void tablesWithoutVersionsAreToldApart()
    {
        QFETCH(bool, repeated);
        auto broken = oldExtract1dColumns(samples);
        broken[1].values.assign(samples, notANumber);
        FitsMaker maker(nirspecPrimary());
        for (const auto& columns : { oldExtract1dColumns(samples), broken, oldExtract1dColumns(samples) })
            maker.table("EXTRACT1D", columns, samples, repeated ? Cards { { "EXTVER", "1" } } : Cards {});
        const auto file = write(maker);
        const auto contents = listSpectra(file);
        QCOMPARE(contents.entries[2].hdu, std::string("EXTRACT1D,3"));
        QCOMPARE(readSpectrum(contents, 2).provenance.hdu, std::string("EXTRACT1D,3"));
        QVERIFY(messageOf([&] { readSpectrum(contents, 1); }).find("HDU EXTRACT1D,2, column FLUX")
                != std::string::npos);
    }

    void paddingOfVectorRowsIsCut()
    {
        const auto file
            = write(FitsMaker(nirspecPrimary())
                        .table("EXTRACT1D", vectorColumns(samples, 3, "INT_NUM"), 3, { { "EXTVER", "1" } }));
        const auto contents = listSpectra(file);
        QCOMPARE(contents.entries[2].hdu, std::string("EXTRACT1D,1, row 3"));
        QCOMPARE(contents.entries[2].source, std::string("M71, integration 3"));
        const auto third = readSpectrum(contents, 2);
        QCOMPARE(third.size(), samples - 20);
        QVERIFY(std::ranges::all_of(third.flux, [](double value) { return std::isfinite(value); }));
        QVERIFY(std::ranges::all_of(third.quality, [](auto bits) { return bits == 0; }));
    }

    /// They were counted: order 2 of integration 1 was "integration 2", those of NRS2 "integration 3" and
    /// "4".
    void integrationsOrdersAndDetectorsAreRead()
    {
        const auto of = [](const char* key, const char* value) {
            return std::pair<std::string, std::string>(key, value);
        };
        FitsMaker orders(nirspecPrimary());
        orders.table("INT_TIMES", { { "integration_number", "J", "", { 5, 6 }, {} } }, 2);
        for (const auto* integration : { "5", "6" })
            for (const auto* order : { "1", "2" })
                orders.table("EXTRACT1D", oldExtract1dColumns(samples), samples,
                             { of("INT_NUM", integration), of("SPORDER", order) });
        auto entries = listSpectra(write(orders)).entries;
        QCOMPARE(entries[1].source, std::string("M71, integration 5, order 2"));
        QCOMPARE(entries[2].source, std::string("M71, integration 6, order 1"));
        FitsMaker detectors(nirspecPrimary());
        detectors.table("INT_TIMES", { { "integration_number", "J", "", { 1, 2 }, {} } }, 2);
        for (const auto* detector : { "'NRS1'", "'NRS2'" })
            for (const auto* integration : { "1", "2" })
                detectors.table("EXTRACT1D", oldExtract1dColumns(samples), samples,
                                { of("INT_NUM", integration), of("DETECTOR", detector) });
        entries = listSpectra(write(detectors)).entries;
        QCOMPARE(entries[3].source, std::string("M71, integration 2, NRS2"));
        FitsMaker rows(nirspecPrimary());
        for (const auto* order : { "1", "2" })
            rows.table("EXTRACT1D", vectorColumns(samples, 3, "INT_NUM"), 3, { of("SPORDER", order) });
        entries = listSpectra(write(rows)).entries;
        QCOMPARE(entries[5].source, std::string("M71, integration 3, order 2"));
    }

    void listsAThousandSlitsLazily()
    {
        FitsMaker maker(nirspecPrimary());
        for (int i = 1; i <= 1000; ++i)
            maker.table("EXTRACT1D", oldExtract1dColumns(12), 12,
                        { { "EXTVER", std::to_string(i) }, { "SRCNAME", "'s" + std::to_string(i) + "'" } });
        const auto contents = listSpectra(write(maker));
        QCOMPARE(contents.entries.size(), std::size_t(1000));
        QCOMPARE(contents.entries[776].source, std::string("s777"));
        QCOMPARE(readSpectrum(contents, 776).provenance.hdu, std::string("EXTRACT1D,777"));
    }

    void opensARealX1d()
    {
        if (sharedData().empty())
            QSKIP("the developers' data are not beside the repository");
        const auto spectra
            = readSpectra(sharedData() / "jwst/other/jw02736-o007_s06355_nirspec_f290lp-g395m_x1d.fits");
        QCOMPARE(spectra.size(), std::size_t(1));
        QCOMPARE(spectra[0].size(), std::size_t(1215));
        QCOMPARE(spectra[0].provenance.mode, std::string("G395M/F290LP"));
        QCOMPARE(spectra[0].provenance.source, std::string("2736_6355"));
    }
};

QTEST_APPLESS_MAIN(JwstReaderTest)
#include "jwstreader_test.moc"
