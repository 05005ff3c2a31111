#include "ui/exposurespanel.h"

#include "ui/exposuretablemodel.h"
#include "ui/format.h"
#include "ui/placeholder.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace syzygy {

namespace {

QString verdictOn(const ExposureComparison& comparison, const QString& group)
{
    const auto apart = toQString(disagreementWords(comparison.agreement));
    const auto shown = static_cast<int>(comparison.exposures.size());
    auto words = apart.isEmpty()
        ? ExposuresPanel::tr("%1. Each analysed alone, they agree.").arg(group)
        : ExposuresPanel::tr("%1. Each analysed alone, they disagree in %2.").arg(group, apart);
    if (shown > ExposureTableModel::mostExposures)
        words += ExposuresPanel::tr(" The first %1 of %2 are shown; mean and χ² are of all.")
                     .arg(ExposureTableModel::mostExposures)
                     .arg(shown);
    return words;
}

void arrange(QTableView& table)
{
    table.setAccessibleName(ExposuresPanel::tr("Exposures"));
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setAlternatingRowColors(true);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 5);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

} // namespace

ExposuresPanel::ExposuresPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new ExposureTableModel(this))
    , m_table(new QTableView)
    , m_verdict(new QLabel)
{
    m_table->setModel(m_model);
    arrange(*m_table);
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(4, 4, 4, 4);
    pageLayout->setSpacing(3);
    pageLayout->addWidget(m_verdict);
    pageLayout->addWidget(m_table, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_content = new Placeholder(page));
    showNothing(tr("Several spectra of one star are compared here."));
}

void ExposuresPanel::showComparison(ExposureComparison comparison, const QString& group)
{
    if (comparison.exposures.size() < 2)
        return showNothing(tr("%1. Fewer than two of them have labels to compare.").arg(group));
    m_verdict->setText(verdictOn(comparison, group));
    m_model->setComparison(std::move(comparison));
    m_content->setMessage({});
}

void ExposuresPanel::showNothing(const QString& message)
{
    m_model->setComparison({});
    m_content->setMessage(message.toHtmlEscaped());
}

QString ExposuresPanel::verdict() const
{
    return m_verdict->text();
}
QString ExposuresPanel::message() const
{
    return m_content->message();
}

} // namespace syzygy
