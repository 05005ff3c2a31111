#include "ui/sources/exposurespanel.h"

#include "ui/common/format.h"
#include "ui/common/placeholder.h"
#include "ui/common/tablelook.h"
#include "ui/sources/exposuretablemodel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
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
    if (!comparison.raisedErrors.isEmpty())
        words += ExposuresPanel::tr(" Combined: %1").arg(comparison.raisedErrors);
    return words;
}

} // namespace

ExposuresPanel::ExposuresPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new ExposureTableModel(this))
    , m_table(new QTableView)
    , m_verdict(new QLabel)
    , m_save(new QPushButton(tr("Save combined…")))
{
    m_table->setModel(m_model);
    applyTableLook(*m_table, tr("Exposures"));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(4, 4, 4, 4);
    pageLayout->setSpacing(3);
    auto* top = new QHBoxLayout;
    top->addWidget(m_verdict, 1);
    top->addWidget(m_save, 0, Qt::AlignTop);
    pageLayout->addLayout(top);
    pageLayout->addWidget(m_table, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_content = new Placeholder(page));
    m_save->setObjectName(QStringLiteral("saveCombined"));
    m_save->setToolTip(tr("Writes the combined spectrum as an x1d file that opens again"));
    connect(m_save, &QPushButton::clicked, this, &ExposuresPanel::saveRequested);
    showNothing(tr("Several spectra of one star are compared here."));
}

void ExposuresPanel::showComparison(ExposureComparison comparison, const QString& group)
{
    if (comparison.exposures.size() < 2)
        return showNothing(tr("%1. Fewer than two of them have labels to compare.").arg(group));
    m_verdict->setText(verdictOn(comparison, group));
    m_save->setVisible(comparison.combined != nullptr);
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
