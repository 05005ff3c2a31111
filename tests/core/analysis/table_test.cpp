#include "core/analysis/table.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace syzygy;

namespace {

const QString documentedHeader = QStringLiteral(
    "file,source,instrument,mode,snr,velocity_km_s,velocity_km_s_err,velocity_km_s_zero_err,velocity_frame,"
    "teff,teff_err,logg,logg_err,fe_h,fe_h_err,c_fe,c_fe_err,n_fe,n_fe_err,o_fe,o_fe_err,na_fe,na_fe_err,"
    "mg_fe,mg_fe_err,al_fe,al_fe_err,si_fe,si_fe_err,s_fe,s_fe_err,k_fe,k_fe_err,ca_fe,ca_fe_err,ti_fe,ti_fe_"
    "err,"
    "v_fe,v_fe_err,cr_fe,cr_fe_err,mn_fe,mn_fe_err,co_fe,co_fe_err,ni_fe,ni_fe_err,ce_fe,ce_fe_err,"
    "map_x,map_y,domain_score,flags,model_id,ra_deg,dec_deg,hdu,slit,order,detector,integration");

Spectrum giant()
{
    Spectrum spectrum;
    spectrum.instrument = Instrument::Nirspec;
    spectrum.provenance.file = "m71/star 7.fits";
    spectrum.provenance.source = "2609_19";
    spectrum.provenance.hdu = "SPAT0007";
    spectrum.provenance.mode = "G140H/F100LP";
    return spectrum;
}

Analysis analysed()
{
    Analysis analysis;
    analysis.encoded = true;
    analysis.snr = 240.04;
    analysis.velocity.source = Velocity::Source::Measured;
    analysis.velocity.value = -22.94;
    analysis.velocity.error = 1.5;
    analysis.velocity.zeroPointError = 11;
    analysis.estimates.fill({ .value = 0.1, .sigma = 0.05, .constrained = true });
    analysis.estimates[indexOf(Label::Teff)] = { .value = 4321.26, .sigma = 35, .constrained = true };
    analysis.mapPosition = { 1.5F, -2.25F };
    analysis.domainScore = 0.125;
    analysis.modelId = "nirspec-apogee-1a2b3c4d";
    return analysis;
}

QString cell(const std::vector<std::string>& row, const std::string& column)
{
    const auto columns = parameterColumns();
    const auto at = std::find(columns.begin(), columns.end(), column) - columns.begin();
    return QString::fromStdString(row.at(static_cast<std::size_t>(at)));
}

} // namespace

class TableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void columnsAreTheDocumentedOnes()
    {
        QStringList columns;
        for (const auto& column : parameterColumns())
            columns.append(QString::fromStdString(column));
        QCOMPARE(columns.join(u','), documentedHeader);
    }

    void rowHasOneCellPerColumn()
    {
        QCOMPARE(parameterRow(giant(), analysed()).size(), parameterColumns().size());
        QCOMPARE(parameterRow(giant(), Analysis {}).size(), parameterColumns().size());
        QCOMPARE(aloneCells(analysed()), std::vector<std::string>(aloneColumns().size()));
        auto told = analysed();
        told.alone = told.estimates;
        QCOMPARE(aloneCells(told).size(), aloneColumns().size());
        QCOMPARE(aloneCells(told)[0], parameterRow(giant(), told)[9]); // teff
    }

    void valuesStandUnderTheirNames()
    {
        const auto row = parameterRow(giant(), analysed());
        QCOMPARE(cell(row, "file"), QStringLiteral("m71/star 7.fits"));
        QCOMPARE(cell(row, "source"), QStringLiteral("2609_19"));
        QCOMPARE(cell(row, "mode"), QStringLiteral("G140H/F100LP"));
        QCOMPARE(cell(row, "snr"), QStringLiteral("240.0"));
        QCOMPARE(cell(row, "velocity_km_s"), QStringLiteral("-22.94"));
        QCOMPARE(cell(row, "velocity_km_s_err"), QStringLiteral("1.50"));
        QCOMPARE(cell(row, "velocity_km_s_zero_err"), QStringLiteral("11.00"));
        QCOMPARE(cell(row, "velocity_frame"), QStringLiteral("not stated"));
        auto corrected = giant();
        corrected.frame = Frame::Topocentric;
        QCOMPARE(cell(parameterRow(corrected, analysed()), "velocity_frame"), QStringLiteral("observed"));
        corrected.frame = Frame::Barycentric;
        QCOMPARE(cell(parameterRow(corrected, analysed()), "velocity_frame"), QStringLiteral("barycentric"));
        auto atRest = analysed(); // an apStar's 0 is no measurement
        atRest.velocity.source = Velocity::Source::AlreadyAtRest;
        QCOMPARE(cell(parameterRow(giant(), atRest), "velocity_km_s"), QString());
        QCOMPARE(cell(parameterRow(giant(), atRest), "velocity_frame"), QStringLiteral("rest"));
        QCOMPARE(cell(row, "teff"), QStringLiteral("4321.3"));
        QCOMPARE(cell(row, "teff_err"), QStringLiteral("35.0"));
        QCOMPARE(cell(row, "ce_fe_err"), QStringLiteral("0.0500"));
        QCOMPARE(cell(row, "map_y"), QStringLiteral("-2.2500"));
        QCOMPARE(cell(row, "domain_score"), QStringLiteral("0.125"));
        QCOMPARE(cell(row, "model_id"), QStringLiteral("nirspec-apogee-1a2b3c4d"));
    }

    /// Two rows of one file differ at least here; a telescope's pointing is no place of a star.
    void everyRowSaysWhichSpectrumOfTheFileItIs()
    {
        auto spectrum = giant();
        auto& origin = spectrum.provenance;
        origin.slit = "S200A1";
        origin.order = "2";
        origin.detector = "NRS2";
        origin.integration = "7";
        origin.rightAscension = 298.44375;
        origin.declination = 18.7792;
        const auto pointed = parameterRow(spectrum, analysed());
        QCOMPARE(cell(pointed, "ra_deg") + cell(pointed, "dec_deg"), QString());
        origin.placeIsOfObject = true;
        const auto row = parameterRow(spectrum, analysed());
        QCOMPARE(cell(row, "ra_deg"), QStringLiteral("298.443750"));
        QCOMPARE(cell(row, "dec_deg"), QStringLiteral("18.779200"));
        QCOMPARE(cell(row, "hdu"), QStringLiteral("SPAT0007"));
        QCOMPARE(cell(row, "slit"), QStringLiteral("S200A1"));
        QCOMPARE(cell(row, "order"), QStringLiteral("2"));
        QCOMPARE(cell(row, "detector"), QStringLiteral("NRS2"));
        QCOMPARE(cell(row, "integration"), QStringLiteral("7"));
    }

    void covariancesStandUnderTheirNames()
    {
        auto analysis = analysed();
        analysis.estimates[1].sigma = 0.2;
        analysis.correlation.assign(labelCount * labelCount, 0);
        analysis.correlation[1] = 0.5; // Teff with log g
        const auto columns = covarianceColumns(), row = covarianceRow(giant(), analysis);
        QCOMPARE(columns.size(), std::size_t(3 + 210));
        QCOMPARE(row.size(), columns.size());
        QCOMPARE(columns[3], std::string("cov_teff_teff"));
        QCOMPARE(columns[4], std::string("cov_teff_logg"));
        QCOMPARE(row[3], std::string("1225")); // 35 K squared
        QCOMPARE(row[4], std::string("3.5"));
        QCOMPARE(covarianceRow(giant(), Analysis {}).size(), columns.size());
    }

    void refusedLabelsAreToldOnlyWhereAskedFor()
    {
        auto broken = analysed();
        broken.flags = { { Flag::Severity::Refusal, "broken_extraction", "Broken." } };
        const auto row = parameterRow(giant(), broken),
                   kept = parameterRow(giant(), broken, RefusedLabels::Kept);
        for (const auto* column : { "teff", "teff_err", "ce_fe", "map_x", "domain_score" })
            QCOMPARE(cell(row, column), QString());
        QCOMPARE(cell(row, "flags").section(u';', 0, 0), QStringLiteral("broken_extraction"));
        QCOMPARE(cell(row, "velocity_km_s"), QStringLiteral("-22.94"));
        QCOMPARE(cell(kept, "teff"), QStringLiteral("4321.3"));
        QCOMPARE(cell(kept, "map_x"), QStringLiteral("1.5000"));
        QCOMPARE(covarianceRow(giant(), broken)[3], std::string());
    }

    void unencodedSpectrumHasEmptyLabelsAndItsReason()
    {
        Analysis analysis;
        analysis.snr = 5;
        analysis.flags = { { Flag::Severity::Refusal, "wrong_range", "Outside the range." } };
        const auto row = parameterRow(giant(), analysis);
        for (const auto* column : { "teff", "teff_err", "ce_fe", "velocity_km_s", "velocity_km_s_err",
                                    "velocity_km_s_zero_err", "map_x", "domain_score" })
            QCOMPARE(cell(row, column), QString());
        QCOMPARE(cell(row, "snr"), QStringLiteral("5.0"));
        QCOMPARE(cell(row, "flags"), QStringLiteral("wrong_range"));
    }

    void unconstrainedLabelsAreNamedAfterTheFlags()
    {
        auto analysis = analysed();
        analysis.flags = { { Flag::Severity::Warning, "low_snr", "" }, { Flag::Severity::Note, "gap", "" } };
        analysis.estimates[indexOf(Label::V)].constrained = false;
        QCOMPARE(cell(parameterRow(giant(), analysis), "flags"),
                 QStringLiteral("low_snr;gap;unconstrained:v_fe"));
    }

    void nonFiniteValuesAreEmpty()
    {
        auto analysis = analysed();
        analysis.snr = std::numeric_limits<double>::infinity();
        analysis.estimates[indexOf(Label::C)].value = std::numeric_limits<double>::quiet_NaN();
        const auto row = parameterRow(giant(), analysis);
        QCOMPARE(cell(row, "snr"), QString());
        QCOMPARE(cell(row, "c_fe"), QString());
    }

    void namelessSourceIsCalledByItsHdu()
    {
        auto spectrum = giant();
        spectrum.provenance.source.clear();
        QCOMPARE(cell(parameterRow(spectrum, analysed()), "source"), QStringLiteral("SPAT0007"));
    }
};

QTEST_APPLESS_MAIN(TableTest)
#include "table_test.moc"
