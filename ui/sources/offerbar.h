#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace syzygy {

/// Offers to combine spectra of one source and to compare them; hidden where there is nothing to offer.
class OfferBar : public QWidget {
    Q_OBJECT

public:
    explicit OfferBar(QWidget* parent = nullptr);

    /// Empty words: nothing. `exists`: the combination is open already.
    void setOffer(const QString& words, bool exists);
    QString words() const;

Q_SIGNALS:
    void combineRequested();
    void compareRequested();

private:
    QLabel* m_words;
    QPushButton* m_combine;
};

} // namespace syzygy
