#include "core/analysis/analyzer.h"
#include "core/error.h"
#include "core/io/reader.h"
#include "core/nn/encodernetwork.h"
#include "core/training/bundle/bundletraining.h"
#include "core/training/bundle/mediumbundle.h"
#include "core/training/encoders/encodertraining.h"
#include "core/training/encoders/mediumtraining.h"
#include "core/training/evaluation/evaluation.h"
#include "core/training/mocks/simulate.h"
#include "tests/core/training/encoders/quicktraining.h"
#include "tests/core/training/tinyemulator.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <numeric>

using namespace syzygy;
using test::ignore;
using test::quickOptions;
using test::train;
using test::weightsOf;

class EncoderTrainingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sameSeedGivesTheSameWeights();
    void resumesToTheSameWeights();
    void refusesTheCheckpointOfAnotherTraining();
    void stopsWhenAsked();
    void lossFalls();
    void makesTheStarsAskedFor();
    void bundleLoadsAndAnalyses();
    void bundleIsRefusedAfterAByteChanged_data();
    void bundleIsRefusedAfterAByteChanged();
    void simulatedFilesAreReadBack();
    void simulatesTheSameAgain();
    void evaluates();
    void mediumJoinsTheLatentSpace();
    void mediumResumesToTheSame();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

/// A bundle of tiny networks, for all that needs one.
void EncoderTrainingTest::initTestCase()
{
    std::filesystem::create_directories(path("source"));
    test::tinyEmulator().save(path("source") / "emulator.pt");
    test::tinyPrior().save(path("source") / "label_prior.json");
    BundleOptions options;
    options.training = quickOptions();
    options.atlasStars = 60;
    options.command = "a test";
    std::vector<double> fractions;
    trainBundle(path("source"), path("bundle"), options,
                [&](double done, const std::string&) { fractions.push_back(done); }, {});
    QVERIFY(std::ranges::is_sorted(fractions));
    QVERIFY(std::abs(fractions.back() - 1) < 1e-9);
}

void EncoderTrainingTest::sameSeedGivesTheSameWeights()
{
    auto options = quickOptions();
    options.epochs = 1;
    const auto first = weightsOf(train(options));
    QVERIFY(torch::equal(weightsOf(train(options)), first));
    options.seed = 2;
    QVERIFY(!torch::equal(weightsOf(train(options)), first));
}

void EncoderTrainingTest::resumesToTheSameWeights()
{
    auto options = quickOptions();
    options.checkpoint = path("whole");
    const auto whole = train(options);
    options.checkpoint = path("interrupted");
    std::stop_source stop;
    const auto stopAfterAnEpoch = [&](double, const std::string& message) {
        if (message.find("epoch") != std::string::npos)
            stop.request_stop();
    };
    QVERIFY_EXCEPTION_THROWN(train(options, stopAfterAnEpoch, stop.get_token()), Cancelled);
    const auto resumed = train(options);
    QVERIFY(torch::equal(weightsOf(resumed), weightsOf(whole)));
    QCOMPARE(resumed.heldOutLoss, whole.heldOutLoss);
    QCOMPARE(resumed.epochs, 2);
}

void EncoderTrainingTest::refusesTheCheckpointOfAnotherTraining()
{
    auto options = quickOptions();
    options.epochs = 1;
    options.checkpoint = path("claimed");
    train(options);
    const auto sentence = [](const EncoderTrainingOptions& others) {
        try {
            train(others);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    auto others = options;
    others.components /= 2;
    const auto stated = [](int components) { return "\"--components " + std::to_string(components) + "\""; };
    QVERIFY(sentence(others).find("claimed: was begun with " + stated(options.components) + ", not "
                                  + stated(others.components))
            != std::string::npos);
    others = options;
    others.epochs = 2; // on the same mocks
    QVERIFY(sentence(others).find("training_0.pt: was begun with \"--epochs 1\"") != std::string::npos);
    std::filesystem::remove(path("claimed") / "options.txt");
    QVERIFY(sentence(options).find("claimed: does not say") != std::string::npos);
}

void EncoderTrainingTest::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(train(quickOptions(), ignore, stop.get_token()), Cancelled);
}

void EncoderTrainingTest::lossFalls()
{
    auto options = quickOptions();
    options.checkpoint = path("whole"); // its mocks
    std::filesystem::remove(path("whole") / "training_0.pt");
    options.epochs = 1;
    options.learningRate = 1e-9;
    const double untrained = train(options).heldOutLoss;
    std::filesystem::remove(path("whole") / "training_0.pt");
    options.epochs = 12;
    options.learningRate = 2e-3;
    const auto trained = train(options);
    QVERIFY2(trained.heldOutLoss < 0.9 * untrained,
             qPrintable(QString::number(trained.heldOutLoss / untrained)));
    QVERIFY(trained.retrievalAt1 > 2.0 / 64);
    QVERIFY(trained.temperature > 0.0005 && trained.temperature < 0.2);
}

/// Also where they are fewer than one file of the checkpoint holds.
void EncoderTrainingTest::makesTheStarsAskedFor()
{
    std::vector<std::string> messages;
    std::stop_source stop;
    const auto listen = [&](double, const std::string& message) {
        messages.push_back(message);
        if (message.starts_with("mocks"))
            stop.request_stop();
    };
    auto options = quickOptions();
    options.stars = 50;
    QVERIFY_EXCEPTION_THROWN(train(options, listen, stop.get_token()), Cancelled);
    QCOMPARE(messages.back(), std::string("mocks: 50 of 50 stars"));
}

void EncoderTrainingTest::bundleLoadsAndAnalyses()
{
    const auto analyzer = Analyzer::load(path("bundle"));
    QCOMPARE(analyzer.atlas().size(), std::size_t { 60 });
    QVERIFY(analyzer.manifest().modelId.starts_with("nirspec-apogee-"));
    QCOMPARE(analyzer.manifest().command, std::string("a test"));
    QVERIFY(std::filesystem::file_size(path("bundle") / "MODEL_CARD.md") > 500);

    const auto spectra = emulateStars(test::tinyEmulator(), { analyzer.atlas().stars[7] });
    MockOptions mocks;
    mocks.nirspec = { 150, 150, false, 300 };
    const auto pair = makeMockPair(spectra, 0, mocks, 5);
    const auto nirspec = analyzer.analyze(pair.nirspec), apogee = analyzer.analyze(pair.apogee);
    for (const auto* analysis : { &nirspec, &apogee }) {
        QVERIFY(analysis->encoded);
        QCOMPARE(analysis->modelId, analyzer.manifest().exportedId());
        QCOMPARE(analysis->neighbours.size(), std::size_t { 10 });
        const auto& latent = analysis->latent;
        QVERIFY(std::abs(std::inner_product(latent.begin(), latent.end(), latent.begin(), 0.0) - 1) < 1e-4);
        for (const auto& estimate : analysis->estimates)
            QVERIFY(std::isfinite(estimate.value) && estimate.sigma > 0);
        QVERIFY(analysis->reducedChiSquare > 0);
    }
    QVERIFY(nirspec.velocity.source == Velocity::Source::Measured);
    QVERIFY(std::abs(nirspec.velocity.value - pair.nirspecTruth.velocity) < 10);
    QVERIFY(apogee.velocity.source == Velocity::Source::AlreadyAtRest);
}

void EncoderTrainingTest::bundleIsRefusedAfterAByteChanged_data()
{
    QTest::addColumn<QString>("file");
    for (const auto* file : { "encoders.pt", "emulator.pt", "atlas.bin", "map.pt", "pca.json", "domain.json",
                              "label_prior.json" })
        QTest::addRow("%s", file) << QString::fromLatin1(file);
}

void EncoderTrainingTest::bundleIsRefusedAfterAByteChanged()
{
    QFETCH(QString, file);
    const auto changed = path("bundle") / file.toStdString();
    std::fstream stream(changed, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(100);
    const char before = static_cast<char>(stream.get());
    const auto put = [&](char byte) {
        stream.seekp(100);
        stream.put(byte);
        stream.flush();
    };
    put(static_cast<char>(before ^ 1));
    const auto sentence = test::messageOf([&] { Analyzer::load(path("bundle")); });
    put(before);
    QVERIFY2(sentence.find(file.toStdString()) != std::string::npos, sentence.c_str());
    QVERIFY(sentence.find("sha256") != std::string::npos);
}

void EncoderTrainingTest::simulatedFilesAreReadBack()
{
    SimulateOptions options;
    options.count = 3;
    options.snr = 80;
    options.giantsOnly = true;
    simulate(test::tinyEmulator(), test::tinyPrior(), path("mocks"), options, ignore, {});
    const auto truth = readCsv(path("mocks") / "truth.csv");
    QCOMPARE(truth.rows.size(), std::size_t { 3 });
    QCOMPARE(truth.header.size(), 1 + labelCount + 6);
    for (std::size_t i = 0; i < truth.rows.size(); ++i) {
        const auto& row = truth.rows[i];
        QVERIFY(std::stod(row[2]) < 3.5); // log g
        QCOMPARE(std::stod(row[23]), 80.0);
        const auto nirspec = readSpectra(path("mocks") / (row[0] + "_x1d.fits"));
        QCOMPARE(nirspec.size(), std::size_t { 1 });
        QVERIFY(nirspec[0].instrument == Instrument::Nirspec);
        QCOMPARE(nirspec[0].provenance.source, row[0]);
        QCOMPARE(nirspec[0].provenance.mode, std::string("G140H/F100LP"));
        QVERIFY(nirspec[0].size() > 1000);
        const auto apogee = readSpectra(path("mocks") / (row[0] + "_apStar.fits"));
        QVERIFY(apogee.size() == 1 && apogee[0].size() == 8575 && apogee[0].frame == Frame::Rest);
    }
}

void EncoderTrainingTest::simulatesTheSameAgain()
{
    SimulateOptions options;
    options.count = 2;
    simulate(test::tinyEmulator(), test::tinyPrior(), path("once"), options, ignore, {});
    simulate(test::tinyEmulator(), test::tinyPrior(), path("twice"), options, ignore, {});
    const auto first = readSpectra(path("once") / "mock_001_x1d.fits"),
               second = readSpectra(path("twice") / "mock_001_x1d.fits");
    QVERIFY(first[0].wavelength == second[0].wavelength);
    QVERIFY(readCsv(path("once") / "truth.csv").rows == readCsv(path("twice") / "truth.csv").rows);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(
        simulate(test::tinyEmulator(), test::tinyPrior(), path("never"), options, ignore, stop.get_token()),
        Cancelled);
}

void EncoderTrainingTest::evaluates()
{
    EvaluationOptions options;
    options.snr = { 40, 200 };
    options.stars = 30;
    options.boundStars = options.fitStars = 2;
    options.defects = false;
    const auto evaluation = evaluate(path("bundle"), nullptr, options, ignore, {});
    const auto json = nlohmann::json::parse(toJson(evaluation));
    QCOMPARE(json.at("scores").size(), std::size_t { 2 });
    QCOMPARE(json.at("model_id").get<std::string>(), Analyzer::load(path("bundle")).manifest().modelId);
    const auto& score = json.at("scores").at(1);
    QCOMPARE(score.at("snr").get<double>(), 200.0);
    for (const auto* direction : { "nirspec_to_apogee", "apogee_to_nirspec" }) {
        QCOMPARE(score.at(direction).at("pool").get<int>(), 30);
        for (const auto* key : { "success_at_1", "success_at_5", "success_at_10", "mean_reciprocal_rank" })
            QVERIFY(score.at(direction).at(key) >= 0 && score.at(direction).at(key) <= 1);
    }
    const auto& iron = score.at("groups").at("all").at("nirspec").at("fe_h");
    for (const auto* key :
         { "bias", "rmse", "robust_sigma", "within_1_sigma", "within_2_sigma", "median_stated_sigma",
           "cramer_rao_bound", "ratio_to_bound", "least_rmse", "prior_scatter" })
        QVERIFY(std::isfinite(iron.at(key).get<double>()));
    QVERIFY(iron.at("cramer_rao_bound") > 0);
    const auto& all = score.at("groups").at("all");
    QCOMPARE(all.at("fitted_stars").get<int>(), 2);
    QVERIFY(all.at("nirspec_fit").at("fe_h").at("median_stated_sigma") > 0);
    const auto table = toTable(evaluation);
    const auto groupsWithFits = std::ranges::count_if(evaluation.scores[0].groups,
                                                      [](const auto& group) { return group.fitted > 0; });
    QCOMPARE(table.rows.size(), (2 * 5 * 2 + 2 * static_cast<std::size_t>(groupsWithFits)) * labelCount);
    for (const auto& row : table.rows)
        QCOMPARE(row.size(), table.header.size());
    const auto text = toText(evaluation);
    QVERIFY(text.find("### S/N 200 per pixel") != std::string::npos);
    QVERIFY(text.find("the emulator fitted to 2 of them") != std::string::npos);
}

namespace {

EncoderTrainingOptions quickMediumOptions()
{
    auto options = mediumTrainingOptions();
    const auto quick = quickOptions();
    options.stars = quick.stars;
    options.heldOut = quick.heldOut;
    options.components = quick.components;
    options.epochs = quick.epochs;
    options.batch = quick.batch;
    return options;
}

MockPair pairOf(const StellarParameters& star, Grating grating)
{
    MockOptions mocks;
    mocks.nirspec = { 150, 150, false, 300 };
    mocks.nirspec.grating = grating;
    return makeMockPair(emulateStars(test::tinyEmulator(), { star }), 0, mocks, 5);
}

} // namespace

/// A bundle takes up G140M; what it says of other spectra stays bit for bit.
void EncoderTrainingTest::mediumJoinsTheLatentSpace()
{
    std::filesystem::copy(path("bundle"), path("three"));
    const auto before = Analyzer::load(path("bundle"));
    const auto star = before.atlas().stars[7];
    const auto medium = pairOf(star, Grating::G140M), high = pairOf(star, Grating::G140H);
    QVERIFY(!before.analyze(medium.nirspec).encoded);
    const auto trained = addMedium(path("three"), quickMediumOptions(), "another test", ignore, {});
    QCOMPARE(trained.epochs, 2);
    const auto after = Analyzer::load(path("three"));
    QVERIFY(after.manifest().modelId.find("-g140m-") != std::string::npos);
    QCOMPARE(after.manifest().mediumCommand, std::string("another test"));
    const auto analysis = after.analyze(medium.nirspec);
    QVERIFY(analysis.encoded && analysis.prepared.grid == nirspecMediumModelGrid());
    QCOMPARE(analysis.latent.size(), static_cast<std::size_t>(after.manifest().latentDimensions));
    QVERIFY(std::abs(analysis.velocity.value - medium.nirspecTruth.velocity) < 30);
    for (const auto& estimate : analysis.estimates)
        QVERIFY(std::isfinite(estimate.value) && estimate.sigma > 0);
    const auto same = before.analyze(high.nirspec), still = after.analyze(high.nirspec);
    QVERIFY(same.latent == still.latent);
    for (std::size_t k = 0; k < labelCount; ++k)
        QVERIFY(same.estimates[k].value == still.estimates[k].value
                && same.estimates[k].sigma == still.estimates[k].sigma);
    const auto once = after.manifest().modelId;
    addMedium(path("three"), quickMediumOptions(), "another test", ignore, {});
    QCOMPARE(Analyzer::load(path("three")).manifest().modelId.size(),
             once.size()); // replaced, not added once more
}

void EncoderTrainingTest::mediumResumesToTheSame()
{
    const auto encoders = Encoders::load(path("bundle") / "encoders.pt");
    auto options = quickMediumOptions();
    const auto trained = [&](const Progress& progress, std::stop_token stop) {
        return trainMedium(encoders, test::tinyEmulator(), test::tinyPrior(), options, progress,
                           std::move(stop))
            .encoders;
    };
    options.checkpoint = path("medium_whole");
    const auto whole = trained(ignore, {});
    options.checkpoint = path("medium_interrupted");
    std::stop_source stop;
    const auto stopAfterAnEpoch = [&](double, const std::string& message) {
        if (message.find("member 1: epoch") != std::string::npos)
            stop.request_stop();
    };
    QVERIFY_EXCEPTION_THROWN(trained(stopAfterAnEpoch, stop.get_token()), Cancelled);
    const auto resumed = trained(ignore, {});
    const auto pair = pairOf(test::tinyEmulator().lowerBound(), Grating::G140M);
    const auto prepared = prepare(pair.nirspec, nirspecMediumModelGrid(), pair.nirspecTruth.velocity);
    QVERIFY(whole.encode(prepared).latent == resumed.encode(prepared).latent);
}

QTEST_APPLESS_MAIN(EncoderTrainingTest)

#include "encodertraining_test.moc"
