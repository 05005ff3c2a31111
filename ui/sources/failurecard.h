#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace syzygy {

/// "Why this did not load": the file, the sentence, and what can be done, in the place where the spectrum
/// would be.
class FailureCard : public QFrame {
    Q_OBJECT

public:
    explicit FailureCard(QWidget* parent = nullptr);
    /// `asks`: the file lacks only what the user can say, the units.
    void setFailure(const QString& file, const QString& sentence, bool asks);
    QString sentence() const;

Q_SIGNALS:
    void unitsRequested();
    void retryRequested();
    void removeRequested();

private:
    QLabel* m_file;
    QLabel* m_sentence;
    QPushButton* m_units;
};

} // namespace syzygy
