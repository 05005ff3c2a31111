#include "ui/estimates/flaglist.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QEvent>
#include <QLabel>
#include <QResizeEvent>

#include <algorithm>

namespace syzygy {

namespace {

constexpr int tallest = 110; // pixels

QString wordOf(Flag::Severity severity, bool encoded)
{
    switch (severity) {
    case Flag::Severity::Note:
        return FlagList::tr("Note");
    case Flag::Severity::Warning:
        return FlagList::tr("Warning");
    case Flag::Severity::Refusal:
        break;
    }
    return encoded ? FlagList::tr("Do not trust") : FlagList::tr("Not encoded");
}

} // namespace

FlagList::FlagList(QWidget* parent)
    : QScrollArea(parent)
    , m_label(new QLabel)
{
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::RichText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setWidget(m_label);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    viewport()->setAutoFillBackground(false);
    m_label->setAutoFillBackground(false);
}

void FlagList::setFlags(std::vector<Flag> flags, bool encoded)
{
    m_encoded = encoded;
    m_flags = std::move(flags);
    std::ranges::stable_sort(m_flags, std::greater {}, &Flag::severity);
    render();
}

void FlagList::render()
{
    const auto theme = plotTheme(palette());
    QStringList lines;
    for (const auto& flag : m_flags)
        lines << QStringLiteral("<span style=\"color:%1\"><b>%2</b></span> %3")
                     .arg(severityColor(flag.severity, theme).name(), wordOf(flag.severity, m_encoded),
                          toQString(flag.words).toHtmlEscaped());
    m_label->setText(lines.join(QStringLiteral("<br>")));
    setVisible(!m_flags.empty());
    updateGeometry();
    setFixedHeight(sizeHint().height());
}

QString FlagList::text() const
{
    return m_label->text();
}

QSize FlagList::sizeHint() const
{
    const int wide = std::max(120, viewport()->width());
    return { 200, std::min(tallest, m_label->heightForWidth(wide) + 2) };
}

void FlagList::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        setFixedHeight(sizeHint().height());
}

void FlagList::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_flags.empty())
        render();
}

} // namespace syzygy
