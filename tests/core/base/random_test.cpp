#include "core/random.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

using namespace syzygy;

namespace {

constexpr int draws = 200000;

/// Mean of f over many draws.
template <typename Draw>
double mean(Draw draw)
{
    double sum = 0;
    for (int i = 0; i < draws; ++i)
        sum += draw();
    return sum / draws;
}

bool isNear(double value, double expected, double tolerance)
{
    return std::abs(value - expected) < tolerance;
}

} // namespace

class RandomTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheSameEverywhere()
    {
        // The C++ standard fixes the 10000th value of a default-seeded std::mt19937_64 ([rand.predef]).
        Random random(5489);
        for (int i = 0; i < 9999; ++i)
            random.fork();
        QCOMPARE(random.fork(), 9981545732273789042ULL);
    }

    void sameSeedSameNumbers()
    {
        Random first(7), second(7), other(8);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(first.normal(), second.normal());
        QVERIFY(first.uniform() != other.uniform());
    }

    void uniformFillsItsInterval()
    {
        Random random(1);
        double lowest = 1, highest = 0;
        const double average = mean([&] {
            const double value = random.uniform();
            lowest = std::min(lowest, value);
            highest = std::max(highest, value);
            return value;
        });
        QVERIFY(lowest >= 0 && lowest < 1e-4 && highest < 1 && highest > 1 - 1e-4);
        QVERIFY(isNear(average, 0.5, 5 / std::sqrt(12.0 * draws)));
    }

    void normalHasItsMoments()
    {
        Random random(2);
        std::array<double, 4> moments {};
        for (int i = 0; i < draws; ++i) {
            const double value = random.normal();
            for (std::size_t power = 0; power < 4; ++power)
                moments[power] += std::pow(value, static_cast<double>(power + 1)) / draws;
        }
        const double sigma = 1 / std::sqrt(draws); // the variances of x, x², x³, x⁴ are 1, 2, 15, 96
        QVERIFY(isNear(moments[0], 0, 4 * sigma));
        QVERIFY(isNear(moments[1], 1, 4 * sigma * std::sqrt(2)));
        QVERIFY(isNear(moments[2], 0, 4 * sigma * std::sqrt(15)));
        QVERIFY(isNear(moments[3], 3, 4 * sigma * std::sqrt(96)));
    }

    void neighbouringNormalsAreIndependent() // both come from one pair of uniform numbers
    {
        Random random(3);
        const double product = mean([&] { return random.normal() * random.normal(); });
        const double squares
            = mean([&] { return std::pow(random.normal(), 2) * std::pow(random.normal(), 2); });
        QVERIFY(isNear(product, 0, 4 / std::sqrt(draws)));
        QVERIFY(isNear(squares, 1, 4 * std::sqrt(8.0 / draws)));
    }

    void normalTailsAreGaussian()
    {
        Random random(4);
        const double beyond = mean([&] { return std::abs(random.normal()) > 2 ? 1.0 : 0.0; });
        QVERIFY(isNear(beyond, 0.0455003, 4 * std::sqrt(0.0455 / draws)));
    }

    void scalesAndShifts()
    {
        Random random(5);
        QVERIFY(isNear(mean([&] { return random.normal(4500, 100); }), 4500, 4 * 100 / std::sqrt(draws)));
        QVERIFY(isNear(mean([&] { return random.uniform(-1, 3); }), 1, 4 * 4 / std::sqrt(12.0 * draws)));
    }

    void indexReachesEachPlaceAlike()
    {
        Random random(6);
        std::vector<int> counts(10);
        for (int i = 0; i < draws; ++i)
            ++counts.at(random.index(counts.size()));
        for (int count : counts)
            QVERIFY(isNear(count, draws / 10.0, 5 * std::sqrt(draws * 0.09)));
        QCOMPARE(random.index(1), std::size_t(0));
    }

    void chanceKeepsToItsProbability()
    {
        Random random(7);
        QVERIFY(
            isNear(mean([&] { return random.chance(0.3) ? 1.0 : 0.0; }), 0.3, 4 * std::sqrt(0.21 / draws)));
        for (int i = 0; i < 1000; ++i)
            QVERIFY(!random.chance(0) && random.chance(1));
    }

    void forksAreIndependentStreams()
    {
        Random parent(8);
        std::set<double> firsts;
        for (int i = 0; i < 1000; ++i)
            firsts.insert(Random(parent.fork()).uniform());
        QCOMPARE(firsts.size(), std::size_t(1000));
    }
};

QTEST_APPLESS_MAIN(RandomTest)
#include "random_test.moc"
