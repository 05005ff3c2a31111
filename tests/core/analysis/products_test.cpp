#include "core/analysis/analyzer.h"
#include "core/analysis/domain.h"
#include "core/io/reader.h"
#include "tests/support/fitsmaker.h"
#include "tests/support/productsamples.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace syzygy;
using namespace syzygy::test;

namespace {

constexpr std::size_t asManyAsReal = 3600;

/// Which line of the README's table is about a sample, and why it is not encoded; no key if it is.
struct Promise {
    const char* sample;
    const char* line;
    std::string key;
};

const Promise promises[] {
    { "JWST x1d, one source (stage 3)", "JWST x1d:", "" },
    { "JWST x1d, many slits (stage 2)", "JWST x1d:", "" },
    { "JWST x1d of 2020-2021 (ERROR, nine columns)", "JWST x1d:", "" },
    { "JWST x1d reduced again (no TELESCOP, no ASDF)", "JWST x1d:", "" },
    { "JWST c1d", "JWST x1d:", "" },
    { "a combination that was saved", "Combinations", "" },
    { "JWST x1dints before 1.19 (a table per integration)", "JWST x1dints", "" },
    { "JWST x1dints since 1.19 (a row per integration)", "JWST x1dints", "" },
    { "JWST WFSS x1d (a row per source)", "NIRISS x1d, WFSS", "too_coarse" },
    { "NIRISS, NIRCam x1d", "NIRISS x1d, WFSS", "too_coarse" },
    { "MIRI MRS x1d", "NIRCam, MIRI, MRS", "out_of_range" },
    { "JWST s2d", "JWST s2d", "" },
    { "JWST s3d", "JWST s2d", "" },
    { "PypeIt spec1d", "PypeIt spec1d", "" },
    { "PypeIt spec2d", "JWST s2d", "" },
    { "msaexp, DJA", "msaexp", "" },
    { "msaexp, DJA, compressed", "msaexp", "" },
    { "JADES 1-D", "JADES", "too_coarse" },
    { "IRTF library, 3 x N", "IRTF", "" },
    { "ESO, VO table", "ESO/VO", "" },
    { "CSV", "ESO/VO", "" },
    { "ECSV", "ESO/VO", "" },
    { "CSV without a unit", "Text or table without", "" },
    { "a catalogue", "Catalogues", "" },
    { "APOGEE apStar, asStar, several visits", "APOGEE", "" },
    { "APOGEE apStar, one visit (DR13)", "APOGEE", "" },
    { "APOGEE apStar, one visit (DR17)", "APOGEE", "" },
    { "APOGEE aspcapStar", "APOGEE", "" },
    { "APOGEE apVisit", "APOGEE", "" },
    { "SDSS-V mwmStar", "APOGEE", "" },
};

const Promise* promiseOf(const std::string& sample)
{
    for (const auto& promise : promises)
        if (promise.sample == sample)
            return &promise;
    return nullptr;
}

/// The cells "Opens" and "Encoded" of a line of the README's table.
QStringList cellsOf(const QString& readme, const char* line)
{
    const auto begin = readme.indexOf(QStringLiteral("\n| ") + QString::fromUtf8(line));
    if (begin < 0)
        return {};
    const auto row = readme.mid(begin + 1, readme.indexOf(QLatin1Char('\n'), begin + 1) - begin - 1);
    const auto cells = row.split(QLatin1Char('|'));
    return cells.size() == 5 ? QStringList { cells[2].trimmed(), cells[3].trimmed() } : QStringList {};
}

/// How the cell "Encoded" has to begin.
QString encodedCell(const ProductSample& sample, const std::string& key)
{
    if (!sample.refusal.empty())
        return {};
    if (key == "too_coarse")
        return QStringLiteral("no, too coarse: shown");
    if (key == "out_of_range")
        return QStringLiteral("no, other wavelengths: shown");
    return sample.instrument == Instrument::Apogee ? QStringLiteral("APOGEE") : QStringLiteral("NIRSpec");
}

} // namespace

/// What the README's table of products says of each kind of file is what becomes of one.
class ProductsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(SYZYGY_README));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_readme = QString::fromUtf8(file.readAll());
    }

    void readmeTellsTheTruth_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_samples.size(); ++i)
            QTest::newRow(m_samples[i].name.c_str()) << static_cast<int>(i);
    }
    void readmeTellsTheTruth()
    {
        QFETCH(int, index);
        const auto& sample = m_samples[static_cast<std::size_t>(index)];
        const auto* promise = promiseOf(sample.name);
        QVERIFY2(promise, "the sample has no line in the table");
        const auto cells = cellsOf(m_readme, promise->line);
        QVERIFY2(!cells.isEmpty(), promise->line);
        QCOMPARE(cells[0].startsWith(QStringLiteral("yes")), sample.refusal.empty());
        const auto expected = encodedCell(sample, promise->key);
        QVERIFY2(expected.isEmpty() ? cells[1].isEmpty() : cells[1].startsWith(expected),
                 qPrintable(cells[1]));
        if (sample.refusal.empty())
            checkRefusals(sample, promise->key);
    }

private:
    void checkRefusals(const ProductSample& sample, const std::string& key)
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / sample.fileName;
        writeBytes(file, sample.bytes);
        for (const auto& spectrum : readSpectra(file)) {
            const auto flags = refusalsOf(spectrum);
            QCOMPARE(flags.empty() ? std::string() : flags.front().key, key);
            if (!key.empty())
                QVERIFY(flags.front().words.ends_with("It is shown, but not analysed."));
        }
    }

    QTemporaryDir m_folder;
    QString m_readme;
    std::vector<ProductSample> m_samples = productSamples(asManyAsReal);
};

QTEST_APPLESS_MAIN(ProductsTest)
#include "products_test.moc"
