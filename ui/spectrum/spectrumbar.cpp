#include "ui/spectrum/spectrumbar.h"

#include "ui/common/settings.h"

#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

namespace syzygy {

namespace {

QToolButton* addButton(QHBoxLayout& layout, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton;
    button->setText(text);
    button->setToolTip(toolTip);
    layout.addWidget(button);
    return button;
}

/// What is on must be seen at a glance, in dark colours too.
void emphasise(QToolButton& button)
{
    QPalette palette; // other roles stay the window's
    if (button.isChecked()) {
        palette.setColor(QPalette::Button, QApplication::palette().color(QPalette::Highlight));
        palette.setColor(QPalette::ButtonText, QApplication::palette().color(QPalette::HighlightedText));
    }
    button.setPalette(palette);
}

QToolButton* addToggle(QHBoxLayout& layout, const QString& text, const QString& toolTip, bool checked)
{
    auto* button = addButton(layout, text, toolTip);
    button->setCheckable(true);
    button->setChecked(checked);
    emphasise(*button);
    QObject::connect(button, &QToolButton::toggled, button, [button] { emphasise(*button); });
    return button;
}

} // namespace

SpectrumBar::SpectrumBar(QWidget* parent)
    : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    addFrames(*layout);
    layout->addSpacing(8);
    addComparison(*layout);
    layout->addSpacing(8);
    addSwitches(*layout);
    layout->addStretch();
    addZoom(*layout);
}

void SpectrumBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (auto* button : findChildren<QToolButton*>())
        if (button->isCheckable())
            emphasise(*button);
}

void SpectrumBar::addFrames(QHBoxLayout& layout)
{
    m_observed = addToggle(layout, tr("As observed"), tr("Wavelengths and flux as in the file"), false);
    m_prepared = addToggle(layout, tr("Prepared"),
                           tr("Rest frame, divided by the pseudo-continuum: what the encoder sees"), true);
    auto* group = new QButtonGroup(this);
    group->addButton(m_observed);
    group->addButton(m_prepared);
    connect(m_observed, &QToolButton::clicked, this, [this] { Q_EMIT frameChosen(SpectrumFrame::Observed); });
    connect(m_prepared, &QToolButton::clicked, this, [this] { Q_EMIT frameChosen(SpectrumFrame::Prepared); });
}

void SpectrumBar::addComparison(QHBoxLayout& layout)
{
    m_comparison = new QComboBox;
    m_comparison->addItems(
        { tr("with best fit"), tr("with reference star"), tr("with fit by physics"), tr("alone") });
    m_comparison->setToolTip(tr("What is drawn over the spectrum and subtracted below"));
    layout.addWidget(m_comparison);
    connect(m_comparison, &QComboBox::currentIndexChanged, this, &SpectrumBar::comparisonChosen);
}

void SpectrumBar::addSwitches(QHBoxLayout& layout)
{
    auto* lines
        = addToggle(layout, tr("Lines"), tr("Names of stellar lines and band heads at the star's velocity"),
                    settings::linesShown());
    auto* band = addToggle(layout, tr("1σ"), tr("Error band"), true);
    m_marks = addToggle(layout, tr("Masked"), tr("Marks of samples that are not used"), true);
    connect(lines, &QToolButton::toggled, this, &SpectrumBar::linesToggled);
    connect(band, &QToolButton::toggled, this, &SpectrumBar::bandToggled);
    connect(m_marks, &QToolButton::toggled, this, &SpectrumBar::marksToggled);
}

void SpectrumBar::addZoom(QHBoxLayout& layout)
{
    auto* in = addButton(layout, QStringLiteral("+"), tr("Zoom in (wheel, or shift and drag)"));
    auto* out = addButton(layout, QStringLiteral("\u2212"), tr("Zoom out"));
    auto* whole = addButton(layout, tr("Whole"), tr("The whole spectrum (double click; Alt+Left goes back)"));
    connect(in, &QToolButton::clicked, this, [this] { Q_EMIT zoomRequested(0.5); });
    connect(out, &QToolButton::clicked, this, [this] { Q_EMIT zoomRequested(2.0); });
    connect(whole, &QToolButton::clicked, this, &SpectrumBar::wholeRequested);
}

void SpectrumBar::setFrame(SpectrumFrame frame, bool canPrepare)
{
    m_prepared->setEnabled(canPrepare);
    m_prepared->setChecked(frame == SpectrumFrame::Prepared);
    m_observed->setChecked(frame == SpectrumFrame::Observed);
}

SpectrumFrame SpectrumBar::frame() const
{
    return m_prepared->isChecked() ? SpectrumFrame::Prepared : SpectrumFrame::Observed;
}

void SpectrumBar::setComparison(Comparison comparison)
{
    m_comparison->setCurrentIndex(static_cast<int>(comparison));
}
Comparison SpectrumBar::comparison() const
{
    return static_cast<Comparison>(m_comparison->currentIndex());
}
void SpectrumBar::toggleMarks()
{
    m_marks->toggle();
}

} // namespace syzygy
