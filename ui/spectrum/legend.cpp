#include "ui/spectrum/legend.h"

#include "ui/common/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace syzygy {

namespace {

QString inLegend(const char* text)
{
    return QCoreApplication::translate("legend", text);
}

QString coloured(const QString& text, const QColor& color)
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(color.name(), text.toHtmlEscaped());
}

QString comparisonName(const Source& source, const LegendContent& content, const PlotTheme& theme)
{
    const auto chiSquare = [](double value) { return formatNumber(value, 2); };
    switch (content.comparison) {
    case Comparison::BestFit:
        return coloured(inLegend("— best fit, χ²/n %1").arg(chiSquare(source.analysis->reducedChiSquare)),
                        theme.fit);
    case Comparison::PhysicalFit:
        return coloured(
            inLegend("— fit by physics, χ²/n %1").arg(chiSquare(source.fit->fit.reducedChiSquare)),
            theme.fit);
    case Comparison::ReferenceStar:
        return coloured(content.starName.isEmpty() ? inLegend("— reference star %1").arg(content.star)
                                                   : QStringLiteral("— ") + content.starName.toHtmlEscaped(),
                        theme.reference);
    case Comparison::Nothing:
        break;
    }
    return {};
}

QStringList markNames(std::span<const MaskReason> reasons, const PlotTheme& theme)
{
    std::array<int, maskReasonCount> counts {};
    for (const auto reason : reasons)
        ++counts[static_cast<std::size_t>(reason)];
    QStringList names;
    for (std::size_t i = 1; i < counts.size(); ++i)
        if (const auto reason = static_cast<MaskReason>(i); counts[i] > 0)
            names << coloured(
                QStringLiteral("%1 %2 %3").arg(markSymbol(reason), shortName(reason)).arg(counts[i]),
                maskColor(reason, theme));
    return names;
}

} // namespace

QString spectrumLegend(const Source& source, const LegendContent& content, const PlotTheme& theme)
{
    QStringList parts { coloured(inLegend("— spectrum"), theme.flux) };
    if (content.isDrawn)
        parts << comparisonName(source, content, theme);
    else if (content.comparison == Comparison::PhysicalFit && source.isEncoded())
        parts << coloured(inLegend("not fitted yet (F6)"), theme.faintText);
    return (parts + markNames(content.reasons, theme)).join(QStringLiteral(" &nbsp; "));
}

} // namespace syzygy
