#include "ui/estimates/givenpanel.h"

#include "ui/common/format.h"
#include "ui/common/tablelook.h"
#include "ui/common/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <optional>

namespace syzygy {

namespace {

/// With a decimal point or comma, and the true minus sign as well; nothing for an empty cell.
std::optional<double> numberIn(const QTableWidgetItem& item)
{
    auto text = item.text().trimmed();
    text.replace(QChar(0x2212), QLatin1Char('-')).replace(QLatin1Char(','), QLatin1Char('.'));
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool isEmpty(const QTableWidgetItem& item)
{
    return item.text().trimmed().isEmpty();
}

} // namespace

GivenPanel::GivenPanel(QWidget* parent)
    : QWidget(parent)
    , m_table(new QTableWidget(static_cast<int>(labelCount), ColumnCount))
    , m_words(new QLabel)
    , m_forget(new QPushButton(tr("Forget all")))
{
    createTable();
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_forget->setObjectName(QStringLiteral("forgetGiven"));
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(m_words, 1);
    bottom->addWidget(m_forget, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_table, 1);
    layout->addLayout(bottom);
    connect(m_table, &QTableWidget::itemChanged, this, &GivenPanel::edited);
    connect(m_forget, &QPushButton::clicked, this, [this] { Q_EMIT given({}); });
}

void GivenPanel::createTable()
{
    m_table->setObjectName(QStringLiteral("givenLabels"));
    applyTableLook(*m_table, tr("Labels known from elsewhere"));
    m_table->setEditTriggers(QAbstractItemView::AllEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setHorizontalHeaderLabels({ tr("Label"), tr("Known"), tr("± σ"), tr("Spectrum alone") });
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    for (const int column : { Name, Alone })
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_table->setToolTip(
        tr("Type a value and its 1σ: from a distance, a colour, the cluster that the star belongs to"));
    const QSignalBlocker blocker(m_table);
    for (std::size_t k = 0; k < labelCount; ++k)
        for (int column = 0; column < ColumnCount; ++column) {
            auto* item = new QTableWidgetItem;
            if (column == Name)
                item->setText(titleOf(static_cast<Label>(k)));
            if (column == Name || column == Alone)
                item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            else
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(static_cast<int>(k), column, item);
        }
}

void GivenPanel::showSource(const Source& source)
{
    const bool isSame = source.id == m_source && m_given == source.options.given;
    m_source = source.id;
    m_given = source.options.given;
    const QSignalBlocker blocker(m_table);
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto row = static_cast<int>(k);
        const auto found = std::ranges::find(m_given, static_cast<Label>(k), &GivenLabel::label);
        if (!isSame || found != m_given.end()) { // what is half typed stays while the analysis goes on
            m_table->item(row, Value)
                ->setText(found == m_given.end() ? QString() : QString::number(found->value));
            m_table->item(row, Error)
                ->setText(found == m_given.end() ? QString() : QString::number(found->sigma));
        }
        showRow(k, source);
    }
    m_forget->setEnabled(!m_given.empty());
    complain();
}

/// What the spectrum says alone, marked where the given contradicts it.
void GivenPanel::showRow(std::size_t label, const Source& source)
{
    auto* item = m_table->item(static_cast<int>(label), Alone);
    item->setForeground(palette().brush(QPalette::Text));
    if (!source.isEncoded())
        return item->setText({});
    const auto& alone = source.analysis->alone ? *source.analysis->alone : source.analysis->estimates;
    auto text = formatBelief(static_cast<Label>(label), alone[label]);
    const auto found = std::ranges::find(m_given, static_cast<Label>(label), &GivenLabel::label);
    if (found != m_given.end()
        && std::abs(tensionOf(*found, alone[label].value, alone[label].sigma)) > contradicts) {
        text += QStringLiteral(" ≠");
        item->setForeground(severityColor(Flag::Severity::Warning, plotTheme(palette())));
    }
    item->setText(text);
}

std::vector<GivenLabel> GivenPanel::typed() const
{
    std::vector<GivenLabel> labels;
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto row = static_cast<int>(k);
        const auto value = numberIn(*m_table->item(row, Value)), error = numberIn(*m_table->item(row, Error));
        if (value && error && *error > 0)
            labels.push_back({ static_cast<Label>(k), *value, *error });
    }
    return labels;
}

void GivenPanel::edited(QTableWidgetItem* item)
{
    if (item->column() != Value && item->column() != Error)
        return;
    complain();
    if (const auto labels = typed(); labels != m_given)
        Q_EMIT given(labels);
}

void GivenPanel::complain()
{
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto row = static_cast<int>(k);
        const auto &value = *m_table->item(row, Value), &error = *m_table->item(row, Error);
        if (isEmpty(value) && isEmpty(error))
            continue;
        const auto number = numberIn(error);
        if (!numberIn(value) || !number || !(*number > 0))
            return m_words->setText(tr("%1 counts as soon as it has a value and an error above 0.")
                                        .arg(toQString(labelInfos[k].symbol)));
    }
    m_words->setText(
        m_given.empty() ? tr("What you know from elsewhere enters as a measurement; the other labels follow.")
                        : tr("The estimates heed these; ≠ where the spectrum alone is more than 3 σ away."));
}

} // namespace syzygy
