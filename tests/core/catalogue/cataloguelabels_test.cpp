#include "core/catalogue/cataloguelabels.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

CatalogueColumn numbers(const char* name, double value)
{
    return { name, {}, false, { value } };
}

} // namespace

class CatalogueLabelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsTheUsualNames()
    {
        Catalogue table { "t.csv",
                          1,
                          { numbers("T_eff", 4500), numbers("e_Teff", 1), numbers("[Fe/H]", -0.5),
                            numbers("MG_H", -0.2), numbers("MG_H_ERR", 0.05), numbers("N_H", 0.1),
                            numbers("NH", 21) },
                          {} };
        table.columns[1].name = "T_eff_err";
        const LabelColumns labels(table);
        const auto known = labels.at(0);
        QCOMPARE(known.value[indexOf(Label::Teff)], 4500.0);
        QCOMPARE(known.sigma[indexOf(Label::Teff)], 1.0);
        QCOMPARE(known.value[indexOf(Label::FeH)], -0.5);
        QCOMPARE(known.value[indexOf(Label::Mg)], 0.3);
        QCOMPARE(known.sigma[indexOf(Label::Mg)], 0.05);
        QCOMPARE(known.value[indexOf(Label::N)], 0.6);
        QVERIFY(std::isnan(known.value[indexOf(Label::Si)]) && !labels.has(Label::Si));
        QCOMPARE(known.sigma[indexOf(Label::FeH)], 0.0);
    }

    void numbersAmongWordsCount()
    {
        Catalogue table { "t.csv", 2, {}, {} };
        CatalogueColumn teff { "teff", {}, true };
        teff.texts.append("hot");
        teff.texts.append("5000.5");
        table.columns.push_back(std::move(teff));
        QVERIFY(std::isnan(LabelColumns(table).at(0).value[0]));
        QCOMPARE(LabelColumns(table).at(1).value[0], 5000.5);
    }
};

QTEST_GUILESS_MAIN(CatalogueLabelsTest)
#include "cataloguelabels_test.moc"
