#include "core/analysis/analyzer.h"
#include "core/analysis/domain.h"
#include "core/io/reader.h"
#include "tests/support/fitsmaker.h"
#include "tests/support/productsamples.h"
#include "tests/support/testspectrum.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

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
    { "a combination of APOGEE that was saved", "Combinations", "" },
    { "JWST x1dints before 1.19 (a table per integration)", "JWST x1dints", "" },
    { "JWST x1dints since 1.19 (a row per integration)", "JWST x1dints", "" },
    { "JWST WFSS x1d (a row per source)", "NIRISS x1d, WFSS", "too_coarse" },
    { "NIRISS x1d", "NIRISS x1d, WFSS", "too_coarse" },
    { "NIRSpec x1d of the prism", "NIRISS x1d, WFSS", "too_coarse" },
    { "NIRCam x1d", "NIRCam, MIRI, MRS", "out_of_range" },
    { "MIRI LRS x1d", "NIRCam, MIRI, MRS", "out_of_range" },
    { "MIRI MRS x1d", "NIRCam, MIRI, MRS", "out_of_range" },
    { "NIRSpec x1d of another grating", "NIRCam, MIRI, MRS", "out_of_range" },
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
    { "ASCII", "ESO/VO", "" },
    { "CSV with decimal commas", "ESO/VO", "" },
    { "IPAC table", "IPAC", "" },
    { "VOTable", "IPAC", "" },
    { "1-D image with a linear axis", "1-D image", "" },
    { "IRAF multispec", "IRAF", "" },
    { "orders of an echelle", "Images of orders", "" },
    { "DESI coadd", "Images of orders", "" },
    { "SDSS spSpec", "SDSS spec", "" },
    { "LAMOST before DR6", "SDSS spec", "" },
    { "UVES_popler", "SDSS spec", "" },
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

/// The cells of a line of the README's table: product, "Opens", "Encoded", "Refused with".
struct Line {
    QString product, opens, encoded, refused;

    bool isOf(const Promise& promise) const { return product.startsWith(QString::fromUtf8(promise.line)); }
    bool encodes(const QString& expected) const
    {
        return encoded.startsWith(expected) || encoded.contains(QStringLiteral(" or ") + expected);
    }
    /// What “Refused with” quotes.
    QStringList sentences() const
    {
        static const QRegularExpression quotes(QStringLiteral("“([^”]*)”"));
        QStringList found;
        for (auto match = quotes.globalMatch(refused); match.hasNext();)
            found << match.next().captured(1);
        return found;
    }
};

std::vector<Line> linesOf(const QString& readme)
{
    const auto begin = readme.indexOf(QStringLiteral("| Product | Opens |"));
    std::vector<Line> lines;
    for (const auto& row : readme.mid(begin, readme.indexOf(QStringLiteral("\n\n"), begin) - begin)
                               .split(QLatin1Char('\n'))
                               .mid(2)) {
        const auto cells = row.split(QLatin1Char('|'));
        if (cells.size() == 6)
            lines.push_back(
                { cells[1].trimmed(), cells[2].trimmed(), cells[3].trimmed(), cells[4].trimmed() });
    }
    return lines;
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
        m_lines = linesOf(QString::fromUtf8(file.readAll()));
        QVERIFY(!m_lines.empty());
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
        const auto line = std::ranges::find_if(m_lines, [&](const Line& l) { return l.isOf(*promise); });
        QVERIFY2(line != m_lines.end(), promise->line);
        QCOMPARE(line->opens.startsWith(QStringLiteral("yes")), sample.refusal.empty());
        const auto expected = encodedCell(sample, promise->key);
        QVERIFY2(expected.isEmpty() ? line->encoded.isEmpty() : line->encodes(expected),
                 qPrintable(line->encoded));
        const auto said = whyRefused(sample, promise->key);
        QCOMPARE(said.isEmpty(), line->sentences().isEmpty());
        QVERIFY2(said.isEmpty() || quotedIn(*line, said) > 0, qPrintable(said));
    }

    void everyLineIsTried_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_lines.size(); ++i)
            QTest::newRow(qPrintable(m_lines[i].product)) << static_cast<int>(i);
    }
    void everyLineIsTried()
    {
        QFETCH(int, index);
        const auto& line = m_lines[static_cast<std::size_t>(index)];
        int tried = 0;
        QString said;
        for (const auto& sample : m_samples)
            if (const auto* promise = promiseOf(sample.name); promise && line.isOf(*promise)) {
                ++tried;
                said += whyRefused(sample, promise->key);
            }
        QVERIFY2(tried > 0, "no sample is of this line");
        QCOMPARE(quotedIn(line, said), line.sentences().size());
    }

private:
    static qsizetype quotedIn(const Line& line, const QString& said)
    {
        const auto sentences = line.sentences();
        return std::ranges::count_if(sentences, [&](const QString& part) { return said.contains(part); });
    }

    /// The sentence of the reader or, where the file opens, of the encoders; empty if it is encoded. Checks
    /// that they refuse what they should.
    QString whyRefused(const ProductSample& sample, const std::string& key)
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / sample.fileName;
        writeBytes(file, sample.bytes);
        if (!sample.refusal.empty())
            return QString::fromStdString(messageOf([&] { readSpectra(file); }));
        QString said;
        for (const auto& spectrum : readSpectra(file)) {
            const auto flags = refusalsOf(spectrum);
            const auto found = flags.empty() ? Flag() : flags.front();
            if (found.key != key
                || (!key.empty() && !found.words.ends_with("It is shown, but not analysed.")))
                QTest::qFail(qPrintable(QString::fromStdString(sample.name + ": " + found.words)), __FILE__,
                             __LINE__);
            said += QString::fromStdString(found.words);
        }
        return said;
    }

    QTemporaryDir m_folder;
    std::vector<Line> m_lines;
    std::vector<ProductSample> m_samples = productSamples(asManyAsReal);
};

QTEST_APPLESS_MAIN(ProductsTest)
#include "products_test.moc"
