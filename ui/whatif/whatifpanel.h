#pragma once

#include "core/processing/whatif.h"
#include "ui/sources/source.h"

#include <QWidget>

#include <functional>
#include <memory>

class QFormLayout;
class QLabel;
class QSlider;
class QTableWidget;

namespace syzygy {

class Placeholder;

/// Asks how the labels of a star would come out if it had been observed otherwise, and tells what they are
/// and would be. It alters nothing: who owns it does what it wishes.
class WhatIfPanel : public QWidget {
    Q_OBJECT

public:
    explicit WhatIfPanel(QWidget* parent = nullptr);

    /// The spectrum as it is. Another one: the sliders go back, unasked.
    void showSource(const Source* source);
    /// What would be; null: nothing is asked.
    void showAnswer(const Analysis* answer);
    WhatIf wish() const;
    void reset(); ///< to the spectrum as it is; one click

Q_SIGNALS:
    void wished(); ///< wish() is another one

private:
    struct Row {
        QSlider* slider = nullptr;
        QLabel* number = nullptr; ///< what it stands at
    };

    Row addSlider(QFormLayout& form, const QString& name, int low, int high, int start);
    void tellWish();
    void tellNumbers(const WhatIf& asked);
    double gapPlace() const; ///< µm
    double gapWidth() const; ///< µm
    void fillTable(const Analysis* answer);
    void setSliders();
    double ownResolvingPower() const;

    std::shared_ptr<const Analysis> m_truth;
    std::shared_ptr<const Spectrum> m_spectrum;
    SourceId m_source = 0;
    Row m_snr, m_resolution, m_velocity, m_gapPlace, m_gapWidth;
    QLabel* m_words = nullptr;
    QTableWidget* m_table = nullptr;
    Placeholder* m_content = nullptr;
};

} // namespace syzygy
