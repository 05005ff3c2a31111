#include "core/random.h"
#include "core/training/calibration/bandedsystem.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;

class BandedSystemTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void solvesByHand();
    void solutionSatisfiesTheEquations();
};

/// [[4, 2], [2, 5]]: determinant 16; solves (8, 12) as (1, 2).
void BandedSystemTest::solvesByHand()
{
    BandedSystem system(2, 1);
    system.at(0, 0) = 4;
    system.at(1, 0) = 2;
    system.at(1, 1) = 5;
    system.factorise();
    QVERIFY(std::abs(system.logDeterminant() - std::log(16)) < 1e-12);
    const auto solution = system.solve({ 8, 12 });
    QVERIFY(std::abs(solution[0] - 1) < 1e-12 && std::abs(solution[1] - 2) < 1e-12);
}

void BandedSystemTest::solutionSatisfiesTheEquations()
{
    constexpr std::size_t size = 200, band = 7;
    Random random(1);
    BandedSystem system(size, band);
    for (std::size_t row = 0; row < size; ++row)
        for (std::size_t column = row > band ? row - band : 0; column <= row; ++column)
            system.at(row, column) = row == column ? 12 : random.normal();
    const auto matrix = system;
    std::vector<double> right(size);
    for (auto& value : right)
        value = random.normal();
    system.factorise();
    const auto solution = system.solve(right);
    for (std::size_t row = 0; row < size; ++row) {
        double sum = 0;
        for (std::size_t column = row > band ? row - band : 0; column < std::min(size, row + band + 1);
             ++column)
            sum += matrix.at(std::max(row, column), std::min(row, column)) * solution[column];
        QVERIFY(std::abs(sum - right[row]) < 1e-10);
    }
}

QTEST_APPLESS_MAIN(BandedSystemTest)

#include "bandedsystem_test.moc"
