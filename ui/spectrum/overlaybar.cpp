#include "ui/spectrum/overlaybar.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace syzygy {

namespace {

constexpr int longestName = 18; // letters
constexpr int gap = 3;          // pixels

QString elided(const QString& name)
{
    return name.size() <= longestName ? name : name.left(longestName - 1) + QStringLiteral("…");
}

} // namespace

OverlayBar::OverlayBar(QWidget* parent)
    : QWidget(parent)
    , m_rows(new QGridLayout)
    , m_residuals(new QWidget)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    auto* entries = new QWidget;
    entries->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // rows are as long as there is room
    entries->setLayout(m_rows);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(gap);
    layout->addWidget(entries, 1, Qt::AlignTop);
    layout->addWidget(m_residuals, 0, Qt::AlignTop);
    addResiduals();
    fillPair({});
    hide();
}

void OverlayBar::addResiduals()
{
    auto* layout = new QHBoxLayout(m_residuals);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(new QLabel(tr("Residuals")));
    for (auto*& box : m_pair) {
        if (&box != m_pair.data())
            layout->addWidget(new QLabel(QStringLiteral("\u2212")));
        box = new QComboBox;
        box->setMinimumContentsLength(9);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setAccessibleName(tr("What the residuals are of"));
        layout->addWidget(box);
        connect(box, &QComboBox::currentIndexChanged, this, &OverlayBar::pairChosen);
    }
    auto* clear = new QToolButton;
    clear->setText(tr("Clear"));
    clear->setToolTip(tr("Takes all away that is laid over the spectrum"));
    layout->addWidget(clear);
    connect(clear, &QToolButton::clicked, this, &OverlayBar::cleared);
}

void OverlayBar::setOverlays(const std::vector<Overlay>& overlays)
{
    for (auto* entry : m_entries) {
        entry->hide();
        entry->deleteLater(); // it may have sent the signal that led here
    }
    m_entries.clear();
    for (std::size_t i = 0; i < overlays.size(); ++i)
        m_entries.push_back(makeEntry(static_cast<int>(i), overlays[i]));
    arrange();
    fillPair(overlays);
    setVisible(!overlays.empty());
    colorNames();
}

QWidget* OverlayBar::makeEntry(int index, const Overlay& overlay)
{
    auto* entry = new QWidget;
    auto* layout = new QHBoxLayout(entry);
    layout->setContentsMargins(0, 0, 2 * gap, 0);
    layout->setSpacing(gap);
    auto* name = new QLabel(elided(overlay.name));
    name->setObjectName(QStringLiteral("name"));
    name->setToolTip(overlay.name);
    name->setProperty("color", static_cast<int>(overlay.color));
    auto* offset = new QDoubleSpinBox;
    offset->setRange(-9, 9);
    offset->setSingleStep(0.1);
    offset->setDecimals(2);
    offset->setValue(overlay.offset);
    offset->setAccessibleName(tr("Offset of %1").arg(overlay.name));
    offset->setToolTip(tr("How far it is raised, in normalised flux"));
    auto* remove = new QToolButton;
    remove->setText(QStringLiteral("×"));
    remove->setAutoRaise(true);
    remove->setAccessibleName(tr("Take %1 away").arg(overlay.name));
    for (auto* widget :
         { static_cast<QWidget*>(name), static_cast<QWidget*>(offset), static_cast<QWidget*>(remove) })
        layout->addWidget(widget);
    connect(offset, &QDoubleSpinBox::valueChanged, this,
            [this, index](double value) { Q_EMIT offsetChosen(index, value); });
    connect(remove, &QToolButton::clicked, this, [this, index] { Q_EMIT removed(index); });
    return entry;
}

/// As many in a row as there is room for.
void OverlayBar::arrange()
{
    int widest = 1;
    for (const auto* entry : m_entries)
        widest = std::max(widest, entry->sizeHint().width() + gap);
    const int columns = std::max(1, (width() - m_residuals->sizeHint().width() - gap) / widest);
    for (int i = 0; i < static_cast<int>(m_entries.size()); ++i)
        m_rows->addWidget(m_entries[static_cast<std::size_t>(i)], i / columns, i % columns, Qt::AlignLeft);
}

void OverlayBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

/// What was chosen stays where it is still there.
void OverlayBar::fillPair(const std::vector<Overlay>& overlays)
{
    QStringList names { tr("spectrum"), tr("comparison") };
    for (const auto& overlay : overlays)
        names << elided(overlay.name);
    for (std::size_t side = 0; side < 2; ++side) {
        auto& box = *m_pair[side];
        const QSignalBlocker blocker(box);
        const auto chosen = box.currentText();
        box.clear();
        box.addItems(names);
        const int again = box.findText(chosen);
        box.setCurrentIndex(again >= 0 ? again : static_cast<int>(side));
    }
}

std::array<int, 2> OverlayBar::pair() const
{
    return { m_pair[0]->currentIndex(), m_pair[1]->currentIndex() };
}

void OverlayBar::colorNames()
{
    const auto theme = plotTheme(palette());
    for (auto* name : findChildren<QLabel*>(QStringLiteral("name"))) {
        auto colors = palette();
        colors.setColor(QPalette::WindowText,
                        overlayColor(static_cast<std::size_t>(name->property("color").toInt()), theme));
        name->setPalette(colors);
    }
}

void OverlayBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colorNames();
}

} // namespace syzygy
