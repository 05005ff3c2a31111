#include "ui/sources/failurecard.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace syzygy {

namespace {

QLabel* addLabel(QVBoxLayout& layout, const QString& text, double scale, bool bold)
{
    auto* label = new QLabel(text);
    auto font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(bold);
    label->setFont(font);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout.addWidget(label);
    return label;
}

} // namespace

FailureCard::FailureCard(QWidget* parent)
    : QFrame(parent)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(48, 24, 48, 24);
    layout->addStretch();
    addLabel(*layout, tr("Why this did not load"), 1.4, true);
    m_file = addLabel(*layout, {}, 1.0, false);
    m_sentence = addLabel(*layout, {}, 1.1, false);

    auto* buttons = new QHBoxLayout;
    m_units = new QPushButton(tr("Say its units…"));
    m_units->setObjectName(QStringLiteral("sayUnits"));
    auto* retry = new QPushButton(tr("Try again"));
    auto* remove = new QPushButton(tr("Remove from the list"));
    retry->setObjectName(QStringLiteral("retry"));
    buttons->addWidget(m_units);
    buttons->addWidget(retry);
    buttons->addWidget(remove);
    buttons->addStretch();
    layout->addLayout(buttons);
    layout->addStretch();
    connect(m_units, &QPushButton::clicked, this, &FailureCard::unitsRequested);
    connect(retry, &QPushButton::clicked, this, &FailureCard::retryRequested);
    connect(remove, &QPushButton::clicked, this, &FailureCard::removeRequested);
}

void FailureCard::setFailure(const QString& file, const QString& sentence, bool asks)
{
    m_units->setVisible(asks);
    m_file->setText(file);
    m_sentence->setText(sentence);
}

QString FailureCard::sentence() const
{
    return m_sentence->text();
}

} // namespace syzygy
