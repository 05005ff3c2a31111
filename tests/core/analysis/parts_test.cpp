#include "core/analysis/parts.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;

class PartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Each usable pixel is in one of them, half of them in each, the blue ones first; holes stay holes.
    void halvesShareTheUsablePixels()
    {
        PreparedSpectrum prepared;
        prepared.mask.assign(1000, 1);
        std::fill_n(prepared.mask.begin() + 100, 200, 0);
        const auto halves = halvesOf(prepared, 400);
        QVERIFY(halves.has_value());
        const auto &blue = (*halves)[0].mask, &red = (*halves)[1].mask;
        QCOMPARE(std::ranges::count(blue, 1), 400);
        QCOMPARE(std::ranges::count(red, 1), 400);
        for (std::size_t i = 0; i < 1000; ++i)
            QCOMPARE(blue[i] + red[i], int(prepared.mask[i]));
        QCOMPARE(std::ranges::find(red, 1) - red.begin(), 600); // 100 + 200 missing + 300
        QVERIFY(!halvesOf(prepared, 401).has_value());
    }

    void largestTensionIsInUnitsOfBothErrors()
    {
        std::array<JointLabels, 2> halves;
        for (auto& half : halves) {
            half.value = { 4500, 2, -0.5 };
            half.sigma.fill(0.1);
            half.sigma[0] = 100;
        }
        halves[1].value[0] = 4700; // 1.4 σ
        halves[1].value[2] = -0.9; // 2.8 σ
        halves[1].value[10] = 5;   // a label that does not count
        const auto tension = largestTension(halves);
        QVERIFY(tension.label == Label::FeH);
        QVERIFY(std::abs(tension.size() - 0.4 / std::hypot(0.1, 0.1)) < 1e-12);
        QCOMPARE(tension.value[1], -0.9);
    }
};

QTEST_APPLESS_MAIN(PartsTest)
#include "parts_test.moc"
