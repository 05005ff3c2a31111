#include "ui/common/format.h"

#include <QStringList>

#include <array>
#include <cmath>

namespace syzygy {

namespace {

const QChar minusSign(0x2212);

} // namespace

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString formatNumber(double value, int decimals)
{
    if (!std::isfinite(value))
        return QStringLiteral("\u2013");
    const double unit = std::pow(10.0, -decimals);
    const bool negative = value <= -0.5 * unit;
    return (negative ? QString(minusSign) : QString()) + QString::number(std::abs(value), 'f', decimals);
}

QString titleOf(Label label)
{
    const auto& info = infoOf(label);
    return QStringLiteral("%1 [%2]").arg(toQString(info.symbol), toQString(info.unit));
}

QString shortTitleOf(Label label)
{
    return infoOf(label).unit == "dex" ? toQString(infoOf(label).symbol) : titleOf(label);
}

int decimalsOf(Label label)
{
    return label == Label::Teff ? 0 : 2;
}

QString formatSigma(double value, double sigma, int decimals)
{
    return formatNumber(value, decimals) + QStringLiteral(" \u00b1 ") + formatNumber(sigma, decimals);
}

QString formatEstimate(Label label, const Estimate& estimate)
{
    if (estimate.border != GridBorder::None)
        return (estimate.border == GridBorder::Lower ? QStringLiteral("< ") : QStringLiteral("> "))
            + formatNumber(estimate.limit, decimalsOf(label));
    return formatSigma(estimate.value, estimate.sigma, decimalsOf(label));
}

QString formatBelief(Label label, const Estimate& estimate)
{
    const auto text = formatEstimate(label, estimate);
    return estimate.constrained ? text : QLatin1Char('(') + text + QLatin1Char(')');
}

QString formatStar(const StellarParameters& star)
{
    QStringList lines;
    for (std::size_t i = 0; i < labelCount; ++i) {
        const auto label = static_cast<Label>(i);
        lines << QStringLiteral("%1 %2 %3")
                     .arg(toQString(infoOf(label).symbol), formatNumber(star[label], decimalsOf(label)),
                          toQString(infoOf(label).unit));
    }
    return lines.join(QLatin1Char('\n'));
}

QString chiSquareWords(double reducedChiSquare)
{
    constexpr double good = 1.5, poor = 2.5; // poor as in disagreements()
    if (!(reducedChiSquare <= poor))
        return QStringLiteral("poor");
    return reducedChiSquare <= good ? QStringLiteral("within the errors")
                                    : QStringLiteral("a little beyond the errors");
}

QString formatVelocity(const Velocity& velocity)
{
    switch (velocity.source) {
    case Velocity::Source::Measured:
        return formatSigma(velocity.value, velocity.error, 1);
    case Velocity::Source::Given:
        return formatNumber(velocity.value, 1) + QStringLiteral(" (given)");
    case Velocity::Source::AlreadyAtRest:
        return QStringLiteral("at rest");
    case Velocity::Source::NotFound:
        break;
    }
    return QStringLiteral("not found");
}

QString powerOfTen(int exponent)
{
    static const QString digits
        = QStringLiteral("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079");
    QString text = QStringLiteral("10");
    if (exponent < 0)
        text += QChar(0x207b);
    const auto plain = QString::number(std::abs(exponent));
    for (const QChar digit : plain)
        text += digits[digit.digitValue()];
    return text;
}

QString markSymbol(MaskReason reason)
{
    static const QString symbols
        = QStringLiteral("\u2014\u25c6\u25b2\u25a0\u2605\u25cf\u25a0"); // in the order of MaskReason
    return symbols.mid(static_cast<qsizetype>(reason), 1);
}

QString shortName(MaskReason reason)
{
    static const std::array<QString, maskReasonCount> names {
        QStringLiteral("used"),     QStringLiteral("DQ"),      QStringLiteral("no value"),
        QStringLiteral("no error"), QStringLiteral("outlier"), QStringLiteral("out of range"),
        QStringLiteral("masked"),
    };
    return names[static_cast<std::size_t>(reason)];
}

} // namespace syzygy
