#pragma once

#include "ui/sources/marks.h"
#include "ui/sources/source.h"
#include "ui/sources/sourcecolumns.h"

#include <QString>

#include <functional>
#include <optional>
#include <span>

namespace syzygy {

/// What the filter box of the sources understands.
/// Words: rows that hold each of them in any text column but those of the headers, "m71 low_snr".
/// An expression: comparisons of columns by their keys, "teff<4800 and star", "fe_h >= -0.5 or flag", "not
/// tick3", "comment ~ binary", joined by and, or, not and parentheses. A column alone is true where it is
/// known and not 0 or empty; = of subsets finds one of them. Known besides the columns: tick1 ... tick9, flag
/// (any), failed, encoded.
class Filter {
public:
    static Filter parse(const QString& text, std::span<const SourceColumn> columns = sourceColumns());

    /// Does the word mean something to every filter (and, or, not, tick3, flag ...), so that no column may be
    /// called so?
    static bool knows(const QString& word);

    bool accepts(const Source& source, const Marks& marks) const { return m_accepts(source, marks); }
    /// A sentence on what cannot be understood; such a filter accepts all. Mostly empty.
    const QString& problem() const { return m_problem; }

private:
    using Predicate = std::function<bool(const Source&, const Marks&)>;

    Predicate m_accepts = [](const Source&, const Marks&) { return true; };
    QString m_problem;
};

} // namespace syzygy
