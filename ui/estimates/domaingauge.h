#pragma once

#include <QWidget>

#include <optional>

namespace syzygy {

/// How like the mocks that the encoders were trained on a spectrum is: a bar from "like them" to "unlike
/// any", in words too.
class DomainGauge : public QWidget {
    Q_OBJECT

public:
    explicit DomainGauge(QWidget* parent = nullptr);
    void setScore(std::optional<double> score); ///< 0 = like ... 1 = unlike
    QString words() const;
    QSize sizeHint() const override { return { 200, 34 }; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString wordsThatFit() const;

    std::optional<double> m_score;
};

} // namespace syzygy
