#include "ui/estimates/fitbar.h"

#include "ui/common/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace syzygy {

namespace {

constexpr double angstromsPerMicron = 1e4;

QString sentenceOf(const Source& source)
{
    if (source.isFitting)
        return FitBar::tr("The emulator is being fitted…");
    if (source.fit)
        return fitSummary(source.fit->fit);
    if (!source.fitError.isEmpty())
        return source.fitError;
    return FitBar::tr("The check by physics has not been made.");
}

} // namespace

FitBar::FitBar(QWidget* parent)
    : QWidget(parent)
    , m_words(new QLabel)
    , m_progress(new QProgressBar)
    , m_button(new QPushButton)
{
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress->setRange(0, 0); // nobody knows how many steps it takes
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_button->setObjectName(QStringLiteral("fit"));
    m_button->setToolTip(tr("Fits emulated spectra with all labels, velocity and line spread free, from the "
                            "encoders' answer (F6)"));

    auto* texts = new QVBoxLayout;
    texts->addWidget(m_words);
    texts->addWidget(m_progress);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(texts, 1);
    layout->addWidget(m_button, 0, Qt::AlignTop);
    connect(m_button, &QPushButton::clicked, this,
            [this] { m_isFitting ? Q_EMIT cancelRequested() : Q_EMIT fitRequested(); });
}

void FitBar::showSource(const Source& source)
{
    m_isFitting = source.isFitting;
    m_words->setText(sentenceOf(source));
    m_progress->setVisible(m_isFitting);
    m_button->setText(m_isFitting ? tr("Cancel") : source.fit ? tr("Fit again") : tr("Fit by physics"));
    m_button->setEnabled(!source.isBusy());
}

QString FitBar::words() const
{
    return m_words->text();
}

QString fitSummary(const PhysicalFit& fit)
{
    const QStringList parts {
        FitBar::tr("Fit: χ²/n %1, %2")
            .arg(formatNumber(fit.reducedChiSquare, 2), chiSquareWords(fit.reducedChiSquare)),
        FitBar::tr("line spread %1 Å FWHM").arg(formatNumber(angstromsPerMicron * fit.fwhm, 2)),
        FitBar::tr("v %1 km/s").arg(formatSigma(fit.velocity, fit.velocitySigma, 1)),
    };
    return parts.join(QStringLiteral(" · ")) + (fit.converged ? QString() : FitBar::tr(" · not settled"));
}

} // namespace syzygy
