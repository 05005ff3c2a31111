#include "core/training/evaluation/cramerrao.h"
#include "tests/core/training/tinyemulator.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

MockPair pairAt(double snr)
{
    MockPair pair;
    pair.star.labels = { 4700, 2.4, -0.4 };
    pair.star[Label::C] = -0.4;
    pair.nirspecTruth.snr = pair.apogeeTruth.snr = snr;
    pair.nirspecTruth.lineSpread = { 3.5e-4, 0, 1.3 };
    return pair;
}

CramerRao boundOf(const MockPair& pair)
{
    return cramerRaoBounds(test::tinyEmulator(), std::span(&pair, 1)).front();
}

} // namespace

class CramerRaoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scalesWithNoise();
    void withoutSignalOnlyThePriorRemains();
    void aGapNeverLowersIt();
    void broaderLinesNeverLowerIt();
    void oneResultPerStar();
};

/// Where the prior says nothing beside the spectrum, half the noise is half the bound.
void CramerRaoTest::scalesWithNoise()
{
    const auto once = boundOf(pairAt(1e6)), twice = boundOf(pairAt(2e6));
    for (std::size_t k = 0; k < labelCount; ++k) {
        if (k > 2 && once.nirspec[k] > 0.05)
            continue; // the prior still has a say
        QVERIFY2(std::abs(once.nirspec[k] / twice.nirspec[k] - 2) < 0.02,
                 qPrintable(QString::number(once.nirspec[k] / twice.nirspec[k])));
    }
    QVERIFY(std::abs(once.apogee[0] / twice.apogee[0] - 2) < 0.02);
    QVERIFY(once.nirspec[0] > 0 && once.nirspec[2] > 0);
    const auto noisy = boundOf(pairAt(50));
    for (std::size_t k = 0; k < labelCount; ++k)
        QVERIFY(noisy.nirspec[k] > once.nirspec[k] && noisy.apogee[k] > once.apogee[k]);
}

/// A known answer: the bound of [X/Fe] tends to the 0.6 dex of its prior, that of the others grows as noise.
void CramerRaoTest::withoutSignalOnlyThePriorRemains()
{
    const auto blind = boundOf(pairAt(1e-2));
    for (std::size_t k = 3; k < labelCount; ++k)
        QVERIFY2(std::abs(blind.nirspec[k] - 0.6) < 0.01, qPrintable(QString::number(blind.nirspec[k])));
    for (const double snr : { 10.0, 1000.0 }) {
        const auto bound = boundOf(pairAt(snr));
        for (std::size_t k = 3; k < labelCount; ++k)
            QVERIFY(bound.apogee[k] <= 0.6 + 1e-9);
    }
}

void CramerRaoTest::aGapNeverLowersIt()
{
    auto whole = pairAt(100), wide = pairAt(100);
    whole.nirspecTruth.gapEnd = whole.nirspecTruth.gapStart = 3;
    wide.nirspecTruth.gapStart = 1.25;
    wide.nirspecTruth.gapEnd = 1.45;
    const auto best = boundOf(whole), usual = boundOf(pairAt(100)), worst = boundOf(wide);
    for (std::size_t k = 0; k < labelCount; ++k) {
        QVERIFY(usual.nirspec[k] > 0.999 * best.nirspec[k]);
        QVERIFY(worst.nirspec[k] > 0.999 * usual.nirspec[k]);
        QVERIFY(std::abs(worst.apogee[k] / best.apogee[k] - 1) < 1e-9);
    }
}

void CramerRaoTest::broaderLinesNeverLowerIt()
{
    auto broad = pairAt(100);
    broad.nirspecTruth.lineSpread.fwhm = 7e-4;
    const auto sharp = boundOf(pairAt(100)), dull = boundOf(broad);
    QVERIFY(dull.nirspec[0] > sharp.nirspec[0] && dull.nirspec[2] > sharp.nirspec[2]);
}

void CramerRaoTest::oneResultPerStar()
{
    QVERIFY(cramerRaoBounds(test::tinyEmulator(), {}).empty());
    const std::vector pairs { pairAt(100), pairAt(50) };
    const auto bounds = cramerRaoBounds(test::tinyEmulator(), pairs);
    QCOMPARE(bounds.size(), std::size_t { 2 });
    QVERIFY(bounds[0].nirspec == boundOf(pairs[0]).nirspec);
}

QTEST_APPLESS_MAIN(CramerRaoTest)

#include "cramerrao_test.moc"
