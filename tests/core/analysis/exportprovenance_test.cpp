#include "core/analysis/exportprovenance.h"
#include "core/atomicfile.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/nn/manifest.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace syzygy;

namespace {

Spectrum observed(const std::filesystem::path& file)
{
    Spectrum spectrum;
    spectrum.wavelength.resize(100);
    spectrum.provenance.file = file;
    spectrum.provenance.source = "M71-19";
    spectrum.provenance.pipelineVersion = "1.19.1";
    spectrum.provenance.keywords
        = { { "TARGNAME", "M71" }, { "CAL_VER", "1.19.1" }, { "CRDS_CTX", "jwst_1413.pmap" } };
    return spectrum;
}

Analysis analysed()
{
    Analysis analysis;
    analysis.velocity.source = Velocity::Source::Measured;
    analysis.velocity.value = -23.5;
    analysis.prepared.counts[static_cast<std::size_t>(MaskReason::Outlier)] = 7;
    analysis.modelId = "nirspec-apogee-1a2b3c4d";
    return analysis;
}

} // namespace

class ExportProvenanceTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }

    QJsonObject written(const ExportProvenance& provenance) const
    {
        const auto table = path("labels.fits");
        writeTextAtomically(table, "the table");
        writeProvenance(table, provenance);
        QFile file(QString::fromStdString(provenanceFile(table).string()));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }

private Q_SLOTS:
    void standsBesideTheTable()
    {
        QCOMPARE(provenanceFile("a/labels.fits").string(), std::string("a/labels.fits.provenance.json"));
    }

    void saysWhatEachRowIsMadeOf()
    {
        const auto file = path("x1d.fits");
        writeTextAtomically(file, "abc");
        AnalysisOptions options;
        options.prepare.maskedRanges = { { 1.25, 1.26 } };
        options.given = { { Label::Logg, 2.3, 0.1 } };
        ReadOptions reading;
        reading.wavelengthsInAir = true;
        const auto record = recordOf(observed(file), analysed(), options, reading);
        const auto json = written({ "syzygy 0.1.0", { { "fit", "no" } }, { record, record } });

        QCOMPARE(json[QStringLiteral("program")].toString(), QStringLiteral("syzygy 0.1.0"));
        QCOMPARE(json[QStringLiteral("table")][QStringLiteral("sha256")].toString().toStdString(),
                 sha256OfFile(path("labels.fits")));
        const auto files = json[QStringLiteral("files")].toArray();
        QCOMPARE(files.size(), qsizetype { 1 }); // each once
        QCOMPARE(files[0][QStringLiteral("sha256")].toString(),
                 QStringLiteral(
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")); // FIPS 180-2, B.1
        const auto spectra = json[QStringLiteral("spectra")].toArray();
        QCOMPARE(spectra.size(), qsizetype { 2 });
        const auto row = spectra[0].toObject();
        QCOMPARE(row[QStringLiteral("keywords")][QStringLiteral("CRDS_CTX")].toString(),
                 QStringLiteral("jwst_1413.pmap"));
        QVERIFY(row[QStringLiteral("keywords")][QStringLiteral("TARGNAME")].isUndefined());
        QCOMPARE(row[QStringLiteral("velocity")][QStringLiteral("km_s")].toDouble(), -23.5);
        QCOMPARE(row[QStringLiteral("samples_left_out")][QStringLiteral("outlier")].toInt(), 7);
        QCOMPARE(row[QStringLiteral("masked_ranges_um")][0][1].toDouble(), 1.26);
        QCOMPARE(row[QStringLiteral("given")][QStringLiteral("logg")][QStringLiteral("sigma")].toDouble(),
                 0.1);
        QVERIFY(row[QStringLiteral("reading")][QStringLiteral("wavelengths_in_air")].toBool());
        QCOMPARE(row[QStringLiteral("model")].toString(), QStringLiteral("nirspec-apogee-1a2b3c4d"));
    }

    void combinationsNameTheirInputs()
    {
        auto record = recordOf(observed("combined"), analysed(), {}, {});
        record.inputs = { path("gone_1.fits"), path("gone_2.fits") };
        const auto json = written({ "syzygy 0.1.0", {}, { record } });
        QCOMPARE(json[QStringLiteral("files")].toArray().size(), qsizetype { 2 });
        QVERIFY(json[QStringLiteral("files")][0][QStringLiteral("sha256")].isUndefined()); // gone
        QCOMPARE(json[QStringLiteral("spectra")][0][QStringLiteral("combined_from")].toArray().size(),
                 qsizetype { 2 });
    }

    void bytesThatAreNoUtf8DoNotBreakIt()
    {
        auto record = recordOf(observed("x1d.fits"), analysed(), {}, {});
        record.source = "\xff\xfe";
        QCOMPARE(written({ "syzygy 0.1.0", {}, { record } })[QStringLiteral("spectra")].toArray().size(),
                 qsizetype { 1 });
    }

    void canBeCancelled()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto record = recordOf(observed("x1d.fits"), analysed(), {}, {});
        QVERIFY_THROWS_EXCEPTION(
            Cancelled,
            writeProvenance(path("other.csv"), { "syzygy 0.1.0", {}, { record } }, stop.get_token()));
        QVERIFY(!std::filesystem::exists(provenanceFile(path("other.csv"))));
    }
};

QTEST_GUILESS_MAIN(ExportProvenanceTest)
#include "exportprovenance_test.moc"
