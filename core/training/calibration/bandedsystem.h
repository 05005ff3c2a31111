// Private to core/training.
#pragma once

#include <cstddef>
#include <vector>

namespace syzygy {

/// A symmetric positive definite matrix with `band` diagonals below the main one, and its Cholesky factor in
/// place.
class BandedSystem {
public:
    BandedSystem(std::size_t size, std::size_t band)
        : m_size(size)
        , m_band(band)
        , m_values(size * (band + 1))
    {
    }

    /// The lower triangle: column ≤ row ≤ column + band.
    double& at(std::size_t row, std::size_t column)
    {
        return m_values[row * (m_band + 1) + column + m_band - row];
    }
    double at(std::size_t row, std::size_t column) const
    {
        return m_values[row * (m_band + 1) + column + m_band - row];
    }

    void factorise(); ///< once, before the rest
    std::vector<double> solve(std::vector<double> right) const;
    double logDeterminant() const;

private:
    std::size_t firstIn(std::size_t row) const { return row > m_band ? row - m_band : 0; }

    std::size_t m_size, m_band;
    std::vector<double> m_values;
};

} // namespace syzygy
