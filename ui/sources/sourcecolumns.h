#pragma once

#include "ui/sources/marks.h"
#include "ui/sources/source.h"

#include <QString>

#include <functional>
#include <span>
#include <vector>

namespace syzygy {

/// One column that the table of sources can show, and that its filter knows by `key`.
struct SourceColumn {
    QString key;   ///< "teff", "teff_err", "snr", "comment"
    QString title; ///< of the header
    QString help;  ///< a sentence; may be empty
    bool isNumeric = false;
    std::function<QString(const Source&, const Marks&)> text;
    std::function<double(const Source&, const Marks&)> number {}; ///< of numeric columns; NaN: not known
    QString group {}; ///< what brought it: headerGroup(), or the name of the user's table; empty: the program
    QString unit {};  ///< as the user's table states it
    bool isList = false;    ///< of texts with ", " between them: = finds one
    bool isSearched = true; ///< by words in the filter, if it is a text
};

/// Those that there always are, in the order of SourceTableModel::Column where that names them.
const std::vector<SourceColumn>& sourceColumns();

/// −1 if there is none. Ignores case; "feh" is "fe_h".
int columnOf(QStringView key, std::span<const SourceColumn> columns = sourceColumns());

/// A key that no column has yet: letters, digits and _; `prefix`_ goes before it where that is needed.
QString freeKey(const QString& name, const QString& prefix, std::span<const SourceColumn> columns);

QString headerGroup(); ///< of the columns that hold header keywords

/// Columns for those header keywords of the source that `columns` do not have yet. One is numeric if this
/// source's value is a number.
std::vector<SourceColumn> newHeaderColumns(const Source& source, std::span<const SourceColumn> columns);

/// How much there is to wonder at, 1 and more: something is. The largest of: domain score over .75 (from
/// where on a spectrum is called strange); reduced χ² over 2.5 (from where on it is poor); of a fit by
/// physics, |encoders − fit| of Teff, log g and [Fe/H] over 2 σ of both; the tension with its twins over 3
/// (as of the warning); 1 for a warning that its parts disagree. NaN where nothing was encoded.
double surpriseOf(const Source& source);

/// How many σ of both Teff, log g or [Fe/H] is from twinLabels(), the largest of the three; 0 where these are
/// not told.
double tensionWithTwins(const Analysis& analysis, const Atlas& atlas);

} // namespace syzygy
