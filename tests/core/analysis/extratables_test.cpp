#include "core/analysis/agreementtable.h"
#include "core/analysis/fittable.h"

#include <QTest>

#include <algorithm>

using namespace syzygy;

namespace {

std::string cell(const std::vector<std::string>& columns, const std::vector<std::string>& cells,
                 const char* name)
{
    return cells.at(static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin()));
}

Analysis star(double magnesium)
{
    Analysis analysis;
    analysis.encoded = true;
    analysis.estimates.fill({ .value = 0, .sigma = 0.1, .sigmaNoise = 0.1, .constrained = true });
    analysis.estimates[indexOf(Label::Teff)]
        = { .value = 4500, .sigma = 50, .sigmaNoise = 50, .constrained = true };
    analysis.estimates[indexOf(Label::Mg)].value = magnesium;
    return analysis;
}

} // namespace

/// What the parameter table is followed by where spectra were fitted or combined.
class ExtraTablesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fitIsATableOfItsOwn()
    {
        PhysicalFit fit;
        fit.star[Label::Teff] = 4321.26;
        fit.star[Label::Mg] = 5;
        fit.sigma.fill(0.05);
        fit.velocity = -22.941;
        fit.fwhm = 2.31e-4;
        fit.converged = true;
        const auto columns = fitColumns();
        const auto cells = fitCells(star(0), fit);
        QCOMPARE(cells.size(), columns.size());
        QCOMPARE(noFitCells().size(), columns.size());
        QCOMPARE(cell(columns, cells, "fit_teff"), std::string("4321.3"));
        QCOMPARE(cell(columns, cells, "fit_mg_fe_err"), std::string("0.0500"));
        QCOMPARE(cell(columns, cells, "fit_fwhm_angstrom"), std::string("2.310"));
        QCOMPARE(cell(columns, cells, "fit_flags"), std::string("fit_disagrees"));
    }

    void exposuresAreAMeanAndAProbability()
    {
        const auto columns = agreementColumns();
        const auto cells = agreementCells(compareExposures({ star(0), star(1) }));
        QCOMPARE(cells.size(), columns.size());
        QCOMPARE(cell(columns, cells, "exposures"), std::string("2"));
        QCOMPARE(cell(columns, cells, "exposures_teff"), std::string("4500.0"));
        QCOMPARE(cell(columns, cells, "exposures_teff_p"), std::string("1"));
        QCOMPARE(cell(columns, cells, "exposures_mg_fe"), std::string("0.5000"));
        QVERIFY(std::stod(cell(columns, cells, "exposures_mg_fe_p")) < 1e-6);
    }

    void oneExposureIsNoComparison()
    {
        QCOMPARE(agreementCells(compareExposures({ star(0) })), noAgreementCells());
        QCOMPARE(agreementCells(compareExposures({})), noAgreementCells());
    }
};

QTEST_APPLESS_MAIN(ExtraTablesTest)
#include "extratables_test.moc"
