#pragma once

#include "core/analysis/why.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;

namespace syzygy {

/// Of which label the strip tells why, and the three lines that matter most.
class WhyBar : public QWidget {
    Q_OBJECT

public:
    explicit WhyBar(QWidget* parent = nullptr);

    Label label() const;
    void setLabel(Label label);
    void showWhy(const std::optional<Why>& why, const ModelGrid& grid); ///< none: being found
    void showNothing();                                                 ///< nothing was encoded
    QString words() const;

Q_SIGNALS:
    void labelChosen();

private:
    QComboBox* m_label;
    QLabel* m_words;
};

/// "Mg I 1.1831 µm +.12 dex" of the three strongest.
QString linesInWords(const Why& why, const ModelGrid& grid);

} // namespace syzygy
