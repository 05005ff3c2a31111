#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace syzygy {

/// Seeded random numbers, the same on every standard library (whose distributions differ).
class Random {
public:
    explicit Random(std::uint64_t seed)
        : m_engine(seed)
    {
    }

    /// In [0, 1).
    double uniform() { return static_cast<double>(m_engine() >> 11) * 0x1.0p-53; }
    double uniform(double from, double to) { return from + (to - from) * uniform(); }
    /// In [0, count).
    std::size_t index(std::size_t count)
    {
        return static_cast<std::size_t>(uniform() * static_cast<double>(count));
    }
    bool chance(double probability) { return uniform() < probability; }

    /// Standard normal (Box & Muller 1958, the polar form's twin without rejection).
    double normal()
    {
        if (m_hasSpare) {
            m_hasSpare = false;
            return m_spare;
        }
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        const double angle = 2.0 * std::numbers::pi * uniform();
        m_spare = radius * std::sin(angle);
        m_hasSpare = true;
        return radius * std::cos(angle);
    }
    double normal(double mean, double sigma) { return mean + sigma * normal(); }

    /// A seed for an independent stream, e.g. one per star, so that results do not depend on the number of
    /// threads.
    std::uint64_t fork() { return m_engine(); }

private:
    std::mt19937_64 m_engine;
    double m_spare = 0;
    bool m_hasSpare = false;
};

} // namespace syzygy
