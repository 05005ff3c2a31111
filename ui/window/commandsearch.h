#pragma once

#include <QDialog>
#include <QList>
#include <QString>

class QAction;
class QLineEdit;
class QListWidget;
class QMenuBar;

namespace syzygy {

/// A command of the menus.
struct NamedCommand {
    QString path; ///< "Source > Fit by physics"
    QAction* action = nullptr;
};

/// Those that do something, in the order of the menus.
QList<NamedCommand> commandsOf(const QMenuBar& menuBar);

/// Whether every word occurs in the text, whatever its case: "fit phys".
bool matchesWords(const QString& text, const QString& words);

/// All commands of the window with their keys, narrowed down while one types; Enter carries one out.
class CommandSearch : public QDialog {
    Q_OBJECT

public:
    explicit CommandSearch(QList<NamedCommand> commands, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched,
                     QEvent* event) override; ///< arrows step through the list while one types

private:
    void narrow(const QString& words);
    void run();

    QList<NamedCommand> m_commands;
    QLineEdit* m_words;
    QListWidget* m_list;
};

} // namespace syzygy
