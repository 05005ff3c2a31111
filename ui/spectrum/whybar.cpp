#include "ui/spectrum/whybar.h"

#include "ui/common/format.h"
#include "ui/spectrum/linelist.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

#include <numeric>

namespace syzygy {

namespace {

/// Three decimals of a dex and one of a kelvin: single lines pull little.
QString signedText(double value, Label label)
{
    const auto text = formatNumber(value, label == Label::Teff ? 1 : 3);
    return value > 0 ? QLatin1Char('+') + text : text;
}

std::vector<double> lineWavelengths()
{
    std::vector<double> wavelengths;
    for (const auto& line : stellarLines())
        wavelengths.push_back(line.wavelength);
    return wavelengths;
}

} // namespace

QString linesInWords(const Why& why, const ModelGrid& grid)
{
    constexpr std::size_t count = 3;
    QStringList words;
    for (const auto& [line, pull] : strongestLines(why, grid, lineWavelengths(), count)) {
        const auto& known = stellarLines()[line];
        words << QStringLiteral("%1 %2 µm (%3)")
                     .arg(known.species)
                     .arg(known.wavelength, 0, 'f', 4)
                     .arg(signedText(pull, why.label));
    }
    return words.join(QStringLiteral(", "));
}

WhyBar::WhyBar(QWidget* parent)
    : QWidget(parent)
    , m_label(new QComboBox)
    , m_words(new QLabel)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new QLabel(tr("Why")));
    for (const auto& info : labelInfos)
        m_label->addItem(toQString(info.symbol));
    m_label->setCurrentIndex(static_cast<int>(indexOf(Label::FeH)));
    m_label->setAccessibleName(tr("Label to be explained"));
    layout->addWidget(m_label);
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_words->setToolTip(tr("What the data have more or less than the mean spectrum of the nearest reference "
                           "stars, times what the label makes of it. "
                           "Wrong lines of the synthetic spectra are part of it."));
    layout->addWidget(m_words, 1);
    connect(m_label, &QComboBox::currentIndexChanged, this, &WhyBar::labelChosen);
}

Label WhyBar::label() const
{
    return static_cast<Label>(m_label->currentIndex());
}

void WhyBar::setLabel(Label label)
{
    m_label->setCurrentIndex(static_cast<int>(indexOf(label)));
}

void WhyBar::showWhy(const std::optional<Why>& why, const ModelGrid& grid)
{
    if (!why)
        return m_words->setText(tr("is being found …"));
    if (why->pull.empty())
        return m_words->setText(tr("The encoders of this bundle cannot tell."));
    const double sum = std::accumulate(why->pull.begin(), why->pull.end(), 0.0);
    const auto unit = why->label == Label::Teff ? QStringLiteral("K") : QStringLiteral("dex");
    const auto lines = linesInWords(*why, grid);
    m_words->setText(
        tr("%1 %2 against its twins' mean spectrum; most by %3")
            .arg(signedText(sum, why->label), unit, lines.isEmpty() ? tr("no line of the list") : lines));
}

void WhyBar::showNothing()
{
    m_words->setText(tr("Nothing was encoded."));
}

QString WhyBar::words() const
{
    return m_words->text();
}

} // namespace syzygy
