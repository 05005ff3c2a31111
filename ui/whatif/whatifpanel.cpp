#include "ui/whatif/whatifpanel.h"

#include "ui/common/format.h"
#include "ui/common/placeholder.h"
#include "ui/common/tablelook.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QTableWidget>
#include <QVBoxLayout>

#include <cmath>

namespace syzygy {

namespace {

enum Column { Name, Is, WouldBe, Change, ColumnCount };
constexpr int shares = 1000;        // steps of a slider over a range
constexpr double lowestSnr = 5;     // per pixel
constexpr double lowestPower = 300; // λ/FWHM
constexpr double widestGap = 0.2;   // µm

/// From `full` at the right end to `lowest` at the left, in equal ratios.
double inRatios(int step, double full, double lowest)
{
    return full * std::pow(lowest / full, 1 - static_cast<double>(step) / shares);
}

QTableWidget* makeTable()
{
    auto* table = new QTableWidget(static_cast<int>(labelCount), ColumnCount);
    for (int row = 0; row < table->rowCount(); ++row)
        for (int column = Name; column < ColumnCount; ++column) {
            auto* item = new QTableWidgetItem;
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            if (column == Name)
                item->setText(shortTitleOf(static_cast<Label>(row)));
            else
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table->setItem(row, column, item);
        }
    return table;
}

} // namespace

WhatIfPanel::WhatIfPanel(QWidget* parent)
    : QWidget(parent)
{
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(6, 4, 6, 4);
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    m_snr = addSlider(*form, tr("S/N"), 0, shares, shares);
    m_resolution = addSlider(*form, tr("Resolution"), 0, shares, shares);
    m_velocity = addSlider(*form, tr("Velocity off by"), -300, 300, 0);
    m_gapPlace = addSlider(*form, tr("Gap at"), 0, shares, shares / 2);
    m_gapWidth = addSlider(*form, tr("Gap's width"), 0, shares, 0);
    layout->addLayout(form);
    layout->addWidget(m_words = new QLabel);
    m_words->setWordWrap(true);
    auto* back = new QPushButton(tr("Back to what it is"));
    layout->addWidget(back);
    connect(back, &QPushButton::clicked, this, &WhatIfPanel::reset);
    layout->addWidget(m_table = makeTable(), 1);
    m_table->setHorizontalHeaderLabels({ tr("Label"), tr("is"), tr("would be"), tr("by σ") });
    applyTableLook(*m_table, tr("Labels as they are and would be"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_content = new Placeholder(page));
    showSource(nullptr);
}

WhatIfPanel::Row WhatIfPanel::addSlider(QFormLayout& form, const QString& name, int low, int high, int start)
{
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setRange(low, high);
    slider->setPageStep((high - low) / 20);
    slider->setValue(start);
    slider->setProperty("start", start);
    slider->setAccessibleName(name);
    auto* number = new QLabel;
    number->setObjectName(name);
    number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    number->setMinimumWidth(number->fontMetrics().horizontalAdvance(tr("−300 km/s")));
    auto* row = new QHBoxLayout;
    row->addWidget(slider, 1);
    row->addWidget(number);
    form.addRow(name, row);
    connect(slider, &QSlider::valueChanged, this, [this] {
        tellWish();
        Q_EMIT wished();
    });
    return { slider, number };
}

void WhatIfPanel::setSliders()
{
    for (const auto& row : { m_snr, m_resolution, m_velocity, m_gapPlace, m_gapWidth }) {
        const QSignalBlocker blocker(row.slider);
        row.slider->setValue(row.slider->property("start").toInt());
    }
    tellWish();
}

void WhatIfPanel::reset()
{
    setSliders();
    Q_EMIT wished();
}

void WhatIfPanel::showSource(const Source* source)
{
    const bool canAsk = source && source->isEncoded();
    const auto truth = canAsk ? source->analysis : nullptr;
    m_content->setMessage(canAsk ? QString()
                                 : tr("Select a spectrum that was analysed, to see what a lower S/N or "
                                      "resolution, a wrong velocity or a gap would do to its labels."));
    const auto id = canAsk ? source->id : 0;
    const bool isOther = id != m_source, isNew = truth != m_truth;
    m_source = id;
    m_truth = truth;
    m_spectrum = canAsk ? source->spectrum : nullptr;
    if (isOther)
        setSliders();
    if (!isNew)
        return;
    tellWish();
    fillTable(nullptr);
    if (!isOther && wish().changes())
        Q_EMIT wished(); // of the new truth
}

void WhatIfPanel::showAnswer(const Analysis* answer)
{
    fillTable(answer);
}

double WhatIfPanel::ownResolvingPower() const
{
    constexpr double high = 2700, medium = 1000, apogee = 22500; // nominal, of G140H, G140M and APOGEE
    if (m_truth && m_truth->encodedAs == Instrument::Apogee)
        return apogee;
    return m_truth && m_truth->prepared.grid == nirspecMediumModelGrid() ? medium : high;
}

double WhatIfPanel::gapPlace() const
{
    const auto& wavelengths = m_spectrum->wavelength;
    return wavelengths.front()
        + (wavelengths.back() - wavelengths.front()) * m_gapPlace.slider->value() / shares;
}

double WhatIfPanel::gapWidth() const
{
    return widestGap * m_gapWidth.slider->value() / shares;
}

WhatIf WhatIfPanel::wish() const
{
    WhatIf wish;
    if (!m_truth)
        return wish;
    wish.ownResolvingPower = ownResolvingPower();
    if (m_snr.slider->value() < shares && m_truth->snr > lowestSnr)
        wish.snr = inRatios(m_snr.slider->value(), m_truth->snr, lowestSnr);
    if (m_resolution.slider->value() < shares)
        wish.resolvingPower = inRatios(m_resolution.slider->value(), wish.ownResolvingPower, lowestPower);
    wish.velocity = m_velocity.slider->value();
    if (const double width = gapWidth(); width > 0 && !m_spectrum->wavelength.empty())
        wish.lost = { { gapPlace() - 0.5 * width, gapPlace() + 0.5 * width } };
    return wish;
}

/// Beside each slider what it stands at, moved or not.
void WhatIfPanel::tellNumbers(const WhatIf& asked)
{
    if (!m_truth)
        return;
    m_snr.number->setText(formatNumber(asked.snr.value_or(m_truth->snr), 0));
    m_resolution.number->setText(formatNumber(asked.resolvingPower.value_or(asked.ownResolvingPower), 0));
    m_velocity.number->setText(tr("%1 km/s").arg(formatNumber(asked.velocity, 0)));
    if (!m_spectrum->wavelength.empty())
        m_gapPlace.number->setText(tr("%1 µm").arg(formatNumber(gapPlace(), 3)));
    m_gapWidth.number->setText(tr("%1 µm").arg(formatNumber(gapWidth(), 3)));
}

void WhatIfPanel::tellWish()
{
    const auto asked = wish();
    tellNumbers(asked);
    QStringList words;
    if (asked.snr)
        words << tr("S/N %1 instead of %2").arg(formatNumber(*asked.snr, 0), formatNumber(m_truth->snr, 0));
    if (asked.resolvingPower)
        words << tr("R = %1 instead of %2")
                     .arg(formatNumber(*asked.resolvingPower, 0), formatNumber(asked.ownResolvingPower, 0));
    if (asked.velocity != 0)
        words << tr("velocity off by %1 km/s").arg(formatNumber(asked.velocity, 0));
    if (!asked.lost.empty())
        words << tr("nothing at %1-%2 µm")
                     .arg(formatNumber(asked.lost[0][0], 3), formatNumber(asked.lost[0][1], 3));
    m_words->setText(words.isEmpty() ? tr("As it is.") : words.join(QStringLiteral(", ")) + QLatin1Char('.'));
}

void WhatIfPanel::fillTable(const Analysis* answer)
{
    auto& header = *m_table->horizontalHeader();
    header.setSectionResizeMode(QHeaderView::Fixed); // or every cell that changes has all of them measured
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto label = static_cast<Label>(k);
        const auto tell = [&](Column column, const QString& text) {
            m_table->item(static_cast<int>(k), column)->setText(text);
        };
        const auto* truth = m_truth ? &m_truth->estimates[k] : nullptr;
        const bool hasAnswer = truth && answer && answer->encoded;
        tell(Is, truth ? formatBelief(label, *truth) : QString());
        tell(WouldBe, hasAnswer ? formatBelief(label, answer->estimates[k]) : QString());
        const double change = hasAnswer ? (answer->estimates[k].value - truth->value) / truth->sigma : 0;
        tell(Change, hasAnswer ? formatNumber(change, 1) : QString());
    }
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    if (answer && !answer->encoded && !answer->flags.empty())
        m_words->setText(toQString(answer->flags.front().words));
}

} // namespace syzygy
