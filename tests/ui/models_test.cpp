#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/common/format.h"
#include "ui/estimates/estimatetablemodel.h"
#include "ui/neighbours/neighbourtablemodel.h"
#include "ui/sources/exposuretablemodel.h"
#include "ui/sources/sourcetablemodel.h"

#include <QAbstractItemModelTester>
#include <QSortFilterProxyModel>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

class ModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sourcesKeepTheModelContract();
    void failedSourceShowsItsSentence();
    void sortsByNumberNotText();
    void estimatesKeepTheModelContract();
    void unconstrainedLabelIsSaidInWords();
    void unconstrainedLabelStandsInParentheses();
    void sigmaIsSplitInTheToolTip();
    void fitStandsBesideTheEncoders();
    void neighboursKeepTheModelContract();
    void spreadIsMeanAndSampleDeviation();
    void disagreementNamesTheLabel();
    void exposuresKeepTheModelContract();
    void exposuresAreNamedByWhatDiffers();
    void exposuresAreComparedInWords();
    void onlyTheFirstExposuresHaveColumns();
    void numbersArePrintedAsInPapers();
};

namespace {

using Tester = QAbstractItemModelTester;
constexpr auto failTest = Tester::FailureReportingMode::QtTest;

std::shared_ptr<const Analysis> analysisOf(const AnalysisService& service, const std::string& name)
{
    return std::make_shared<const Analysis>(service.analyze(test::fakeSpectrum(name), {}, {}));
}

Source sourceOf(SourceId id, const AnalysisService& service, const std::string& name)
{
    Source source;
    source.id = id;
    source.file = name + ".fits";
    source.state = Source::State::Ready;
    source.spectrum = std::make_shared<const Spectrum>(test::fakeSpectrum(name));
    source.analysis = analysisOf(service, name);
    return source;
}

} // namespace

void ModelsTest::sourcesKeepTheModelContract()
{
    const auto service = test::fakeService();
    SourceTableModel model;
    Tester tester(&model, failTest);
    const std::vector sources { sourceOf(1, service, "a"), sourceOf(2, service, "b") };
    model.append(sources);
    const auto between = sourceOf(3, service, "c");
    model.insertAfter(1, { &between, 1 });
    QCOMPARE(model.rowOf(3), 1);
    QCOMPARE(model.rowOf(2), 2);
    model.update(sources[1]);
    model.remove(1);
    model.remove(99);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(!model.find(1));
}

void ModelsTest::failedSourceShowsItsSentence()
{
    SourceTableModel model;
    Source source;
    source.id = 1;
    source.file = "bad.fits";
    source.state = Source::State::Failed;
    source.error = QStringLiteral("bad.fits: has no table; give another file.");
    model.append({ &source, 1 });
    QCOMPARE(model.index(0, SourceTableModel::Target).data().toString(), source.error);
    QVERIFY(model.index(0, SourceTableModel::File).data(Qt::ToolTipRole).toString().contains(source.error));
}

void ModelsTest::sortsByNumberNotText()
{
    const auto service = test::fakeService();
    SourceTableModel model;
    QSortFilterProxyModel proxy;
    proxy.setSourceModel(&model);
    proxy.setSortRole(SourceTableModel::SortRole);
    std::vector<Source> sources;
    for (const double value : { 900.0, 10000.0, 5000.0 }) {
        sources.push_back(sourceOf(sources.size() + 1, service, "a"));
        auto analysis = std::make_shared<Analysis>(*sources.back().analysis);
        analysis->estimates[0].value = value;
        sources.back().analysis = analysis;
    }
    model.append(sources);
    proxy.sort(SourceTableModel::Teff, Qt::AscendingOrder);
    QCOMPARE(proxy.index(0, 0).data(SourceTableModel::IdRole).value<SourceId>(), SourceId(1));
    QCOMPARE(proxy.index(2, 0).data(SourceTableModel::IdRole).value<SourceId>(), SourceId(2));
}

void ModelsTest::estimatesKeepTheModelContract()
{
    EstimateTableModel model;
    Tester tester(&model, failTest);
    QCOMPARE(model.rowCount(), 0);
    model.setAnalysis(analysisOf(test::fakeService(), "a"));
    QCOMPARE(model.rowCount(), static_cast<int>(labelCount));
    model.setAnalysis(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void ModelsTest::unconstrainedLabelIsSaidInWords()
{
    EstimateTableModel model;
    model.setAnalysis(analysisOf(test::fakeService(), "a"));
    const auto row = static_cast<int>(indexOf(Label::Ce));
    QCOMPARE(model.index(row, EstimateTableModel::From).data().toString(), QStringLiteral("prior only"));
    QVERIFY(model.index(row, EstimateTableModel::Value)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("Not constrained")));
    QCOMPARE(model.index(0, EstimateTableModel::From).data().toString(), QStringLiteral("spectrum"));
}

void ModelsTest::unconstrainedLabelStandsInParentheses()
{
    const auto analysis = analysisOf(test::fakeService(), "a");
    EstimateTableModel model;
    model.setAnalysis(analysis);
    const auto valueOf = [&](Label label) {
        return model.index(static_cast<int>(indexOf(label)), EstimateTableModel::Value);
    };
    QVERIFY(valueOf(Label::Ce).data().toString().startsWith(QLatin1Char('(')));
    QVERIFY(!valueOf(Label::Mg).data().toString().contains(QLatin1Char('(')));
    QVERIFY(valueOf(Label::Ce).data(Qt::ForegroundRole).isValid());
    QVERIFY(!valueOf(Label::Mg).data(Qt::ForegroundRole).isValid());
    Estimate metallicity { .value = -0.7, .sigma = 0.4 };
    QCOMPARE(formatBelief(Label::FeH, metallicity), QStringLiteral("(\u22120.70 \u00b1 0.40)"));
}

void ModelsTest::sigmaIsSplitInTheToolTip()
{
    EstimateTableModel model;
    model.setAnalysis(analysisOf(test::fakeService(), "a"));
    const auto toolTipOf = [&](Label label) {
        return model.index(static_cast<int>(indexOf(label)), EstimateTableModel::Value)
            .data(Qt::ToolTipRole)
            .toString();
    };
    const auto teff = toolTipOf(Label::Teff);
    QVERIFY2(teff.contains(QStringLiteral("noise 30.0, model 12.0, floor 15.0")), qPrintable(teff));
    QVERIFY(toolTipOf(Label::Ce).contains(QStringLiteral("model none"))); // zero: not measured, not perfect
    QCOMPARE(model.index(0, EstimateTableModel::Spread).data().toString(), QStringLiteral("12.0"));
}

void ModelsTest::fitStandsBesideTheEncoders()
{
    const auto service = test::fakeService();
    const auto analysis = analysisOf(service, "a");
    auto report = std::make_shared<FitReport>();
    report->fit = service.fit({}, *analysis, {}, {});
    EstimateTableModel model;
    Tester tester(&model, failTest);
    model.setAnalysis(analysis, report);
    const auto cell
        = [&](Label label) { return model.index(static_cast<int>(indexOf(label)), EstimateTableModel::Fit); };
    QVERIFY(cell(Label::Mg).data(EstimateTableModel::DisagreesRole).toBool());
    QVERIFY(cell(Label::Mg).data().toString().endsWith(QStringLiteral("≠")));
    QVERIFY(cell(Label::Mg).data(Qt::ToolTipRole).toString().contains(QStringLiteral("0.90 dex")));
    QVERIFY(!cell(Label::Teff).data(EstimateTableModel::DisagreesRole).toBool());
    QVERIFY(cell(Label::Teff).data(Qt::ToolTipRole).toString().contains(QStringLiteral("0.4 combined")));

    report = std::make_shared<FitReport>(*report);
    report->fit.converged = false; // what has not settled contradicts nobody
    model.setAnalysis(analysis, report);
    QVERIFY(!cell(Label::Mg).data(EstimateTableModel::DisagreesRole).toBool());
    model.setAnalysis(analysis);
    QVERIFY(cell(Label::Mg).data().toString().isEmpty());
}

void ModelsTest::neighboursKeepTheModelContract()
{
    const auto service = test::fakeService();
    NeighbourTableModel model;
    Tester tester(&model, failTest);
    model.setNeighbours(analysisOf(service, "a"), service.atlas);
    QCOMPARE(model.rowCount(), 12);
    QVERIFY(!model.starAt(0));
    const auto star = model.starAt(5);
    QVERIFY(star);
    QCOMPARE(model.rowOf(*star), 5);
    model.setNeighbours(nullptr, service.atlas);
    QCOMPARE(model.rowCount(), 0);
}

void ModelsTest::spreadIsMeanAndSampleDeviation()
{
    Atlas atlas;
    atlas.stars.resize(3);
    atlas.stars[0][Label::FeH] = -1;
    atlas.stars[1][Label::FeH] = 0;
    atlas.stars[2][Label::FeH] = 1;
    const auto spread = spreadOf(
        Label::FeH,
        { { 0, Instrument::Nirspec, 1 }, { 1, Instrument::Nirspec, 1 }, { 2, Instrument::Apogee, 1 } },
        atlas);
    QCOMPARE(spread.mean, 0.0);
    QCOMPARE(spread.scatter, 1.0);
}

void ModelsTest::disagreementNamesTheLabel()
{
    const auto service = test::fakeService();
    auto analysis = std::make_shared<Analysis>(*analysisOf(service, "a"));
    analysis->estimates[indexOf(Label::Mg)].value += 5;
    analysis->estimates[indexOf(Label::Ce)].value += 5; // not constrained: no disagreement
    NeighbourTableModel model;
    model.setNeighbours(analysis, service.atlas);
    const auto labels = model.disagreeing();
    QVERIFY(std::ranges::find(labels, Label::Mg) != labels.end());
    QVERIFY(std::ranges::find(labels, Label::Ce) == labels.end());
}

void ModelsTest::exposuresKeepTheModelContract()
{
    const auto service = test::fakeService();
    const std::vector sources { sourceOf(1, service, "a"), sourceOf(2, service, "a") };
    ExposureTableModel model;
    Tester tester(&model, failTest);
    QCOMPARE(model.rowCount(), 0);
    model.setComparison(compareSources(sources, nullptr));
    QCOMPARE(model.rowCount(), static_cast<int>(labelCount));
    QCOMPARE(model.columnCount(), 5); // label, two exposures, mean, agreement
    model.setComparison(compareSources(sources, &sources[0]));
    QCOMPARE(model.columnCount(), 6);
    QCOMPARE(model.headerData(model.combinedColumn(), Qt::Horizontal).toString(), QStringLiteral("Combined"));
    model.setComparison({});
    QCOMPARE(model.rowCount(), 0);
}

void ModelsTest::exposuresAreNamedByWhatDiffers()
{
    const auto titles = [](std::vector<const char*> files) {
        std::vector<Source> sources(files.size());
        for (std::size_t i = 0; i < files.size(); ++i)
            sources[i].file = files[i];
        return shortTitles(sources);
    };
    QCOMPARE(titles({ "jw02609_03101_00002_nrs1_x1d.fits", "jw02609_03101_00003_nrs1_x1d.fits" }),
             (QStringList { QStringLiteral("…00002…"), QStringLiteral("…00003…") }));
    QCOMPARE(titles({ "exp2_star.fits", "exp3_star.fits" }),
             (QStringList { QStringLiteral("exp2…"), QStringLiteral("exp3…") }));
    QCOMPARE(titles({ "a.fits", "b.fits" }), (QStringList { QStringLiteral("a"), QStringLiteral("b") }));
    QCOMPARE(titles({ "a_x1d.fits", "a_x1d.fits" }),
             (QStringList { QStringLiteral("a_x1d"), QStringLiteral("a_x1d") })); // two slits of one file
    QCOMPARE(titles({ "a_1.fits", "a_1_1.fits" }),
             (QStringList { QStringLiteral("…1"), QStringLiteral("…1_1") }));
}

void ModelsTest::exposuresAreComparedInWords()
{
    const auto service = test::fakeService();
    std::vector sources { sourceOf(1, service, "a"), sourceOf(2, service, "a") };
    auto other = std::make_shared<Analysis>(*sources[1].analysis);
    auto& magnesium = other->estimates[indexOf(Label::Mg)];
    magnesium.value += 10 * magnesium.sigma;
    sources[1].analysis = other;
    ExposureTableModel model;
    model.setComparison(compareSources(sources, nullptr));
    const auto cell
        = [&](Label label, int column) { return model.index(static_cast<int>(indexOf(label)), column); };
    const auto words = cell(Label::Mg, ExposureTableModel::agreementColumn).data().toString();
    QVERIFY2(words.startsWith(QStringLiteral("no (χ² ")) && words.endsWith(QStringLiteral("%)")),
             qPrintable(words));
    QVERIFY(cell(Label::Mg, ExposureTableModel::agreementColumn).data(Qt::ForegroundRole).isValid());
    QCOMPARE(cell(Label::Teff, ExposureTableModel::agreementColumn).data().toString(),
             QStringLiteral("yes (χ² 0.0)"));
    QVERIFY(
        cell(Label::Ce, ExposureTableModel::firstExposure).data().toString().startsWith(QLatin1Char('(')));
    const double mean = model.comparison().agreement.labels[indexOf(Label::Mg)].value;
    QVERIFY(std::abs(mean - (magnesium.value - 5 * magnesium.sigma)) < 1e-9);
}

void ModelsTest::onlyTheFirstExposuresHaveColumns()
{
    const auto service = test::fakeService();
    const std::vector<Source> sources(40, sourceOf(1, service, "a"));
    ExposureTableModel model;
    Tester tester(&model, failTest);
    model.setComparison(compareSources(sources, nullptr));
    QCOMPARE(model.meanColumn(), ExposureTableModel::mostExposures + 2);
    QCOMPARE(model.comparison().agreement.degreesOfFreedom, 39);
}

void ModelsTest::numbersArePrintedAsInPapers()
{
    QCOMPARE(formatNumber(-0.724, 2), QStringLiteral("\u22120.72"));
    QCOMPARE(formatNumber(-0.001, 2), QStringLiteral("0.00"));
    QCOMPARE(formatNumber(std::numeric_limits<double>::quiet_NaN(), 2), QStringLiteral("\u2013"));
    QCOMPARE(powerOfTen(-15), QStringLiteral("10\u207b\u00b9\u2075"));
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::ModelsTest)
#include "models_test.moc"
