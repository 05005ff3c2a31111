#pragma once

#include "core/analysis/analyzer.h"

#include <QScrollArea>

#include <vector>

class QLabel;

namespace syzygy {

/// Reasons to doubt in words, the gravest first. Takes no more height than it needs, and scrolls beyond a few
/// lines.
class FlagList : public QScrollArea {
    Q_OBJECT

public:
    explicit FlagList(QWidget* parent = nullptr);
    /// `encoded`: there are labels all the same, so that a refusal means not to believe them.
    void setFlags(std::vector<Flag> flags, bool encoded);
    QString text() const;
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void render();

    std::vector<Flag> m_flags;
    bool m_encoded = false;
    QLabel* m_label;
};

} // namespace syzygy
