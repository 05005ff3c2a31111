#pragma once

#include <QRgb>

#include <cstddef>
#include <vector>

namespace syzygy {

/// The pixels of a disc, found once and then stamped in any colour: a tenth of what QPainter takes to draw an
/// image of it.
class Disc {
public:
    Disc(double radius, std::ptrdiff_t pixelsPerLine); ///< of the images it is stamped into

    /// How many pixels it may reach from its centre's: the margin that has to be around it.
    static int reachOf(double radius);

    /// Onto the pixels (alpha premultiplied) around one.
    void stamp(QRgb* centre, QRgb opaqueColor) const;

private:
    struct Edge {
        std::ptrdiff_t offset; ///< from the centre's pixel
        uint cover;            ///< 1-254
    };

    std::vector<std::ptrdiff_t> m_inside;
    std::vector<Edge> m_edges;
};

} // namespace syzygy
