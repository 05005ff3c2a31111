#include "ui/common/placeholder.h"

#include <QLabel>

namespace syzygy {

Placeholder::Placeholder(QWidget* content, QWidget* parent)
    : QStackedWidget(parent)
    , m_label(new QLabel(this))
{
    m_label->setAlignment(Qt::AlignCenter);
    m_label->setWordWrap(true);
    m_label->setMargin(16);
    m_label->setAutoFillBackground(true);
    m_label->setBackgroundRole(QPalette::Base);
    m_label->setForegroundRole(QPalette::Text);
    m_label->setTextFormat(Qt::RichText);
    addWidget(content);
    addWidget(m_label);
    connect(m_label, &QLabel::linkActivated, this, &Placeholder::linkActivated);
}

void Placeholder::setMessage(const QString& message)
{
    m_label->setText(message);
    setCurrentIndex(message.isEmpty() ? 0 : 1);
}

QString Placeholder::message() const
{
    return currentIndex() == 0 ? QString() : m_label->text();
}

} // namespace syzygy
