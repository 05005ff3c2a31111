#include "core/analysis/analyzer.h"
#include "core/error.h"
#include "core/training/baseline/starnetrun.h"
#include "core/training/baseline/starnettraining.h"
#include "core/training/bundle/bundletraining.h"
#include "core/training/evaluation/evaluation.h"
#include "tests/core/training/tinyemulator.h"

#include <QTemporaryDir>
#include <QTest>
#include <torch/nn/utils/convert_parameters.h>

#include <cmath>
#include <filesystem>

using namespace syzygy;

namespace {

constexpr std::int64_t nirspecPixels = 160, apogeePixels = 200;

/// Spectra with 20 lines, each as deep as one label says, in another place for each instrument.
MockFeatures linearStars(std::int64_t stars, std::uint64_t seed)
{
    torch::manual_seed(seed);
    const auto labels = torch::randn({ stars, 20 });
    const auto spectraOf = [&](std::int64_t pixels, std::int64_t first) {
        auto spectra = 0.1 * torch::randn({ stars, pixels });
        for (std::int64_t k = 0; k < 20; ++k)
            spectra.select(1, first + 7 * k) -= 2 + labels.select(1, k);
        return spectra.to(torch::kHalf);
    };
    return { spectraOf(nirspecPixels, 10), spectraOf(apogeePixels, 40), 100 + 5 * labels };
}

StarNetTrainingOptions onLinearStars(int epochs)
{
    StarNetTrainingOptions options;
    options.stars = 1'024; // one chunk
    options.epochs = epochs;
    return options;
}

StarNets smallNetworks()
{
    torch::manual_seed(7);
    return { nirspecPixels, apogeePixels };
}

torch::Tensor weightsOf(const StarNets& networks)
{
    const torch::NoGradGuard noGrad;
    return torch::cat({ torch::nn::utils::parameters_to_vector(networks.nirspec.network->parameters()),
                        torch::nn::utils::parameters_to_vector(networks.apogee.network->parameters()) });
}

StarNetTrainingOptions quickOptions()
{
    StarNetTrainingOptions options;
    options.stars = 48;
    options.heldOut = 96;
    return options;
}

void ignore(double, const std::string&) { }

} // namespace

class StarNetTrainingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void learnsLinesAndAligns();
    void resumesToTheSameWeights();
    void refusesTheCheckpointOfAnotherTraining();
    void stopsWhenAsked();
    void mocksFromTheCheckpointAreThoseMadeAgain();
    void bundleLoadsAndIsScored();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

void StarNetTrainingTest::learnsLinesAndAligns()
{
    const auto stars = linearStars(1'024, 1), unseen = linearStars(256, 2);
    auto networks = smallNetworks();
    StarNetRun run(networks, stars.labels, onLinearStars(4));
    QCOMPARE(run.chunksInAll(), std::size_t { 8 });
    const auto before = run.losses(unseen);
    while (!run.aligning())
        run.trainOn(stars, {});
    const auto supervised = run.losses(unseen);
    QVERIFY2(supervised.nirspec < 0.4 * before.nirspec, qPrintable(QString::number(supervised.nirspec)));
    QVERIFY2(supervised.apogee < 0.4 * before.apogee, qPrintable(QString::number(supervised.apogee)));
    while (run.chunksDone() < run.chunksInAll())
        run.trainOn(stars, {});
    const auto aligned = run.losses(unseen);
    QVERIFY2(aligned.infoNce < supervised.infoNce && aligned.infoNce < 0.2 * before.infoNce,
             qPrintable(QString::number(aligned.infoNce)));
}

/// Across the border of the two stages, where optimisers change.
void StarNetTrainingTest::resumesToTheSameWeights()
{
    const auto stars = linearStars(128, 1);
    const auto file = path("run.pt");
    for (const std::size_t interruptedAfter : { 1U, 2U, 3U }) {
        auto whole = smallNetworks(), interrupted = smallNetworks(), resumed = smallNetworks();
        StarNetRun first(whole, stars.labels, onLinearStars(2));
        while (first.chunksDone() < first.chunksInAll())
            first.trainOn(stars, {});
        StarNetRun second(interrupted, stars.labels, onLinearStars(2));
        while (second.chunksDone() < interruptedAfter)
            second.trainOn(stars, {});
        second.save(file);
        StarNetRun third(resumed, stars.labels, onLinearStars(2));
        QVERIFY(third.load(file));
        QCOMPARE(third.chunksDone(), interruptedAfter);
        while (third.chunksDone() < third.chunksInAll())
            third.trainOn(stars, {});
        QVERIFY(torch::equal(weightsOf(resumed), weightsOf(whole)));
        QVERIFY(!torch::equal(weightsOf(resumed), weightsOf(interrupted)));
    }
}

void StarNetTrainingTest::refusesTheCheckpointOfAnotherTraining()
{
    const auto stars = linearStars(64, 1);
    auto networks = smallNetworks();
    StarNetRun run(networks, stars.labels, onLinearStars(2));
    QVERIFY(!run.load(path("none.pt")));
    run.save(path("two.pt"));
    StarNetRun other(networks, stars.labels, onLinearStars(3));
    QVERIFY_EXCEPTION_THROWN(other.load(path("two.pt")), Error);
}

void StarNetTrainingTest::stopsWhenAsked()
{
    std::stop_source stop;
    const auto stopBeforeTheFirstStep = [&](double, const std::string&) { stop.request_stop(); };
    QVERIFY_EXCEPTION_THROWN(trainStarNets(test::tinyEmulator(), test::tinyPrior(), quickOptions(),
                                           stopBeforeTheFirstStep, stop.get_token()),
                             Cancelled);
    QVERIFY_EXCEPTION_THROWN(
        trainStarNets(test::tinyEmulator(), test::tinyPrior(), quickOptions(), ignore, stop.get_token()),
        Cancelled);
}

void StarNetTrainingTest::mocksFromTheCheckpointAreThoseMadeAgain()
{
    auto options = quickOptions();
    const auto made = trainStarNets(test::tinyEmulator(), test::tinyPrior(), options, ignore, {});
    options.checkpoint = path("checkpoint");
    const auto kept = trainStarNets(test::tinyEmulator(), test::tinyPrior(), options, ignore, {});
    QVERIFY(std::filesystem::exists(path("checkpoint") / "pixels_0000.pt"));
    QCOMPARE(kept.heldOutLoss, made.heldOutLoss);
    QVERIFY(kept.rmse == made.rmse);
    const auto again = trainStarNets(test::tinyEmulator(), test::tinyPrior(), options, ignore, {});
    QVERIFY(again.rmse == made.rmse); // all of it was in the checkpoint
}

void StarNetTrainingTest::bundleLoadsAndIsScored()
{
    std::filesystem::create_directories(path("source"));
    test::tinyEmulator().save(path("source") / "emulator.pt");
    test::tinyPrior().save(path("source") / "label_prior.json");
    BundleOptions options;
    options.training = quickOptions();
    options.atlasStars = 40;
    trainBundle(path("source"), path("bundle"), options, ignore, {});
    const auto analyzer = Analyzer::load(path("bundle"));
    QCOMPARE(analyzer.manifest().latentDimensions, 20);
    QVERIFY(analyzer.manifest().options.find("\"architecture\":\"starnet\"") != std::string::npos);

    EvaluationOptions evaluation;
    evaluation.snr = { 100 };
    evaluation.stars = 12;
    evaluation.boundStars = 0;
    evaluation.measureVelocity = false;
    const auto scores = evaluate(path("bundle"), nullptr, evaluation, ignore, {}).scores;
    const auto& teff = scores.at(0).groups.at(0).nirspec[0];
    QVERIFY(std::isfinite(teff.rmse) && teff.rmse > 0 && teff.rmse < 5'000);
    QVERIFY(teff.medianSigma > 0);
    QCOMPARE(scores.at(0).nirspecToApogee.pool, evaluation.stars);
}

QTEST_APPLESS_MAIN(StarNetTrainingTest)

#include "starnettraining_test.moc"
