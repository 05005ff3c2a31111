#pragma once

#include <QString>
#include <QStringList>

#include <bitset>

namespace syzygy {

inline constexpr std::size_t tickCount = 9;

/// What the user notes of a source.
struct Marks {
    bool star = false;
    std::bitset<tickCount> ticks; ///< tick 1 is bit 0
    QString comment;
    QStringList subsets; ///< that it belongs to, sorted

    bool isEmpty() const { return !star && ticks.none() && comment.isEmpty() && subsets.isEmpty(); }
    bool operator==(const Marks&) const = default;
};

/// "1 4 9"
QString tickWords(const Marks& marks);

void addToSubset(Marks& marks, const QString& name);
void takeFromSubset(Marks& marks, const QString& name);
QString subsetWords(const Marks& marks); ///< "binaries, members"

/// A name as a user typed it, without what lists and filters need between names (commas, quotes).
QString subsetName(const QString& typed);

} // namespace syzygy
