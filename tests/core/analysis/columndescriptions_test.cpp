#include "core/analysis/agreementtable.h"
#include "core/analysis/columndescriptions.h"
#include "core/analysis/fittable.h"
#include "core/analysis/table.h"
#include "tests/support/astropy.h"

#include <QTest>

using namespace syzygy;

namespace {

std::vector<std::string> allColumns()
{
    std::vector<std::string> names { "star", "ticks", "comment", "subsets" };
    for (const auto& more :
         { parameterColumns(), fitColumns(), agreementColumns(), aloneColumns(), covarianceColumns() })
        names.insert(names.end(), more.begin(), more.end());
    return names;
}

} // namespace

class ColumnDescriptionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyColumnIsDescribed()
    {
        for (const auto& name : allColumns()) {
            QVERIFY2(isDescribed(name), name.c_str());
            const auto column = describe(name);
            QCOMPARE(column.name, name);
            QVERIFY2(!column.description.empty(), name.c_str());
            constexpr std::size_t longest
                = 68 - 6; // of one FITS card, with the unit that it may have to tell
            QVERIFY2(column.description.size() <= longest, name.c_str());
        }
    }

    void labelsHaveUnitsAndErrorsSaySo()
    {
        QCOMPARE(describe("teff_err").unit, std::string("K"));
        QCOMPARE(describe("teff_err").ucd, std::string("stat.error;phys.temperature.effective"));
        QCOMPARE(describe("fit_mg_fe").unit, std::string("dex"));
        QCOMPARE(describe("exposures_mg_fe_p").ucd, std::string("stat.probability"));
        QCOMPARE(describe("teff_alone_err").ucd, describe("teff_err").ucd);
        QCOMPARE(describe("cov_teff_teff").unit, std::string("K2"));
        QCOMPARE(describe("cov_fe_h_c_fe").ucd, std::string("stat.covariance"));
        QVERIFY(!isDescribed("of_mine"));
        QVERIFY(describe("of_mine").type == TableColumn::Type::Text);
    }

    void wordsAreThoseOfTheVirtualObservatory()
    {
        QByteArray list;
        for (const auto& name : allColumns())
            list += QByteArray::fromStdString(describe(name).ucd) + '\n';
        const auto output = test::runWithAstropy(R"(
import sys
from astropy.io.votable import ucd
for word in set(sys.argv[1].split('\n')) - {''}:
    ucd.parse_ucd(word, check_controlled_vocabulary=True)
)",
                                                 { QString::fromUtf8(list) });
        if (!output)
            QSKIP("no Python with astropy: apt-get install python3-astropy");
    }
};

QTEST_GUILESS_MAIN(ColumnDescriptionsTest)
#include "columndescriptions_test.moc"
