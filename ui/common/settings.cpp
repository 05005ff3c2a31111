#include "ui/common/settings.h"

#include <QSettings>

namespace syzygy::settings {

namespace {

const auto geometryKey = QStringLiteral("window/geometry");
const auto layoutKey = QStringLiteral("window/layout");
const auto themeKey = QStringLiteral("window/theme");
const auto linesKey = QStringLiteral("spectrum/lines");
const auto unitsKey = QStringLiteral("spectrum/units");
const auto recentKey = QStringLiteral("files/recent");
const auto exportKey = QStringLiteral("files/exportFormat");
constexpr qsizetype mostRecent = 12;
const auto openLastKey = QStringLiteral("start/openLast");
const auto connectKey = QStringLiteral("start/connect");
const auto tourKey = QStringLiteral("window/tourWasOffered");
const auto folderKey = QStringLiteral("files/folder");

} // namespace

QByteArray windowGeometry()
{
    return QSettings().value(geometryKey).toByteArray();
}
void setWindowGeometry(const QByteArray& geometry)
{
    QSettings().setValue(geometryKey, geometry);
}

QByteArray windowLayout()
{
    return QSettings().value(layoutKey).toByteArray();
}
void setWindowLayout(const QByteArray& layout)
{
    QSettings().setValue(layoutKey, layout);
}

Theme theme()
{
    const auto name = QSettings().value(themeKey).toString();
    if (name == QStringLiteral("dark"))
        return Theme::Dark;
    return name == QStringLiteral("light") ? Theme::Light : Theme::System;
}

void setTheme(Theme theme)
{
    const auto name = theme == Theme::Dark ? QStringLiteral("dark")
        : theme == Theme::Light            ? QStringLiteral("light")
                                           : QStringLiteral("system");
    QSettings().setValue(themeKey, name);
}

bool opensLast()
{
    return QSettings().value(openLastKey).toBool();
}
void setOpensLast(bool opens)
{
    QSettings().setValue(openLastKey, opens);
}

bool connectsAtStart()
{
    return QSettings().value(connectKey).toBool();
}
void setConnectsAtStart(bool connects)
{
    QSettings().setValue(connectKey, connects);
}

bool tourWasOffered()
{
    return QSettings().value(tourKey).toBool();
}
void setTourWasOffered(bool offered)
{
    QSettings().setValue(tourKey, offered);
}

bool linesShown()
{
    return QSettings().value(linesKey, true).toBool();
}
void setLinesShown(bool shown)
{
    QSettings().setValue(linesKey, shown);
}

int exportFormat()
{
    return QSettings().value(exportKey, 0).toInt();
}
void setExportFormat(int format)
{
    QSettings().setValue(exportKey, format);
}

QString spectrumUnits()
{
    return QSettings().value(unitsKey).toString();
}
void setSpectrumUnits(const QString& words)
{
    QSettings().setValue(unitsKey, words);
}

QStringList recentFiles()
{
    return QSettings().value(recentKey).toStringList();
}
void addRecentFile(const QString& file)
{
    auto files = recentFiles();
    files.removeAll(file);
    files.prepend(file);
    QSettings().setValue(recentKey, files.mid(0, mostRecent));
}

void forgetRecentFiles()
{
    QSettings().remove(recentKey);
}

QString lastFolder()
{
    return QSettings().value(folderKey).toString();
}
void setLastFolder(const QString& folder)
{
    QSettings().setValue(folderKey, folder);
}

} // namespace syzygy::settings
