#include "ui/spectrum/spectrumbar.h"

#include "ui/common/settings.h"

#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
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

/// The range is typed where there is room to read it.
void SpectrumBar::resizeEvent(QResizeEvent* event)
{
    const bool isShown = !m_range->isHidden();
    const int others = layout()->minimumSize().width()
        - (isShown ? m_range->minimumSizeHint().width() + layout()->spacing() : 0);
    m_range->setVisible(width() - others > m_range->maximumWidth());
    QWidget::resizeEvent(event);
}

void SpectrumBar::addFrames(QHBoxLayout& layout)
{
    m_observed = addToggle(layout, tr("As observed"), tr("Wavelengths and flux as in the file"), false);
    m_rest = addToggle(layout, tr("At rest"),
                       tr("The same flux, the star's velocity taken out of the wavelengths"), false);
    m_prepared = addToggle(layout, tr("Prepared"),
                           tr("Rest frame, divided by the pseudo-continuum: what the encoder sees"), true);
    auto* group = new QButtonGroup(this);
    group->addButton(m_observed);
    group->addButton(m_rest);
    group->addButton(m_prepared);
    connect(m_observed, &QToolButton::clicked, this, [this] { Q_EMIT frameChosen(SpectrumFrame::Observed); });
    connect(m_rest, &QToolButton::clicked, this, [this] { Q_EMIT frameChosen(SpectrumFrame::Rest); });
    connect(m_prepared, &QToolButton::clicked, this, [this] { Q_EMIT frameChosen(SpectrumFrame::Prepared); });
}

void SpectrumBar::addComparison(QHBoxLayout& layout)
{
    m_comparison = new QComboBox;
    m_comparison->addItems(
        { tr("with best fit"), tr("with reference star"), tr("with fit by physics"), tr("alone") });
    m_comparison->setToolTip(tr("What is drawn over the spectrum and subtracted below"));
    m_comparison->setMinimumContentsLength(5); // in a narrow window
    layout.addWidget(m_comparison);
    connect(m_comparison, &QComboBox::currentIndexChanged, this, &SpectrumBar::comparisonChosen);
}

void SpectrumBar::addSwitches(QHBoxLayout& layout)
{
    auto* lines
        = addToggle(layout, tr("Lines"), tr("Names of stellar lines and band heads at the star's velocity"),
                    settings::linesShown());
    auto* band = addToggle(layout, tr("1σ"), tr("Error band"), true);
    m_marks = addToggle(layout, tr("Unused"), tr("Marks of samples that are not used"), true);
    m_paint = addToggle(
        layout, tr("Mask"),
        tr("Drag over what is to be left out; with the right button, or Ctrl, over what is to come back (M)"),
        false);
    connect(m_paint, &QToolButton::toggled, this, &SpectrumBar::paintingToggled);
    connect(lines, &QToolButton::toggled, this, &SpectrumBar::linesToggled);
    connect(band, &QToolButton::toggled, this, &SpectrumBar::bandToggled);
    connect(m_marks, &QToolButton::toggled, this, &SpectrumBar::marksToggled);
}

void SpectrumBar::addZoom(QHBoxLayout& layout)
{
    m_range = new QLineEdit;
    m_range->setObjectName(QStringLiteral("range"));
    m_range->setAccessibleName(tr("Range of wavelengths"));
    m_range->setAlignment(Qt::AlignCenter);
    m_range->setMaximumWidth(m_range->fontMetrics().horizontalAdvance(QStringLiteral("18000.0 – 18000.0"))
                             + 16);
    layout.addWidget(m_range);
    connect(m_range, &QLineEdit::returnPressed, this, [this] { Q_EMIT rangeTyped(m_range->text()); });
    auto* in = addButton(layout, QStringLiteral("+"),
                         tr("Zoom in (wheel, or a box drawn with Shift and the mouse)"));
    auto* out = addButton(layout, QStringLiteral("\u2212"), tr("Zoom out"));
    auto* whole = addButton(layout, tr("Whole"), tr("The whole spectrum (double click; Alt+Left goes back)"));
    connect(in, &QToolButton::clicked, this, [this] { Q_EMIT zoomRequested(0.5); });
    connect(out, &QToolButton::clicked, this, [this] { Q_EMIT zoomRequested(2.0); });
    connect(whole, &QToolButton::clicked, this, &SpectrumBar::wholeRequested);
}

void SpectrumBar::setFrame(SpectrumFrame frame, bool canShift, bool canPrepare)
{
    m_rest->setEnabled(canShift);
    m_prepared->setEnabled(canPrepare);
    m_prepared->setChecked(frame == SpectrumFrame::Prepared);
    m_rest->setChecked(frame == SpectrumFrame::Rest);
    m_observed->setChecked(frame == SpectrumFrame::Observed);
}

SpectrumFrame SpectrumBar::frame() const
{
    return m_prepared->isChecked() ? SpectrumFrame::Prepared
        : m_rest->isChecked()      ? SpectrumFrame::Rest
                                   : SpectrumFrame::Observed;
}

/// Not while it is being typed into.
void SpectrumBar::setRangeText(const QString& text, const QString& unit)
{
    m_range->setToolTip(
        tr("The range shown, in %1: type another, such as %2, and press Enter").arg(unit, text));
    if (!m_range->hasFocus() || !m_range->isModified())
        m_range->setText(text);
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
void SpectrumBar::togglePainting()
{
    m_paint->toggle();
}

} // namespace syzygy
