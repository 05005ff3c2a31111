#include "ui/window/preferences.h"

#include "ui/common/settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>

namespace syzygy {

Preferences::Preferences(QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("preferences"));
    setWindowTitle(tr("Preferences"));
    auto* theme = new QComboBox;
    theme->setObjectName(QStringLiteral("theme"));
    theme->addItems({ tr("as the system has them"), tr("light"), tr("dark") }); // in the order of Theme
    theme->setCurrentIndex(static_cast<int>(settings::theme()));
    connect(theme, &QComboBox::currentIndexChanged, this,
            [this](int index) { Q_EMIT themeChosen(static_cast<Theme>(index)); });
    const auto box = [](const QString& text, const char* name, bool isOn, void (*set)(bool)) {
        auto* check = new QCheckBox(text);
        check->setObjectName(QString::fromLatin1(name));
        check->setChecked(isOn);
        connect(check, &QCheckBox::toggled, check, set);
        return check;
    };
    auto* forget = new QPushButton(tr("&Forget them"));
    forget->setObjectName(QStringLiteral("forgetRecent"));
    forget->setEnabled(!settings::recentFiles().isEmpty());
    forget->setAutoDefault(false);
    connect(forget, &QPushButton::clicked, this, [forget] {
        settings::forgetRecentFiles();
        forget->setEnabled(false);
    });
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::accept);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Colours"), theme);
    form->addRow(tr("At the start"),
                 box(tr("&open what was open last, where no file is named"), "openLast",
                     settings::opensLast(), settings::setOpensLast));
    form->addRow(QString(),
                 box(tr("connect to &TOPCAT and other programs (SAMP)"), "connectAtStart",
                     settings::connectsAtStart(), settings::setConnectsAtStart));
    form->addRow(tr("Files opened recently"), forget);
    form->addRow(buttons);
}

} // namespace syzygy
