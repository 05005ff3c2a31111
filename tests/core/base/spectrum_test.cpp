#include "core/spectrum.h"

#include <QTest>

#include <set>
#include <string>

using namespace syzygy;

namespace {

/// Wavelengths from runs "start:count" of unit step, e.g. "0:5 20:3".
std::vector<double> wavelengthsOf(const QString& runs)
{
    std::vector<double> wavelengths;
    for (const auto& run : runs.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto parts = run.split(QLatin1Char(':'));
        for (int i = 0; i < parts[1].toInt(); ++i)
            wavelengths.push_back(parts[0].toDouble() + i);
    }
    return wavelengths;
}

QString textOf(const std::vector<SampleRange>& ranges)
{
    QStringList text;
    for (const auto& range : ranges)
        text << QStringLiteral("%1-%2").arg(range.first).arg(range.last);
    return text.join(QLatin1Char(' '));
}

} // namespace

class SpectrumTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cutsAtJumps_data()
    {
        QTest::addColumn<QString>("runs");
        QTest::addColumn<QString>("ranges");
        const auto row = [](const char* name, const char* runs, const char* ranges) {
            QTest::newRow(name) << QString::fromUtf8(runs) << QString::fromUtf8(ranges);
        };
        row("nothing", "", "");
        row("one sample", "0:1", "0-1");
        row("two samples far apart tell no step", "0:1 100:1", "0-2");
        row("no gap", "0:9", "0-9");
        row("detector gap", "0:5 20:3", "0-5 5-8");
        row("two gaps", "0:5 20:3 40:6", "0-5 5-8 8-14");
        row("lone sample behind a gap", "0:5 30:1", "0-5 5-6");
        row("five times the step is still none", "0:5 9:5", "0-10"); // from 4 to 9
        row("above it is one", "0:5 10:5", "0-5 5-10");
    }

    void cutsAtJumps()
    {
        QFETCH(QString, runs);
        QFETCH(QString, ranges);
        QCOMPARE(textOf(contiguousRanges(wavelengthsOf(runs))), ranges);
    }

    void followsAStepThatGrows()
    {
        std::vector<double> wavelengths { 0.6 }; // a prism's step grows tenfold from blue to red, with no gap
        while (wavelengths.size() < 400)
            wavelengths.push_back(wavelengths.back() * 1.006);
        QCOMPARE(contiguousRanges(wavelengths).size(), std::size_t(1));
    }

    void factorDecidesWhatAGapIs()
    {
        const auto wavelengths = wavelengthsOf(QStringLiteral("0:5 7:5"));
        QCOMPARE(contiguousRanges(wavelengths, 2.9).size(), std::size_t(2));
        QCOMPARE(contiguousRanges(wavelengths, 3.1).size(), std::size_t(1));
    }

    void rangesCoverEverySampleOnce()
    {
        const auto wavelengths = wavelengthsOf(QStringLiteral("0:7 30:1 60:2 90:40"));
        std::size_t next = 0;
        for (const auto& range : contiguousRanges(wavelengths)) {
            QCOMPARE(range.first, next);
            QVERIFY(range.last > range.first);
            next = range.last;
        }
        QCOMPARE(next, wavelengths.size());
    }

    // jwst dqflags.pixel and the SDSS bit mask APOGEE_PIXMASK.
    void qualityBitsHaveTheirNames()
    {
        QCOMPARE(std::string(jwstQualityName(0)), std::string("DO_NOT_USE"));
        QCOMPARE(std::string(jwstQualityName(2)), std::string("JUMP_DET"));
        QCOMPARE(std::string(jwstQualityName(4)), std::string("OUTLIER"));
        QCOMPARE(std::string(jwstQualityName(10)), std::string("DEAD"));
        QCOMPARE(std::string(jwstQualityName(31)), std::string("REFERENCE_PIXEL"));
        QCOMPARE(std::string(apogeeQualityName(0)), std::string("BADPIX"));
        QCOMPARE(std::string(apogeeQualityName(12)), std::string("SIG_SKYLINE"));
    }

    void qualityNamesAreDistinctAndSafeOutside()
    {
        std::set<std::string_view> names;
        for (int bit = 0; bit < 32; ++bit)
            names.insert(jwstQualityName(bit));
        QCOMPARE(names.size(), std::size_t(32));
        for (int bit : { -1, 32, 1000 }) {
            QVERIFY(!jwstQualityName(bit).empty());
            QVERIFY(!apogeeQualityName(bit).empty());
        }
    }
};

QTEST_APPLESS_MAIN(SpectrumTest)
#include "spectrum_test.moc"
