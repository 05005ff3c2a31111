#include "core/error.h"
#include "core/nn/correction.h"
#include "core/random.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace syzygy;

namespace {

SpectralCorrection someLines(std::size_t pixels)
{
    Random random(1);
    SpectralCorrection lines;
    for (std::size_t i = 0; i < pixels; ++i) {
        lines.offset.push_back(static_cast<float>(random.normal(0, 0.005)));
        lines.depth.push_back(static_cast<float>(random.uniform(-0.4, 0.4)));
    }
    return lines;
}

std::vector<float> someModel(std::size_t pixels)
{
    Random random(2);
    std::vector<float> model(pixels);
    for (auto& flux : model)
        flux = static_cast<float>(random.uniform(0.4, 1.05));
    return model;
}

/// Mg: +0.1, and +0.05 per 500 K.
LabelCorrection someShifts()
{
    LabelCorrection labels;
    labels.centre = { 4500, 2, -0.5 };
    auto& trend = labels.trends[indexOf(Label::Mg)];
    trend.weight = { 0.1, 0.05, 0, 0 };
    trend.covariance[0] = 0.0009;
    trend.covariance[5] = 0.0004;
    trend.scatter = 0.04;
    return labels;
}

std::filesystem::path inside(const QTemporaryDir& folder)
{
    return std::filesystem::path(folder.path().toStdString()) / "correction.json";
}

} // namespace

class CorrectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void observedAndModelAreInverse();
    void removedSpectrumIsTheModel();
    void nothingLearntChangesNothing();
    void trendByHand();
    void roundTrip();
    void refusesDamagedFiles_data();
    void refusesDamagedFiles();
};

void CorrectionTest::observedAndModelAreInverse()
{
    const auto lines = someLines(300);
    const auto model = someModel(300);
    const auto back = lines.modelFrom(lines.observedFrom(model));
    for (std::size_t i = 0; i < model.size(); ++i)
        QVERIFY(std::abs(back[i] - model[i]) < 1e-5F);
}

void CorrectionTest::removedSpectrumIsTheModel()
{
    const auto lines = someLines(300);
    const auto model = someModel(300);
    PreparedSpectrum observed;
    observed.flux = lines.observedFrom(model);
    observed.error.assign(300, 0.01F);
    observed.mask.assign(300, 1);
    observed.mask[7] = 0;
    observed.flux[7] = 1;
    const auto removed = lines.removedFrom(observed, model);
    for (std::size_t i = 0; i < model.size(); ++i)
        QVERIFY(std::abs(removed.flux[i] - (i == 7 ? 1 : model[i])) < 1e-5F);
    QVERIFY(removed.error == observed.error && removed.mask == observed.mask);
}

void CorrectionTest::nothingLearntChangesNothing()
{
    const SpectralCorrection nothing;
    const auto model = someModel(20);
    QVERIFY(nothing.empty() && nothing.observedFrom(model) == model && nothing.modelFrom(model) == model);
    const LabelCorrection labels;
    const auto position = labels.position({ 4500, 2, -0.5 });
    for (const auto& trend : labels.trends)
        QVERIFY(trend.shift(position) == 0 && trend.variance(position) == 0);
}

void CorrectionTest::trendByHand()
{
    const auto labels = someShifts();
    const auto& trend = labels.trends[indexOf(Label::Mg)];
    const auto position = labels.position({ 5000, 2, -0.5 });
    QVERIFY(std::abs(trend.shift(position) - 0.15) < 1e-12);
    QVERIFY(std::abs(trend.variance(position) - (0.0009 + 0.0004 + 0.0016)) < 1e-12);
    QVERIFY(trend.variance(labels.position({ 7500, 2, -0.5 }))
            > 4 * trend.variance(position)); // far from what was learnt
}

void CorrectionTest::roundTrip()
{
    const QTemporaryDir folder;
    Correction correction;
    correction.nirspec = { someLines(nirspecModelGrid().size), someShifts(), 12 };
    correction.save(inside(folder));
    const auto read = Correction::load(inside(folder));
    QVERIFY(read.nirspec.spectral.depth == correction.nirspec.spectral.depth);
    QVERIFY(read.nirspec.spectral.offset == correction.nirspec.spectral.offset);
    QCOMPARE(read.nirspec.labels.trends[indexOf(Label::Mg)].weight,
             someShifts().trends[indexOf(Label::Mg)].weight);
    QCOMPARE(read.nirspec.stars, std::size_t { 12 });
    QVERIFY(read.apogee.spectral.empty() && read.apogee.stars == 0);
}

void CorrectionTest::refusesDamagedFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("lines");
    QTest::newRow("no format") << QByteArray("{}");
    QTest::newRow("other format") << QByteArray(R"({"format": 2})");
    QTest::newRow("no instruments") << QByteArray(R"({"format": 1})");
    const QByteArray sides
        = R"({"stars": 1, "offset": [0], "depth": [0], "labels": {"centre": [0, 0, 0], "trends": {}}})";
    QTest::newRow("other grid, labels missing")
        << R"({"format": 1, "nirspec": )" + sides + R"(, "apogee": )" + sides + "}";
}

void CorrectionTest::refusesDamagedFiles()
{
    QFETCH(QByteArray, text);
    const QTemporaryDir folder;
    std::ofstream(inside(folder)) << text.toStdString();
    try {
        Correction::load(inside(folder));
        QFAIL("accepted");
    } catch (const Error& error) {
        QVERIFY(QString::fromUtf8(error.what()).endsWith(QStringLiteral("copy the bundle again.")));
    }
}

QTEST_APPLESS_MAIN(CorrectionTest)

#include "correction_test.moc"
