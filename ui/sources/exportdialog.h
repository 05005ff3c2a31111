#pragma once

#include "core/io/datatable.h"
#include "ui/sources/exportrows.h"

#include <QDialog>

#include <functional>

class QComboBox;

namespace syzygy {

/// Asks which rows to export, and as what. Rows that there are none of cannot be chosen.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// `count`: how many rows a choice gives.
    explicit ExportDialog(const std::function<int(ExportRows)>& count, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(ExportRows rows, TableFormat format);

private:
    void fillRows(const std::function<int(ExportRows)>& count);
    void fillFormats();
    void choose();

    QComboBox *m_rows, *m_formats;
};

} // namespace syzygy
