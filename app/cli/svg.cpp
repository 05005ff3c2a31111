#include "app/cli/svg.h"

#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

std::string escaped(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '&')
            result += "&amp;";
        else
            result += c;
    }
    return result;
}

/// Where a value lies between the ends of its axis, 0 to 1.
double shareOf(double value, const AxisRange& range)
{
    if (range.logarithmic)
        return std::log(value / range.from) / std::log(range.to / range.from);
    return (value - range.from) / (range.to - range.from);
}

} // namespace

SvgPanel::SvgPanel(double left, double top, double width, double height, AxisRange x, AxisRange y)
    : m_left(left)
    , m_top(top)
    , m_width(width)
    , m_height(height)
    , m_x(x)
    , m_y(y)
{
    m_elements = fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                             "fill=\"none\" stroke=\"#444\"/>\n",
                             left, top, width, height);
}

double SvgPanel::pixelX(double x) const
{
    return m_left + m_width * shareOf(x, m_x);
}
double SvgPanel::pixelY(double y) const
{
    return m_top + m_height * (1 - shareOf(y, m_y));
}

void SvgPanel::title(std::string_view text)
{
    m_elements += svgText(m_left + m_width / 2, m_top - 6, text);
}

void SvgPanel::xTicks(const std::vector<std::pair<double, std::string>>& ticks)
{
    for (const auto& [value, text] : ticks)
        m_elements += svgText(pixelX(value), m_top + m_height + 14, text);
}

void SvgPanel::yTicks(const std::vector<std::pair<double, std::string>>& ticks)
{
    for (const auto& [value, text] : ticks)
        m_elements += svgText(m_left - 4, pixelY(value) + 4, text, "end");
}

void SvgPanel::line(const Points& points, std::string_view colour, bool dashed)
{
    m_elements += "<polyline points=\"";
    for (const auto& [x, y] : points)
        m_elements += fmt::format("{:.1f},{:.1f} ", pixelX(x), pixelY(y));
    m_elements += fmt::format("\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"{}/>\n", colour,
                              dashed ? " stroke-dasharray=\"4 3\"" : "");
}

void SvgPanel::dots(const Points& points, std::string_view colour)
{
    for (const auto& [x, y] : points)
        m_elements += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>\n", pixelX(x),
                                  pixelY(y), colour);
}

std::string svgText(double x, double y, std::string_view text, std::string_view anchor)
{
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                       escaped(text));
}

std::string svgDocument(double width, double height, std::string_view elements)
{
    return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
                       "viewBox=\"0 0 {0:.0f} {1:.0f}\" "
                       "font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" "
                       "fill=\"white\"/>\n{2}</svg>\n",
                       width, height, elements);
}

} // namespace syzygy
