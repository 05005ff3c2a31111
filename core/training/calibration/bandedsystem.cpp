#include "core/training/calibration/bandedsystem.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

void BandedSystem::factorise()
{
    for (std::size_t row = 0; row < m_size; ++row)
        for (std::size_t column = firstIn(row); column <= row; ++column) {
            double sum = at(row, column);
            for (std::size_t k = std::max(firstIn(row), firstIn(column)); k < column; ++k)
                sum -= at(row, k) * at(column, k);
            at(row, column) = column < row ? sum / at(column, column) : std::sqrt(sum);
        }
}

std::vector<double> BandedSystem::solve(std::vector<double> right) const
{
    for (std::size_t row = 0; row < m_size; ++row) {
        for (std::size_t k = firstIn(row); k < row; ++k)
            right[row] -= at(row, k) * right[k];
        right[row] /= at(row, row);
    }
    for (std::size_t row = m_size; row-- > 0;) {
        right[row] /= at(row, row);
        for (std::size_t k = firstIn(row); k < row; ++k)
            right[k] -= at(row, k) * right[row];
    }
    return right;
}

double BandedSystem::logDeterminant() const
{
    double sum = 0;
    for (std::size_t row = 0; row < m_size; ++row)
        sum += 2 * std::log(at(row, row));
    return sum;
}

} // namespace syzygy
