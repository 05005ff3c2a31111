#include "core/analysis/analyzer.h"
#include "core/analysis/reference.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/random.h"
#include "core/training/calibration/finetuningbundle.h"
#include "core/training/calibration/finetuningstars.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace syzygy;

namespace {

void ignore(double, const std::string&) { }

const Encoders& encoders()
{
    static const auto loaded = Encoders::load(defaultBundle() / "encoders.pt");
    return loaded;
}

std::vector<StellarParameters> giants(std::size_t count)
{
    Random random(11);
    std::vector<StellarParameters> stars(count);
    for (auto& star : stars) {
        star.labels = { random.uniform(4200, 4900), random.uniform(1.6, 2.6), random.uniform(-0.8, 0) };
        for (const auto label : { Label::O, Label::Mg, Label::Si, Label::S, Label::Ca, Label::Ti })
            star[label] = 0.15 + random.normal(0, 0.05);
        star[Label::N] = 0.2;
    }
    return stars;
}

/// How the sky differs from the emulator, times the gap: some lines are a third deeper.
double tooDeep(std::size_t pixel)
{
    return pixel % 60 < 20 ? 0.35 : 0.0;
}

/// Giants at S/N 100, their lines wrong by `gap` times tooDeep().
std::vector<TuningStar> observed(std::size_t count, double gap)
{
    const auto emulator = Emulator::load(defaultBundle() / "emulator.pt");
    const auto stars = giants(count);
    auto spectra = referenceSpectra(emulator, stars, nirspecModelGrid());
    Random random(12);
    std::vector<TuningStar> result;
    for (std::size_t n = 0; n < count; ++n) {
        TuningStar star;
        star.name = "star " + std::to_string(n);
        star.truth = stars[n].labels;
        auto& spectrum = spectra[n];
        const auto model = spectrum.flux;
        for (std::size_t i = 0; i < model.size(); ++i) {
            spectrum.error[i] = 0.01F;
            spectrum.flux[i] += static_cast<float>(gap * tooDeep(i) * static_cast<double>(model[i] - 1)
                                                   + random.normal(0, 0.01));
        }
        star.exposures.push_back({ star.name, spectrum, model, encoders().encode(spectrum) });
        result.push_back(std::move(star));
    }
    return result;
}

TuningOptions quick()
{
    return { .folds = 4, .innerFolds = 3 };
}

/// rms of (value − truth) / σ stated before, over the labels that the loss is made of.
double scatter(const TuningResult& result, bool after)
{
    double squares = 0;
    for (const auto& star : result.heldOut)
        for (std::size_t k = 0; k < labelCount; ++k) {
            const double value
                = after ? star.value[static_cast<std::size_t>(result.chosen)][k] : star.valueBefore[k];
            squares += std::pow((value - star.truth[k]) / star.sigmaBefore[k], 2);
        }
    return std::sqrt(squares / static_cast<double>(result.heldOut.size() * labelCount));
}

const TuningResult& tunedOnWrongLines()
{
    static const auto result = fineTune(encoders(), observed(10, 2), quick(), ignore, {});
    return result;
}

Spectrum named(const char* file, const char* source)
{
    Spectrum spectrum;
    spectrum.provenance.file = file;
    spectrum.provenance.source = source;
    return spectrum;
}

std::filesystem::path written(const QTemporaryDir& folder, const char* text)
{
    const auto file = std::filesystem::path(folder.path().toStdString()) / "labels.csv";
    std::ofstream(file) << text;
    return file;
}

} // namespace

class FineTuningTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsLabels();
    void refusesTablesWithoutLabels_data();
    void refusesTablesWithoutLabels();
    void findsTheRowOfASpectrum();
    void refusesAmbiguousRows();
    void learnsWrongLines();
    void leavesARightBundleAlone();
    void statesTheScatterThatIsLeft();
    void oneStarTeachesLinesOnly();
    void stopsWhenAsked();
    void writesANewBundle();
    void reportsBeforeAndAfter();
};

void FineTuningTest::readsLabels()
{
    const QTemporaryDir folder;
    const auto rows = readTuningLabels(written(folder,
                                               "Star,alias,teff,logg,FE_H,mg_fe,mg_fe_err,na_fe\nA,7,4500,2."
                                               "0,-0.5,0.2,0.05,-9999\nB,8,,2.0,-0.5,0.2,0.05,0\n"));
    QCOMPARE(rows.size(), std::size_t { 1 }); // B has no Teff
    QCOMPARE(rows[0].labels[0], 4500.0);
    QCOMPARE(rows[0].labels[indexOf(Label::Mg)], 0.2);
    QCOMPARE(rows[0].sigma[indexOf(Label::Mg)], 0.05);
    QVERIFY(std::isnan(rows[0].labels[indexOf(Label::Na)]) && std::isnan(rows[0].labels[indexOf(Label::C)]));
    QCOMPARE(rows[0].sigma[0], 0.0);
}

void FineTuningTest::refusesTablesWithoutLabels_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no logg") << QByteArray("star,teff,fe_h\nA,4500,-0.5\n");
    QTest::newRow("no names") << QByteArray("teff,logg,fe_h\n4500,2,-0.5\n");
    QTest::newRow("no numbers") << QByteArray("star,teff,logg,fe_h\nA,hot,2,-0.5\n");
    QTest::newRow("no rows") << QByteArray("star,teff,logg,fe_h\n");
    QTest::newRow("empty") << QByteArray();
}

void FineTuningTest::refusesTablesWithoutLabels()
{
    QFETCH(QByteArray, text);
    const QTemporaryDir folder;
    QVERIFY_EXCEPTION_THROWN(readTuningLabels(written(folder, text.constData())), Error);
}

void FineTuningTest::findsTheRowOfASpectrum()
{
    const std::vector<LabelRow> rows { { { "2609_19", "19" }, {}, {} },
                                       { { "2609_1" }, {}, {} },
                                       { { "mock_000" }, {}, {} } };
    QCOMPARE(rowOf(rows, named("x.fits", "2609_19")), &rows[0]);
    QCOMPARE(rowOf(rows, named("exp2_2609_19.fits", "")), &rows[0]);
    QCOMPARE(rowOf(rows, named("exp2_2609_1.fits", "SPAT0123")), &rows[1]);
    QCOMPARE(rowOf(rows, named("folder/mock_000_x1d.fits", "")), &rows[2]);
    QVERIFY(!rowOf(rows, named("exp19.fits", "")) && !rowOf(rows, named("12609_19.fits", "12609_19")));
}

void FineTuningTest::refusesAmbiguousRows()
{
    const std::vector<LabelRow> rows { { { "m71_a" }, {}, {} }, { { "giant_b" }, {}, {} } };
    QVERIFY_EXCEPTION_THROWN(rowOf(rows, named("m71_a_giant_b.fits", "")), Error);
}

void FineTuningTest::learnsWrongLines()
{
    const auto& result = tunedOnWrongLines();
    QVERIFY(result.chosen != TuningStrength::Nothing && result.correction.stars == 10);
    const auto lossOf
        = [&](TuningStrength strength) { return result.loss[static_cast<std::size_t>(strength)]; };
    QVERIFY2(lossOf(TuningStrength::Lines) < 0.7 * lossOf(TuningStrength::Nothing),
             qPrintable(QString::fromStdString(toText(result))));
    QCOMPARE(result.correction.spectral.empty(), result.chosen == TuningStrength::Shifts);
    QVERIFY2(scatter(result, true) < 0.75 * scatter(result, false),
             qPrintable(QStringLiteral("%1 to %2").arg(scatter(result, false)).arg(scatter(result, true))));
}

/// Noise alone must not look like something to learn.
void FineTuningTest::leavesARightBundleAlone()
{
    const auto result = fineTune(encoders(), observed(8, 0), quick(), ignore, {});
    QVERIFY(scatter(result, true) < 1.1 * scatter(result, false));
    if (result.chosen == TuningStrength::Nothing)
        QVERIFY(result.correction.spectral.empty());
}

void FineTuningTest::statesTheScatterThatIsLeft()
{
    const auto& result = tunedOnWrongLines();
    std::size_t within = 0;
    for (const auto& star : result.heldOut)
        for (std::size_t k = 0; k < labelCount; ++k) {
            const auto chosen = static_cast<std::size_t>(result.chosen);
            within += std::abs(star.value[chosen][k] - star.truth[k]) < 2 * star.sigma[chosen][k];
        }
    QVERIFY(static_cast<double>(within) > 0.88 * static_cast<double>(result.heldOut.size() * labelCount));
}

void FineTuningTest::oneStarTeachesLinesOnly()
{
    const auto stars = observed(1, 1);
    const auto learnt = corrections(encoders(), stars, quick());
    const auto& both = learnt[static_cast<std::size_t>(TuningStrength::Both)];
    QVERIFY(!both.spectral.empty());
    for (const auto& trend : both.labels.trends)
        QCOMPARE(trend.weight[0], 0.0);
}

void FineTuningTest::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(fineTune(encoders(), observed(3, 0), quick(), ignore, stop.get_token()),
                             Cancelled);
}

void FineTuningTest::writesANewBundle()
{
    const QTemporaryDir folder;
    const std::filesystem::path directory = std::filesystem::path(folder.path().toStdString()) / "tuned";
    const auto source = defaultBundle();
    const auto digest = sha256OfFile(source / "manifest.json");
    writeTunedBundle(source, directory, { tunedOnWrongLines(), {} }, "syzygy-cli finetune");
    QCOMPARE(sha256OfFile(source / "manifest.json"), digest);
    const auto analyzer = Analyzer::load(directory);
    const auto id = QString::fromStdString(analyzer.manifest().modelId);
    QVERIFY2(id.startsWith(QString::fromStdString(loadManifest(source).modelId) + QStringLiteral("-tuned-")),
             qPrintable(id));
    std::ifstream card(directory / "MODEL_CARD.md");
    const std::string text(std::istreambuf_iterator<char>(card), {});
    QVERIFY(text.starts_with("# " + analyzer.manifest().modelId)
            && text.find("## Before and after") != std::string::npos);
    QVERIFY_EXCEPTION_THROWN(writeTunedBundle(source, directory, {}, ""), Error); // there already
    QVERIFY_EXCEPTION_THROWN(requireTunable(directory), Error);
}

void FineTuningTest::reportsBeforeAndAfter()
{
    const auto text = QString::fromStdString(toText(tunedOnWrongLines()));
    QVERIFY(text.contains(QStringLiteral("| [Fe/H] | 10 |")) && text.contains(QStringLiteral("Chosen")));
}

QTEST_APPLESS_MAIN(FineTuningTest)

#include "finetuning_test.moc"
