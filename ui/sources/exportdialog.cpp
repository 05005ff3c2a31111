#include "ui/sources/exportdialog.h"

#include "ui/common/settings.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>

#include <algorithm>

namespace syzygy {

ExportDialog::ExportDialog(const std::function<int(ExportRows)>& count, QWidget* parent)
    : QDialog(parent)
    , m_rows(new QComboBox)
    , m_formats(new QComboBox)
{
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export the parameter table"));
    m_rows->setObjectName(QStringLiteral("exportRows"));
    m_formats->setObjectName(QStringLiteral("exportFormat"));
    fillRows(count);
    fillFormats();
    auto* note = new QLabel(
        tr("Beside the table a .provenance.json says how each row came about: the file's sha256, "
           "pipeline, velocity, masks, options and model."));
    note->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto* next = buttons->addButton(tr("Choose file…"), QDialogButtonBox::AcceptRole);
    next->setObjectName(QStringLiteral("chooseFile"));
    next->setDefault(true);
    next->setEnabled(m_rows->currentIndex() >= 0);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Rows"), m_rows);
    form->addRow(tr("&Format"), m_formats);
    form->addRow(note);
    form->addRow(buttons);
}

void ExportDialog::fillRows(const std::function<int(ExportRows)>& count)
{
    int first = -1;
    for (const auto& [rows, words] : { std::pair { ExportRows::Shown, tr("shown by the filter (%1)") },
                                       { ExportRows::Selected, tr("selected (%1)") },
                                       { ExportRows::Starred, tr("starred (%1)") },
                                       { ExportRows::All, tr("all that are open (%1)") } }) {
        const int found = count(rows);
        m_rows->addItem(words.arg(found), static_cast<int>(rows));
        if (found == 0)
            qobject_cast<QStandardItemModel*>(m_rows->model())->item(m_rows->count() - 1)->setEnabled(false);
        else if (first < 0)
            first = m_rows->count() - 1;
    }
    m_rows->setCurrentIndex(first);
}

void ExportDialog::fillFormats()
{
    m_formats->addItem(tr("CSV: names and values"), static_cast<int>(TableFormat::Csv));
    m_formats->addItem(tr("ECSV: astropy's text table, with units"), static_cast<int>(TableFormat::Ecsv));
    m_formats->addItem(tr("FITS table, with units"), static_cast<int>(TableFormat::Fits));
    m_formats->addItem(tr("VOTable: TOPCAT and Aladin, with units"), static_cast<int>(TableFormat::VoTable));
    m_formats->setCurrentIndex(std::max(0, m_formats->findData(settings::exportFormat())));
}

void ExportDialog::choose()
{
    const auto format = m_formats->currentData().toInt();
    settings::setExportFormat(format);
    const auto rows = static_cast<ExportRows>(m_rows->currentData().toInt());
    accept();
    Q_EMIT chosen(rows, static_cast<TableFormat>(format));
}

} // namespace syzygy
