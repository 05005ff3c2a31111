#pragma once

#include "ui/common/theme.h"

#include <QDialog>

namespace syzygy {

/// What the program does when it starts, and its colours. Each takes effect, and is kept, at once.
class Preferences : public QDialog {
    Q_OBJECT

public:
    explicit Preferences(QWidget* parent = nullptr);

Q_SIGNALS:
    void themeChosen(Theme theme);
};

} // namespace syzygy
