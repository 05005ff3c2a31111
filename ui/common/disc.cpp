#include "ui/common/disc.h"

#include <QImage>
#include <QPainter>

#include <cmath>

namespace syzygy {

namespace {

constexpr uint full = 255;

/// Red and blue, then alpha and green, as two numbers of 16 bits in one word.
uint mixPairs(uint over, uint under, uint cover)
{
    constexpr uint pairs = 0x00ff00ff, half = 0x00800080;
    const uint sum = (over & pairs) * cover + (under & pairs) * (full - cover);
    return ((sum + ((sum >> 8) & pairs) + half) >> 8) & pairs; // over 255, rounded
}

QRgb mix(QRgb over, QRgb under, uint cover)
{
    return mixPairs(over, under, cover) | mixPairs(over >> 8, under >> 8, cover) << 8;
}

} // namespace

Disc::Disc(double radius, std::ptrdiff_t pixelsPerLine)
{
    const int reach = reachOf(radius), side = 2 * reach + 1;
    QImage image(side, side, QImage::Format_Alpha8);
    image.fill(0);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::black);
    painter.drawEllipse(QPointF(reach + 0.5, reach + 0.5), radius, radius);
    painter.end();
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const uint cover = image.constScanLine(y)[x];
            const auto offset = (y - reach) * pixelsPerLine + x - reach;
            if (cover == full)
                m_inside.push_back(offset);
            else if (cover > 0)
                m_edges.push_back({ offset, cover });
        }
}

int Disc::reachOf(double radius)
{
    return static_cast<int>(std::ceil(radius));
}

void Disc::stamp(QRgb* centre, QRgb opaqueColor) const
{
    for (const auto offset : m_inside)
        centre[offset] = opaqueColor;
    for (const auto& edge : m_edges)
        centre[edge.offset] = mix(opaqueColor, centre[edge.offset], edge.cover);
}

} // namespace syzygy
