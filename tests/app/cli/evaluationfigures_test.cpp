#include "app/cli/evaluationfigures.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace syzygy;

namespace {

Evaluation twoRatios()
{
    Evaluation evaluation;
    for (const double snr : { 30.0, 100.0 }) {
        GroupScore group;
        group.name = "all";
        group.nirspec.fill({ .bias = 0.01,
                             .rmse = 3 / snr,
                             .robustSigma = 2 / snr,
                             .within1 = 0.68,
                             .within2 = 0.95,
                             .bound = 1 / snr,
                             .priorScatter = 0.3 });
        group.apogee = group.nirspec;
        SnrScore score;
        score.snr = snr;
        score.groups = { group };
        evaluation.scores.push_back(score);
    }
    return evaluation;
}

/// The number of elements of that name; −1 if the text is no XML.
int countElements(const std::string& svg, const QString& name)
{
    QXmlStreamReader reader(QByteArray::fromStdString(svg));
    int count = 0;
    while (!reader.atEnd())
        count += reader.readNext() == QXmlStreamReader::StartElement && reader.name() == name;
    return reader.hasError() ? -1 : count;
}

} // namespace

class EvaluationFiguresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void errorFigureHasAPanelPerLabelAndThreeCurvesInEach()
    {
        const auto svg = errorAlongSnr(twoRatios());
        QCOMPARE(countElements(svg, QStringLiteral("rect")), static_cast<int>(labelCount) + 1);
        QCOMPARE(countElements(svg, QStringLiteral("polyline")), 3 * static_cast<int>(labelCount));
    }

    void coverageHasTwoDotsPerLabelAndRatio()
    {
        QCOMPARE(countElements(coverage(twoRatios()), QStringLiteral("circle")),
                 2 * 2 * static_cast<int>(labelCount));
    }

    void labelsThatDoNotVaryAreLeftOutOfResiduals()
    {
        auto evaluation = twoRatios();
        for (auto& score : evaluation.scores)
            score.groups[0].nirspec[0].priorScatter = 0;
        QCOMPARE(countElements(residuals(evaluation), QStringLiteral("circle")),
                 2 * (static_cast<int>(labelCount) - 1));
    }

    void emptyEvaluationStillIsAFigure()
    {
        for (const auto& svg : { errorAlongSnr({}), coverage({}), residuals({}), retrieval({}) })
            QVERIFY(countElements(svg, QStringLiteral("svg")) == 1);
    }

    void allFiguresAreWritten()
    {
        const QTemporaryDir folder;
        const auto directory = folder.filePath(QStringLiteral("figures"));
        writeFigures(directory.toStdString(), twoRatios());
        for (const auto* name : { "error-along-snr.svg", "residuals.svg", "coverage.svg", "retrieval.svg" })
            QVERIFY2(QFile::exists(directory + u'/' + QString::fromLatin1(name)), name);
    }
};

QTEST_APPLESS_MAIN(EvaluationFiguresTest)
#include "evaluationfigures_test.moc"
