#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syzygy {

using Points = std::vector<std::pair<double, double>>;

struct AxisRange {
    double from = 0;
    double to = 1;
    bool logarithmic = false;
};

/// One frame of a figure with its own axes: x to the right, y upwards, in data units.
class SvgPanel {
public:
    /// left, top, width, height in pixels of the figure.
    SvgPanel(double left, double top, double width, double height, AxisRange x, AxisRange y);

    void title(std::string_view text);
    void xTicks(const std::vector<std::pair<double, std::string>>& ticks);
    void yTicks(const std::vector<std::pair<double, std::string>>& ticks);
    void line(const Points& points, std::string_view colour, bool dashed = false);
    void dots(const Points& points, std::string_view colour);
    const std::string& elements() const { return m_elements; }

private:
    double pixelX(double x) const;
    double pixelY(double y) const;

    double m_left, m_top, m_width, m_height;
    AxisRange m_x, m_y;
    std::string m_elements;
};

std::string svgText(double x, double y, std::string_view text, std::string_view anchor = "middle");
/// A whole file.
std::string svgDocument(double width, double height, std::string_view elements);

} // namespace syzygy
