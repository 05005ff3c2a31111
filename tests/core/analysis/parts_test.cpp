#include "core/analysis/parts.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;

class PartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void middleHasAsManyUsablePixelsOnEitherSide()
    {
        PreparedSpectrum prepared;
        prepared.mask.assign(1000, 1);
        std::fill_n(prepared.mask.begin() + 100, 200, 0);
        const auto middle = middleOf(prepared, 400);
        QVERIFY(middle.has_value());
        QCOMPARE(*middle, std::size_t { 600 }); // 100, 200 missing, 300
        std::fill_n(prepared.mask.begin() + 600, 100, 0);
        QCOMPARE(*middleOf(prepared, 350), std::size_t { 550 });
        QVERIFY(!middleOf(prepared, 351).has_value());
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
