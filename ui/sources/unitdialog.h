#pragma once

#include "core/io/reader.h"
#include "ui/sources/sourceloader.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace syzygy {

/// Asks what a table leaves unsaid: units of wavelengths and flux, air or vacuum, the mode. Not modal; one
/// for the whole session, which keeps the last answer.
class UnitDialog : public QDialog {
    Q_OBJECT

public:
    explicit UnitDialog(QWidget* parent = nullptr);

    /// `waiting`: files that lack their unit, this one too.
    void ask(const Source& source, int waiting);
    SourceId source() const { return m_source; }
    ReadOptions answer() const;
    UnitScope scope() const;

Q_SIGNALS:
    void answered(SourceId source, const ReadOptions& units, UnitScope scope);

private:
    QWidget* createForm();

    SourceId m_source = 0;
    QLabel* m_question;
    QComboBox *m_wavelengths, *m_medium, *m_mode;
    QLineEdit* m_flux;
    QCheckBox* m_session;
    QPushButton* m_read;
};

} // namespace syzygy
