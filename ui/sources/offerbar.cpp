#include "ui/sources/offerbar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace syzygy {

OfferBar::OfferBar(QWidget* parent)
    : QWidget(parent)
    , m_words(new QLabel)
    , m_combine(new QPushButton)
{
    auto* compare = new QPushButton(tr("Compare"));
    m_combine->setObjectName(QStringLiteral("combine"));
    compare->setObjectName(QStringLiteral("compare"));
    compare->setToolTip(tr("The labels of each, analysed alone, side by side"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_words->setWordWrap(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_combine);
    layout->addWidget(compare);
    connect(m_combine, &QPushButton::clicked, this, &OfferBar::combineRequested);
    connect(compare, &QPushButton::clicked, this, &OfferBar::compareRequested);
    setOffer({}, false);
}

void OfferBar::setOffer(const QString& words, bool exists)
{
    m_words->setText(words);
    m_combine->setText(exists ? tr("Show combination") : tr("Combine"));
    m_combine->setToolTip(exists ? tr("Selects the combined spectrum")
                                 : tr("Adds one combined spectrum, with an analysis of its own; these stay"));
    setVisible(!words.isEmpty());
}

QString OfferBar::words() const
{
    return m_words->text();
}

} // namespace syzygy
