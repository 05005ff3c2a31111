#include "app/cli/analysisreport.h"

#include <QTest>

using namespace syzygy;

namespace {

bool holds(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

Spectrum star()
{
    Spectrum spectrum;
    spectrum.provenance.file = "folder/exp2.fits";
    spectrum.provenance.source = "2609_19";
    return spectrum;
}

Analysis analysed()
{
    Analysis analysis;
    analysis.encoded = true;
    analysis.snr = 238.4;
    analysis.velocity.source = Velocity::Source::Measured;
    analysis.velocity.value = -25.31;
    analysis.velocity.error = 1.24;
    analysis.estimates.fill({ .value = 0.123, .sigma = 0.045, .constrained = true });
    analysis.estimates[indexOf(Label::Teff)] = { .value = 4321.4, .sigma = 35.2, .constrained = true };
    return analysis;
}

} // namespace

class AnalysisReportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowHasACellPerColumn()
    {
        QCOMPARE(overviewRow(star(), analysed()).size(), overviewColumns().size());
    }

    void rowHoldsValueAndErrorWithTheDecimalsOfTheUnit()
    {
        const auto row = overviewRow(star(), analysed());
        QCOMPARE(row[0], std::string("exp2.fits [2609_19]"));
        QCOMPARE(row[1], std::string("238"));
        QCOMPARE(row[2], std::string("-25.3 ± 1.2"));
        QCOMPARE(row[3], std::string("4321 ± 35"));
        QCOMPARE(row[4], std::string("0.12 ± 0.04"));
    }

    void velocitySaysWhatTheSlitAdds()
    {
        auto analysis = analysed();
        analysis.velocity.zeroPointError = 10.8;
        QCOMPARE(overviewRow(star(), analysis)[2], std::string("-25.3 ± 1.2 ± 11"));
    }

    void unconstrainedAbundancesStandInParentheses()
    {
        auto analysis = analysed();
        analysis.estimates[indexOf(Label::V)].constrained = false;
        const auto text = abundanceReport(star(), analysis);
        QVERIFY(holds(text, "([V/Fe] 0.12 ± 0.04)"));
        QVERIFY(holds(text, " [Mg/Fe] 0.12 ± 0.04"));
        QVERIFY(!holds(text, "([Mg/Fe]"));
        QVERIFY(!holds(text, "Teff"));
    }

    void refusedSpectrumSaysWhyAndHasNoLabels()
    {
        Analysis analysis;
        analysis.flags = { { Flag::Severity::Refusal, "wrong_range",
                             "It begins at 2.8 µm; the encoders need 0.97-1.82 µm." } };
        QCOMPARE(overviewRow(star(), analysis)[3], std::string("-"));
        QCOMPARE(overviewRow(star(), analysis)[2], std::string("not found"));
        const auto text = abundanceReport(star(), analysis);
        QVERIFY(holds(text, "refused: It begins at 2.8 µm"));
        QVERIFY(!holds(text, "[Mg/Fe]"));
    }

    void givenVelocityIsSaidToBeGiven()
    {
        auto analysis = analysed();
        analysis.velocity.source = Velocity::Source::Given;
        QCOMPARE(overviewRow(star(), analysis)[2], std::string("-25.3 (given)"));
    }
};

QTEST_APPLESS_MAIN(AnalysisReportTest)
#include "analysisreport_test.moc"
