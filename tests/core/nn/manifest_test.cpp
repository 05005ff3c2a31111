#include "core/digest.h"
#include "core/error.h"
#include "core/labels.h"
#include "core/nn/manifest.h"
#include "core/processing/modelgrid.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

using namespace syzygy;

namespace {

std::filesystem::path pathOf(const QTemporaryDir& folder)
{
    return folder.path().toStdString();
}

void write(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream(file, std::ios::binary) << text;
}

QString textOf(const std::filesystem::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return QString::fromStdString(text.str());
}

Manifest completeManifest()
{
    Manifest manifest;
    manifest.modelId = "nirspec-apogee-1a2b3c4d";
    for (const auto& info : labelInfos) {
        manifest.labelNames.emplace_back(info.key);
        manifest.labelUnits.emplace_back(info.unit);
    }
    manifest.nirspecGrid = nirspecModelGrid().description();
    manifest.apogeeGrid = apogeeModelGrid().description();
    manifest.latentDimensions = 32;
    manifest.options = R"({"epochs":3})";
    manifest.seed = 18446744073709551615u;
    manifest.scores = R"({"teff":{"rmse":41.5}})";
    manifest.madeFrom = "40 mocks";
    manifest.command = "syzygy-cli train encoders --seed 1";
    return manifest;
}

/// A bundle of two small files.
void makeBundle(const std::filesystem::path& folder)
{
    write(folder / "encoders.pt", "weights");
    write(folder / "atlas.bin", "stars");
    saveManifest(folder, completeManifest(), { "encoders.pt", "atlas.bin" });
}

/// The sentence with which the bundle is refused; empty if it is not.
QString refusalOf(const std::filesystem::path& folder)
{
    try {
        loadManifest(folder);
        return {};
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace

class ManifestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void weightsThatNobodyVouchesForAreRefused();
    void saysThatABundleIsNotTheShippedOne();
    void sha256OfKnownMessages_data();
    void sha256OfKnownMessages();
    void sha256RefusesWhatIsNoFile();
    void loadsWhatWasSaved();
    void mediumGridIsChecked();
    void refusesMissingManifest();
    void refusesMissingFile();
    void refusesChangedFile();
    void refusesDamage_data();
    void refusesDamage();
    void saveKeepsTheOldManifestOnFailure();
};

// FIPS 180-4 with the examples of NIST's "Secure Hash Standard" page (SHA256.pdf) and of RFC 6234, sect. 8.5.
void ManifestTest::sha256OfKnownMessages_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("digest");
    QTest::newRow("empty") << QByteArray()
                           << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("one block") << QByteArray(
        "abc") << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QTest::newRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                << QByteArray(
                                       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    QTest::newRow("a million a") << QByteArray(
        1000000, 'a') << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

void ManifestTest::sha256OfKnownMessages()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, digest);
    const QTemporaryDir folder;
    const auto file = pathOf(folder) / "message";
    write(file, message.toStdString());
    QCOMPARE(QByteArray::fromStdString(sha256OfFile(file)), digest);
}

void ManifestTest::sha256RefusesWhatIsNoFile()
{
    const QTemporaryDir folder;
    QVERIFY_EXCEPTION_THROWN(sha256OfFile(pathOf(folder) / "absent"), Error);
    QVERIFY_EXCEPTION_THROWN(sha256OfFile(pathOf(folder)), Error);
}

void ManifestTest::mediumGridIsChecked()
{
    const QTemporaryDir folder;
    makeBundle(pathOf(folder));
    auto manifest = completeManifest();
    manifest.mediumGrid = nirspecMediumModelGrid().description();
    manifest.mediumCommand = "syzygy-cli train medium";
    saveManifest(pathOf(folder), manifest, { "encoders.pt", "atlas.bin" });
    QCOMPARE(loadManifest(pathOf(folder)).mediumGrid, manifest.mediumGrid);
    QCOMPARE(loadManifest(pathOf(folder)).mediumCommand, manifest.mediumCommand);
    manifest.mediumGrid = nirspecModelGrid().description();
    saveManifest(pathOf(folder), manifest, { "encoders.pt", "atlas.bin" });
    QVERIFY_EXCEPTION_THROWN(loadManifest(pathOf(folder)), Error);
}

void ManifestTest::loadsWhatWasSaved()
{
    const QTemporaryDir folder;
    makeBundle(pathOf(folder));
    const auto expected = completeManifest(), found = loadManifest(pathOf(folder));
    QCOMPARE(found.modelId, expected.modelId);
    QCOMPARE(found.labelNames, expected.labelNames);
    QCOMPARE(found.labelUnits, expected.labelUnits);
    QCOMPARE(found.latentDimensions, expected.latentDimensions);
    QCOMPARE(found.options, expected.options);
    QCOMPARE(found.seed, expected.seed);
    QCOMPARE(found.scores, expected.scores);
    QCOMPARE(found.madeFrom, expected.madeFrom);
    QCOMPARE(found.command, expected.command);
    QVERIFY(found.mediumGrid.empty());
    QCOMPARE(found.files.size(), std::size_t(2));
    QCOMPARE(found.files.at("atlas.bin"), sha256OfFile(pathOf(folder) / "atlas.bin"));
}

void ManifestTest::refusesMissingManifest()
{
    const QTemporaryDir folder;
    QVERIFY(refusalOf(pathOf(folder)).contains(QLatin1String("no bundle")));
    QVERIFY(!refusalOf(pathOf(folder) / "absent").isEmpty());
}

void ManifestTest::refusesMissingFile()
{
    const QTemporaryDir folder;
    makeBundle(pathOf(folder));
    std::filesystem::remove(pathOf(folder) / "atlas.bin");
    QVERIFY(refusalOf(pathOf(folder)).contains(QLatin1String("atlas.bin is missing")));
}

void ManifestTest::refusesChangedFile()
{
    const QTemporaryDir folder;
    makeBundle(pathOf(folder));
    write(pathOf(folder) / "atlas.bin", "starz");
    QVERIFY(refusalOf(pathOf(folder)).contains(QLatin1String("atlas.bin was changed after it was made")));
}

void ManifestTest::refusesDamage_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const char* from, const char* to, const char* sentence) {
        QTest::newRow(name) << QString::fromUtf8(from) << QString::fromUtf8(to)
                            << QString::fromUtf8(sentence);
    };
    row("newer format", "\"format\": 1", "\"format\": 2", "is of format 2");
    row("format in words", "\"format\": 1", "\"format\": \"one\"", "does not state its format");
    row("huge format", "\"format\": 1", "\"format\": 99999999999999999999", "does not state its format");
    row("other label", "\"mg_fe\"", "\"zr_fe\"", "other labels");
    row("other unit", "\"K\"", "\"eV\"", "other labels or units");
    row("other grid", "linear", "cubic", "wavelength grid");
    row("path upwards", "\"atlas.bin\"", "\"../atlas.bin\"", "not a file of the bundle's own folder");
    row("absolute path", "\"atlas.bin\"", "\"/etc/passwd\"", "not a file of the bundle's own folder");
    row("zero byte in a name", "\"atlas.bin\"", "\"a\\u0000b\"", "not a file of the bundle's own folder");
    row("empty name", "\"atlas.bin\"", "\"\"", "not a file of the bundle's own folder");
    row("missing entry", "\"model_id\"", "\"model\"", "is incomplete");
    row("number for a text", "\"40 mocks\"", "40", "is incomplete");
    row("text for a list", "\"files\": {", "\"files\": 3, \"others\": {", "is incomplete");
    row("negative seed", "18446744073709551615", "\"none\"", "is incomplete");
    row("scores no object", "\"scores\": {", "\"scores\": [], \"others\": {", "is incomplete");
    row("no latent", "\"latent_dimensions\": 32", "\"latent_dimensions\": 0", "latent of 0 dimensions");
    row("absurd latent", "\"latent_dimensions\": 32", "\"latent_dimensions\": 2000000000", "dimensions");
    row("cut short", "\"command\"", "", "not readable JSON");
    row("not UTF-8", "40 mocks", "", "");
}

void ManifestTest::refusesDamage()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, sentence);
    const QTemporaryDir folder;
    makeBundle(pathOf(folder));
    const auto file = pathOf(folder) / "manifest.json";
    auto text = textOf(file);
    QVERIFY(text.contains(from));
    auto bytes = text.replace(from, to).toStdString();
    if (sentence.isEmpty()) {
        bytes.insert(bytes.find("made_from") + 13, "\xff\xfe");
        sentence = QStringLiteral("not readable JSON");
    }
    write(file, bytes);
    const auto refusal = refusalOf(pathOf(folder));
    QVERIFY2(refusal.contains(sentence), qPrintable(refusal));
    QVERIFY(refusal.startsWith(folder.path()));
}

void ManifestTest::saveKeepsTheOldManifestOnFailure()
{
    const QTemporaryDir folder;
    makeBundle(pathOf(folder));
    const auto before = textOf(pathOf(folder) / "manifest.json");
    auto broken = completeManifest();
    broken.scores = "{ no JSON";
    QVERIFY_EXCEPTION_THROWN(saveManifest(pathOf(folder), broken, { "atlas.bin" }), Error);
    QVERIFY_EXCEPTION_THROWN(saveManifest(pathOf(folder), completeManifest(), { "absent.bin" }), Error);
    QCOMPARE(textOf(pathOf(folder) / "manifest.json"), before);
}

void ManifestTest::weightsThatNobodyVouchesForAreRefused()
{
    const QTemporaryDir folder;
    makeBundle(pathOf(folder));
    write(pathOf(folder) / "notes.txt", "of the user");
    QCOMPARE(refusalOf(pathOf(folder)), QString());
    write(pathOf(folder) / "emulator.pt", "slipped in");
    QVERIFY(refusalOf(pathOf(folder)).contains(QStringLiteral("nothing vouches for it")));
}

void ManifestTest::saysThatABundleIsNotTheShippedOne()
{
    const QTemporaryDir folder;
    makeBundle(pathOf(folder));
    const auto manifest = loadManifest(pathOf(folder));
    QVERIFY(!manifest.isShipped);
    QCOMPARE(manifest.exportedId(), manifest.modelId + " (not the shipped bundle)");
    const auto shipped = loadManifest(SYZYGY_SHIPPED_BUNDLE);
    QVERIFY(shipped.isShipped);
    QCOMPARE(shipped.exportedId(), shipped.modelId);
}

QTEST_APPLESS_MAIN(ManifestTest)
#include "manifest_test.moc"
