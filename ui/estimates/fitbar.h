#pragma once

#include "ui/sources/source.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace syzygy {

/// Starts the fit by physics, shows that it runs, and says what it found besides the labels.
class FitBar : public QWidget {
    Q_OBJECT

public:
    explicit FitBar(QWidget* parent = nullptr);
    void showSource(const Source& source);
    QString words() const;

Q_SIGNALS:
    void fitRequested();
    void cancelRequested();

private:
    QLabel* m_words;
    QProgressBar* m_progress;
    QPushButton* m_button;
    bool m_isFitting = false;
};

/// "χ²/n 1.31, within the errors · line spread 2.31 Å FWHM · v −22.9 ± 0.4 km/s"
QString fitSummary(const PhysicalFit& fit);

} // namespace syzygy
