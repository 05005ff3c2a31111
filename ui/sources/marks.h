#pragma once

#include <QString>

#include <bitset>

namespace syzygy {

inline constexpr std::size_t tickCount = 9;

/// What the user notes of a source.
struct Marks {
    bool star = false;
    std::bitset<tickCount> ticks; ///< tick 1 is bit 0
    QString comment;

    bool isEmpty() const { return !star && ticks.none() && comment.isEmpty(); }
    bool operator==(const Marks&) const = default;
};

/// "1 4 9"
QString tickWords(const Marks& marks);

} // namespace syzygy
