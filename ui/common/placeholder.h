#pragma once

#include <QStackedWidget>

class QLabel;

namespace syzygy {

/// Either its content or, where there is nothing to show, a sentence that says what would be here.
class Placeholder : public QStackedWidget {
    Q_OBJECT

public:
    explicit Placeholder(QWidget* content, QWidget* parent = nullptr);

    /// Empty: shows the content. The sentence may hold links.
    void setMessage(const QString& message);
    QString message() const; ///< empty while the content is shown

Q_SIGNALS:
    void linkActivated(const QString& link);

private:
    QLabel* m_label;
};

} // namespace syzygy
