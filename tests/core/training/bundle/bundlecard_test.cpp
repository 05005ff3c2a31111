#include "core/processing/modelgrid.h"
#include "core/training/bundle/bundlecard.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace syzygy;

namespace {

/// A folder with one file of weights, a manifest and a card.
std::filesystem::path smallBundle(const QTemporaryDir& folder)
{
    const std::filesystem::path bundle = folder.path().toStdString();
    std::ofstream(bundle / "weights.pt") << "weights";
    std::ofstream(bundle / "MODEL_CARD.md") << "# small\n\nWords.\n";
    Manifest manifest;
    manifest.modelId = "small-00000000";
    for (const auto& info : labelInfos) {
        manifest.labelNames.emplace_back(info.key);
        manifest.labelUnits.emplace_back(info.unit);
    }
    manifest.nirspecGrid = nirspecModelGrid().description();
    manifest.apogeeGrid = apogeeModelGrid().description();
    manifest.latentDimensions = 8;
    manifest.options = "{}";
    manifest.scores = "{}";
    saveManifest(bundle, manifest, { "weights.pt" });
    return bundle;
}

Encoders noEncoders()
{
    return Encoders(std::shared_ptr<const EncoderModel>());
}

Evaluation evaluationOf(const std::string& stars, double teffRmse)
{
    Evaluation evaluation;
    evaluation.modelId = "small-00000000";
    evaluation.starsFrom = stars;
    SnrScore score;
    score.snr = 100;
    GroupScore giants;
    giants.name = "giants";
    giants.stars = 7;
    giants.nirspec[0].rmse = teffRmse;
    score.groups = { giants };
    score.nirspecToApogee.at1 = 0.75;
    evaluation.scores = { score };
    return evaluation;
}

QString cardOf(const std::filesystem::path& bundle)
{
    std::ifstream card(bundle / "MODEL_CARD.md");
    return QString::fromStdString({ std::istreambuf_iterator<char>(card), {} });
}

nlohmann::json scoresOf(const std::filesystem::path& bundle)
{
    return nlohmann::json::parse(loadManifest(bundle).scores);
}

} // namespace

class BundleCardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scoresGoIntoManifestAndCard();
    void scoresOfTheSameStarsAreReplaced();
    void otherStarsAreKept();
    void cardTellsHowToMakeItAgain();
    void cardOfABaselineSaysSo();
};

void BundleCardTest::scoresGoIntoManifestAndCard()
{
    const QTemporaryDir folder;
    const auto bundle = smallBundle(folder);
    recordScores(bundle, evaluationOf("emulator", 41));
    const auto entry = scoresOf(bundle).at("emulator").at("snr").at(0);
    QCOMPARE(entry.at("giants_rmse").at("teff").get<double>(), 41.0);
    QCOMPARE(entry.at("nirspec_to_apogee_success_at_1").get<double>(), 0.75);
    QVERIFY(cardOf(bundle).startsWith(
        QStringLiteral("# %1\n\nWords.\n").arg(QString::fromStdString(loadManifest(bundle).modelId))));
    QCOMPARE(cardOf(bundle).count(QStringLiteral("\n## Scores on unseen mocks, stars from the emulator\n")),
             1);
    QVERIFY(loadManifest(bundle).files.contains("weights.pt")); // and its digest is right
}

void BundleCardTest::scoresOfTheSameStarsAreReplaced()
{
    const QTemporaryDir folder;
    const auto bundle = smallBundle(folder);
    recordScores(bundle, evaluationOf("emulator", 41));
    recordScores(bundle, evaluationOf("truth.fits", 52));
    const auto before = cardOf(bundle);
    recordScores(bundle, evaluationOf("emulator", 33));
    QCOMPARE(scoresOf(bundle).at("emulator").at("snr").at(0).at("giants_rmse").at("teff").get<double>(),
             33.0);
    QCOMPARE(cardOf(bundle).count(QStringLiteral("stars from the emulator")),
             before.count(QStringLiteral("stars from the emulator")));
    QCOMPARE(cardOf(bundle).size(), before.size()); // two digits for two digits
}

void BundleCardTest::otherStarsAreKept()
{
    const QTemporaryDir folder;
    const auto bundle = smallBundle(folder);
    recordScores(bundle, evaluationOf("emulator", 41));
    recordScores(bundle, evaluationOf("truth.fits", 52));
    QVERIFY(scoresOf(bundle).contains("emulator") && scoresOf(bundle).contains("truth.fits"));
    QVERIFY(cardOf(bundle).contains(QStringLiteral("stars from the truth.fits")));
}

void BundleCardTest::cardTellsHowToMakeItAgain()
{
    const QTemporaryDir folder;
    auto manifest = loadManifest(smallBundle(folder));
    manifest.command = "syzygy-cli train encoders --seed 7";
    manifest.madeFrom = "192 mock stars";
    manifest.seed = 7;
    const auto card = modelCard(manifest, { noEncoders(), 0, 0.03, 0.5, {}, 2 });
    for (const auto* words :
         { "# small-00000000", "192 mock stars", "--seed 7", "8 dimensions", "Not for carbon stars" })
        QVERIFY2(card.find(words) != std::string::npos, words);
}

void BundleCardTest::cardOfABaselineSaysSo()
{
    const QTemporaryDir folder;
    auto manifest = loadManifest(smallBundle(folder));
    manifest.options = R"({"architecture": "starnet"})";
    const auto card = modelCard(manifest, { noEncoders(), 0, 0.0645, 0.5, {}, 2 });
    QVERIFY(card.find("baseline") != std::string::npos
            && card.find("temperature fixed, 0.0645") != std::string::npos);
    QVERIFY(card.find("heads that read") == std::string::npos);
}

QTEST_APPLESS_MAIN(BundleCardTest)

#include "bundlecard_test.moc"
