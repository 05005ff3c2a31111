#include "ui/window/commandsearch.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace syzygy {

namespace {

QString plain(QString text)
{
    return text.remove(QLatin1Char('&'));
}

void collect(const QList<QAction*>& actions, const QString& path, QList<NamedCommand>& commands)
{
    for (auto* action : actions) {
        if (action->isSeparator() || !action->isVisible() || action->text().isEmpty())
            continue;
        const auto own
            = path.isEmpty() ? plain(action->text()) : path + QStringLiteral(" > ") + plain(action->text());
        if (const auto* menu = action->menu())
            collect(menu->actions(), own, commands);
        else
            commands.push_back({ own, action });
    }
}

QString keysOf(const QAction& action)
{
    QStringList keys;
    for (const auto& shortcut : action.shortcuts())
        keys << shortcut.toString(QKeySequence::NativeText);
    return keys.join(QStringLiteral(", "));
}

} // namespace

QList<NamedCommand> commandsOf(const QMenuBar& menuBar)
{
    QList<NamedCommand> commands;
    collect(menuBar.actions(), {}, commands);
    return commands;
}

bool matchesWords(const QString& text, const QString& words)
{
    return std::ranges::all_of(words.split(QLatin1Char(' '), Qt::SkipEmptyParts),
                               [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

CommandSearch::CommandSearch(QList<NamedCommand> commands, QWidget* parent)
    : QDialog(parent)
    , m_commands(std::move(commands))
    , m_words(new QLineEdit)
    , m_list(new QListWidget)
{
    setObjectName(QStringLiteral("commandSearch"));
    setWindowTitle(tr("Commands and their keys"));
    resize(520, 420);
    m_words->setPlaceholderText(tr("Type what you want to do"));
    m_words->setClearButtonEnabled(true);
    m_words->installEventFilter(this);
    m_list->setAccessibleName(tr("Commands"));
    m_words->setAccessibleName(tr("Search commands"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_words);
    layout->addWidget(m_list);
    connect(m_words, &QLineEdit::textChanged, this, &CommandSearch::narrow);
    connect(m_words, &QLineEdit::returnPressed, this, &CommandSearch::run);
    connect(m_list, &QListWidget::itemActivated, this, &CommandSearch::run);
    narrow({});
}

void CommandSearch::narrow(const QString& words)
{
    m_list->clear();
    for (qsizetype i = 0; i < m_commands.size(); ++i) {
        const auto& [path, action] = m_commands[i];
        if (!matchesWords(path, words))
            continue;
        const auto keys = keysOf(*action);
        auto* item = new QListWidgetItem(keys.isEmpty() ? path : tr("%1   (%2)").arg(path, keys), m_list);
        item->setData(Qt::UserRole, i);
        if (!action->isEnabled()) { // said, not hidden: it exists, but not for what is selected
            item->setFlags(Qt::NoItemFlags);
            item->setToolTip(tr("Not possible with what is selected"));
        }
    }
    for (int row = 0; row < m_list->count() && m_list->currentRow() < 0; ++row)
        if (m_list->item(row)->flags().testFlag(Qt::ItemIsEnabled))
            m_list->setCurrentRow(row);
}

void CommandSearch::run()
{
    const auto* item = m_list->currentItem();
    if (!item || !item->flags().testFlag(Qt::ItemIsEnabled))
        return;
    auto* action = m_commands[item->data(Qt::UserRole).value<qsizetype>()].action;
    accept();
    QTimer::singleShot(0, action, &QAction::trigger); // after this dialog, which may be deleted before
}

bool CommandSearch::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_words || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
    if (step == 0)
        return QDialog::eventFilter(watched, event);
    for (int row = m_list->currentRow() + step; row >= 0 && row < m_list->count(); row += step)
        if (m_list->item(row)->flags().testFlag(Qt::ItemIsEnabled)) {
            m_list->setCurrentRow(row);
            break;
        }
    return true;
}

} // namespace syzygy
