#pragma once

#include <QFrame>

class QLabel;

namespace syzygy {

/// "Why this did not load": the file, the sentence, and what can be done, in the place where the spectrum
/// would be.
class FailureCard : public QFrame {
    Q_OBJECT

public:
    explicit FailureCard(QWidget* parent = nullptr);
    void setFailure(const QString& file, const QString& sentence);
    QString sentence() const;

Q_SIGNALS:
    void retryRequested();
    void removeRequested();

private:
    QLabel* m_file;
    QLabel* m_sentence;
};

} // namespace syzygy
