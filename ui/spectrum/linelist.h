#pragma once

#include <QString>

#include <vector>

namespace syzygy {

/// A stellar absorption line, or the head of a molecular band.
struct StellarLine {
    double wavelength = 0; ///< µm, vacuum, at rest
    QString species;       ///< "Mg I", "CN", "H I Paβ"
    bool isBandHead = false;
    int rank = 3;   ///< 1 = strong in most late-type stars ... 3 = weak; where space is short, low ranks are
                    ///< named first
    QString source; ///< where the wavelength is from
};

/// The list that ships (resources/lines.csv), ascending in wavelength. Read once.
const std::vector<StellarLine>& stellarLines();

/// A line's name on the plot.
struct LineLabel {
    const StellarLine* line = nullptr;
    double x = 0;     ///< pixels, the line itself
    double left = 0;  ///< pixels, left end of the text
    double width = 0; ///< pixels
    int row = 0;      ///< 0 = nearest to the spectrum
};

/// A line that may be labelled: where it falls and how wide its name is, in pixels.
struct LineCandidate {
    const StellarLine* line = nullptr;
    double x = 0;
    double width = 0;
};

/// Names as many lines as fit between `left` and `right` in `rows` rows without overlap, strongest first.
std::vector<LineLabel> placeLabels(std::vector<LineCandidate> candidates, double left, double right,
                                   int rows);

} // namespace syzygy
