#include "ui/window/tour.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace syzygy {

namespace {

constexpr int cardWidth = 360, margin = 12;

/// Lets the mouse through to what it frames.
class MarkedFrame : public QWidget {
public:
    explicit MarkedFrame(QWidget* window)
        : QWidget(window)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 3));
        painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), 5, 5);
    }
};

} // namespace

Tour::Tour(std::vector<TourStep> steps, QWidget* window)
    : QFrame(window)
    , m_steps(std::move(steps))
    , m_frame(new MarkedFrame(window))
    , m_title(new QLabel)
    , m_text(new QLabel)
    , m_count(new QLabel)
    , m_back(new QPushButton(tr("Back")))
    , m_next(new QPushButton)
{
    setObjectName(QStringLiteral("tour"));
    setAccessibleName(tr("Tour"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    auto bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_text->setWordWrap(true);
    for (auto* label : { m_title, m_text, m_count })
        label->setForegroundRole(QPalette::ToolTipText);
    auto* end = new QPushButton(tr("End"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_count);
    buttons->addStretch();
    for (auto* button : { end, m_back, m_next })
        buttons->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addLayout(buttons);
    connect(end, &QPushButton::clicked, this, &QObject::deleteLater);
    connect(m_back, &QPushButton::clicked, this, [this] { go(m_step - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] {
        Q_EMIT left(m_step);
        go(m_step + 1);
    });
    window->installEventFilter(this);
    setFixedWidth(cardWidth);
    go(0);
}

Tour::~Tour()
{
    delete m_frame;
}

void Tour::go(int step)
{
    if (step >= static_cast<int>(m_steps.size()))
        return deleteLater();
    if (m_target)
        m_target->removeEventFilter(this);
    m_step = std::max(0, step);
    const auto& now = m_steps[static_cast<std::size_t>(m_step)];
    const auto count = static_cast<int>(m_steps.size());
    m_target = now.show ? now.show() : nullptr;
    if (m_target)
        m_target->installEventFilter(this);
    m_title->setText(now.title);
    m_text->setText(now.text);
    m_count->setText(tr("%1 of %2").arg(m_step + 1).arg(count));
    m_back->setEnabled(m_step > 0);
    m_next->setText(m_step == 0 ? tr("Start") : m_step + 1 < count ? tr("Next") : tr("Done"));
    show();
    place();
    m_next->setFocus(Qt::OtherFocusReason);
}

/// Beside what it tells of, where the window has room; else over its corner.
void Tour::place()
{
    layout()->activate();
    resize(cardWidth, heightForWidth(cardWidth));
    const auto whole = parentWidget()->rect().adjusted(margin, margin, -margin, -margin);
    m_frame->setVisible(m_target != nullptr);
    QRect around(whole.center() - QPoint(width(), height()) / 2, size());
    if (m_target) {
        const QRect target(m_target->mapTo(parentWidget(), QPoint()), m_target->size());
        m_frame->setGeometry(target.adjusted(-2, -2, 2, 2));
        m_frame->raise();
        const std::array corners { QPoint(target.left() - width() - margin, target.top() + margin),
                                   QPoint(target.left() + margin, target.top() - height() - margin),
                                   QPoint(target.right() + margin, target.top() + margin),
                                   QPoint(target.left() + margin, target.bottom() + margin) };
        const auto fits = std::ranges::find_if(
            corners, [&](const QPoint& corner) { return whole.contains(QRect(corner, size())); });
        around.moveTopLeft(fits != corners.end() ? *fits
                                                 : QPoint(target.right() - width() - margin,
                                                          target.bottom() - height() - margin));
    }
    move(around.topLeft());
    raise();
}

bool Tour::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move)
        place();
    return QFrame::eventFilter(watched, event);
}

void Tour::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        return deleteLater();
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        if (auto* button = qobject_cast<QPushButton*>(focusWidget()))
            return button->click();
    QFrame::keyPressEvent(event);
}

} // namespace syzygy
