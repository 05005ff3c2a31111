#pragma once

#include <QFrame>
#include <QPointer>
#include <QString>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;

namespace syzygy {

/// One thing that the tour points at.
struct TourStep {
    QString title, text;
    std::function<QWidget*()>
        show; ///< brings it into sight and returns it; null: the step is of the whole window
};

/// A card in the window that leads through its parts, one after the other, each framed while it is told of.
/// The window stays usable; Escape ends it, and deletes it.
class Tour : public QFrame {
    Q_OBJECT

public:
    Tour(std::vector<TourStep> steps, QWidget* window);
    ~Tour() override;

    int step() const { return m_step; } ///< from 0
    QWidget* target() const { return m_target; }
    const QWidget* frame() const { return m_frame; }

Q_SIGNALS:
    void left(int step); ///< forwards; the first time that somebody goes on

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void go(int step);
    void place();

    std::vector<TourStep> m_steps;
    int m_step = -1;
    QWidget* m_target = nullptr;
    QPointer<QWidget> m_frame; // over the target; of the window
    QLabel *m_title, *m_text, *m_count;
    QPushButton *m_back, *m_next;
};

} // namespace syzygy
