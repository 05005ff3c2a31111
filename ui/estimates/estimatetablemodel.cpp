#include "ui/estimates/estimatetablemodel.h"

#include "core/analysis/disagreement.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QBrush>
#include <QPalette>

#include <array>

namespace syzygy {

namespace {

/// A σ of zero was not measured: one network has no spread.
QString sigmaText(Label label, double sigma)
{
    return sigma > 0 ? formatNumber(sigma, decimalsOf(label) + 1) : EstimateTableModel::tr("none");
}

QString whyBelieve(const Estimate& estimate)
{
    return estimate.constrained
        ? EstimateTableModel::tr("Constrained by this spectrum.")
        : EstimateTableModel::tr(
            "Not constrained: this spectrum says no more than what is usual for such stars,"
            "\nso the value is a guess from the other labels.");
}

} // namespace

bool EstimateTableModel::disagrees(Label label) const
{
    return m_fit && syzygy::disagrees(label, *m_analysis, m_fit->fit);
}

QString EstimateTableModel::explanation(Label label, const Estimate& estimate, int column) const
{
    const auto symbol = toQString(infoOf(label).symbol), unit = toQString(infoOf(label).unit);
    if (column != Fit || !m_fit)
        return tr("%1 = %2 %3\nσ from noise %4, model %5, floor %6\n%7")
            .arg(symbol, formatEstimate(label, estimate), unit, sigmaText(label, estimate.sigmaNoise),
                 sigmaText(label, estimate.sigmaModel), sigmaText(label, estimate.sigmaFloor),
                 whyBelieve(estimate));
    const double fitted = m_fit->fit.star[label], sigma = m_fit->fit.sigma[indexOf(label)];
    const double apart = sigmasApart(estimate, fitted, sigma);
    return tr("%1: fit − encoders = %2 %3, %4 combined σ%5")
        .arg(symbol, formatNumber(fitted - estimate.value, decimalsOf(label)), unit, formatNumber(apart, 1),
             disagrees(label) ? tr("\nThey disagree: see the warning above.") : QString());
}

QVariant EstimateTableModel::color(Label label, const Estimate& estimate, int column) const
{
    if ((column == Fit && disagrees(label))
        || (column == Twins && twinsDisagree(label, *m_analysis, m_twins)))
        return QBrush(severityColor(Flag::Severity::Warning, plotTheme(QApplication::palette())));
    return estimate.constrained && !isRefused(*m_analysis)
        ? QVariant()
        : QApplication::palette().brush(QPalette::PlaceholderText);
}

int EstimateTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_analysis ? 0 : static_cast<int>(labelCount);
}

int EstimateTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EstimateTableModel::text(Label label, const Estimate& estimate, int column) const
{
    switch (column) {
    case Name:
        return m_fit ? shortTitleOf(label) : toQString(infoOf(label).symbol);
    case Value: // beside a fit there is no room for "dex"
        return formatBelief(label, estimate)
            + (m_fit ? QString() : QLatin1Char(' ') + toQString(infoOf(label).unit));
    case Fit:
        return m_fit
            ? formatSigma(m_fit->fit.star[label], m_fit->fit.sigma[indexOf(label)], decimalsOf(label))
                + (disagrees(label) ? QStringLiteral(" ≠") : QString())
            : QString();
    case Alone:
        return m_analysis->alone ? formatBelief(label, (*m_analysis->alone)[indexOf(label)]) : QString();
    case Twins:
        return m_twins[indexOf(label)]
            ? formatSigma(m_twins[indexOf(label)]->value, m_twins[indexOf(label)]->scatter, decimalsOf(label))
                + (twinsDisagree(label, *m_analysis, m_twins) ? QStringLiteral(" ≠") : QString())
            : QString();
    case From:
        return estimate.constrained ? tr("spectrum") : tr("prior only");
    case Noise:
        return sigmaText(label, estimate.sigmaNoise);
    case Spread:
        return sigmaText(label, estimate.sigmaModel);
    case Floor:
        return sigmaText(label, estimate.sigmaFloor);
    default:
        return {};
    }
}

QVariant EstimateTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto label = static_cast<Label>(index.row());
    const auto& estimate = m_analysis->estimates[indexOf(label)];
    switch (role) {
    case Qt::DisplayRole:
        return text(label, estimate, index.column());
    case Qt::ToolTipRole:
        return explanation(label, estimate, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Name || index.column() == From ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                                                                : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return color(label, estimate, index.column());
    case ValueRole:
        return estimate.value;
    case SigmaRole:
        return estimate.sigma;
    case ConstrainedRole:
        return estimate.constrained;
    case DisagreesRole:
        return disagrees(label);
    default:
        return {};
    }
}

QVariant EstimateTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == Place)
        return tr("Value and ±1σ over the histogram of the reference stars");
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == Fit)
        return tr("By the fit of the emulator; ≠ where it is more than 3 combined σ from the encoders");
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == Alone)
        return tr("What the spectrum says without the labels that you gave");
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == Twins)
        return tr("Mean and scatter of the nearest stars on the map: of mocks their labels, of real stars "
                  "what their catalogue says; ≠ where they are more than 3 σ of both away");
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == From)
        return tr("Whether this spectrum constrains the label, or only what is usual for such stars does");
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    static const std::array<QString, ColumnCount> titles { tr("Label"),   tr("Value ± σ"), tr("Alone ± σ"),
                                                           tr("Fit ± σ"), tr("Twins"),     tr("Place"),
                                                           tr("From"),    tr("σ noise"),   tr("σ model"),
                                                           tr("σ floor") };
    return section >= 0 && section < ColumnCount ? titles[static_cast<std::size_t>(section)] : QVariant();
}

void EstimateTableModel::setAnalysis(std::shared_ptr<const Analysis> analysis,
                                     std::shared_ptr<const FitReport> fit, const TwinLabels& twins)
{
    beginResetModel();
    m_analysis = analysis && analysis->encoded ? std::move(analysis) : nullptr;
    m_fit = m_analysis ? std::move(fit) : nullptr;
    m_twins = twins;
    endResetModel();
}

} // namespace syzygy
