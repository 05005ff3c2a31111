#include "app/cli/inspection.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>

using namespace syzygy;

namespace {

/// 100 samples of 2 Å from 1 µm, a gap of 0.03 µm in the middle, flux 50 ± 1.
Spectrum gapped()
{
    Spectrum spectrum;
    for (int i = 0; i < 100; ++i) {
        spectrum.wavelength.push_back(1.0 + 2e-4 * i + (i < 50 ? 0 : 0.03));
        spectrum.flux.push_back(50);
        spectrum.error.push_back(1);
        spectrum.quality.push_back(0);
    }
    spectrum.instrument = Instrument::Nirspec;
    spectrum.fluxUnit = "Jy";
    spectrum.provenance.product = "JWST x1d";
    spectrum.provenance.notes = { "SRCTYPE is missing: taken as POINT." };
    return spectrum;
}

bool holds(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class InspectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheGapWhereItIs()
    {
        const auto inspection = inspectSpectrum(gapped());
        QCOMPARE(inspection.gaps.size(), std::size_t { 1 });
        QVERIFY(std::abs(inspection.gaps[0].from - 1.0098) < 1e-9);
        QVERIFY(std::abs(inspection.gaps[0].to - 1.04) < 1e-9);
        QVERIFY(std::abs(inspection.medianStep - 2e-4) < 1e-12);
    }

    void countsBitsInTheWordsOfTheProduct()
    {
        auto spectrum = gapped();
        spectrum.quality[3] = 1U | 2U;
        spectrum.quality[4] = 2U;
        const auto inspection = inspectSpectrum(spectrum);
        QCOMPARE(inspection.quality.size(), std::size_t { 2 });
        QCOMPARE(inspection.quality[0].name, std::string("DO_NOT_USE"));
        QCOMPARE(inspection.quality[0].samples, std::size_t { 1 });
        QVERIFY(inspection.quality[0].bad);
        QCOMPARE(inspection.quality[1].name, std::string("SATURATED"));
        QCOMPARE(inspection.quality[1].samples, std::size_t { 2 });
        QVERIFY(!inspection.quality[1].bad);
    }

    void theBitsOfEachProductHaveTheirOwnWords_data()
    {
        QTest::addColumn<QString>("product");
        QTest::addColumn<Instrument>("instrument");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* product, Instrument instrument, const char* words) {
            QTest::newRow(product) << QString::fromUtf8(product) << instrument << QString::fromUtf8(words);
        };
        row("JWST x1d", Instrument::Nirspec, "1 × DO_NOT_USE, 2 × SATURATED (kept)");
        row("APOGEE apStar", Instrument::Apogee, "1 × BADPIX, 2 × CRPIX (kept)");
        row("PypeIt spec1d", Instrument::Nirspec, "1 × masked, 2 × bit 1 (kept)");
        row("FITS table", Instrument::Nirspec, "1 × bit 0, 2 × bit 1 (kept)");
        row("text table", Instrument::Other, "1 × bit 0, 2 × bit 1 (kept)");
    }
    void theBitsOfEachProductHaveTheirOwnWords()
    {
        QFETCH(QString, product);
        QFETCH(Instrument, instrument);
        QFETCH(QString, words);
        auto spectrum = gapped();
        spectrum.provenance.product = product.toStdString();
        spectrum.instrument = instrument;
        spectrum.quality[3] = 1U | 2U;
        spectrum.quality[4] = 2U;
        const auto text = toText(spectrum, inspectSpectrum(spectrum));
        QVERIFY2(holds(text, words.toUtf8()), text.c_str());
        const auto json = toJson(spectrum, inspectSpectrum(spectrum));
        QVERIFY(words.startsWith(
            QString::fromStdString("1 × " + json.at("quality").at(0).at("name").get<std::string>())));
    }

    void countsSamplesByWhyTheyAreNotUsed()
    {
        auto spectrum = gapped();
        spectrum.quality[10] = 1;
        spectrum.flux[11] = std::nan("");
        spectrum.error[12] = 0;
        const auto inspection = inspectSpectrum(spectrum);
        QCOMPARE(inspection.samples[static_cast<std::size_t>(MaskReason::Quality)], std::size_t { 1 });
        QCOMPARE(inspection.samples[static_cast<std::size_t>(MaskReason::NotFinite)], std::size_t { 1 });
        QCOMPARE(inspection.samples[static_cast<std::size_t>(MaskReason::NoError)], std::size_t { 1 });
        QCOMPARE(inspection.samples[static_cast<std::size_t>(MaskReason::Used)], std::size_t { 97 });
        QVERIFY(std::abs(inspection.snr - 50) < 1e-9);
    }

    void oneSampleIsEnough()
    {
        Spectrum spectrum;
        spectrum.wavelength = { 1.2 };
        spectrum.flux = { 1 };
        spectrum.error = { 0.1 };
        spectrum.quality = { 0 };
        const auto inspection = inspectSpectrum(spectrum);
        QCOMPARE(inspection.medianStep, 0.0);
        QVERIFY(inspection.gaps.empty());
    }

    void textTellsWhatWasDecided()
    {
        const auto spectrum = gapped();
        const auto text = toText(spectrum, inspectSpectrum(spectrum));
        QVERIFY(holds(text, "SRCTYPE      missing"));
        QVERIFY(holds(text, "SRCTYPE is missing: taken as POINT."));
        QVERIFY(holds(text, "column FLUX, Jy"));
        QVERIFY(holds(text, "1.00980 to 1.04000 µm"));
        QVERIFY(holds(text, "50.0 per pixel"));
    }

    void jsonHoldsNumbersAsNumbers()
    {
        const auto spectrum = gapped();
        const auto json = toJson(spectrum, inspectSpectrum(spectrum));
        QCOMPARE(json.at("samples").get<int>(), 100);
        QVERIFY(std::abs(json.at("gaps_um").at(0).at(1).get<double>() - 1.04) < 1e-9);
        QVERIFY(json.at("right_ascension_deg").is_null());
        QCOMPARE(json.at("notes").size(), std::size_t { 1 });
        QCOMPARE(json.at("sample_counts").at("used").get<int>(), 100);
    }
};

QTEST_APPLESS_MAIN(InspectionTest)
#include "inspection_test.moc"
