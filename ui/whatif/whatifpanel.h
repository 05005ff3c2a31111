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
    QSlider* addSlider(QFormLayout& form, const QString& name, int low, int high, int start);
    void tellWish();
    void fillTable(const Analysis* answer);
    void setSliders();
    double ownResolvingPower() const;

    std::shared_ptr<const Analysis> m_truth;
    std::shared_ptr<const Spectrum> m_spectrum;
    SourceId m_source = 0;
    QSlider *m_snr = nullptr, *m_resolution = nullptr, *m_velocity = nullptr, *m_gapPlace = nullptr,
            *m_gapWidth = nullptr;
    QLabel* m_words = nullptr;
    QTableWidget* m_table = nullptr;
    Placeholder* m_content = nullptr;
};

} // namespace syzygy
