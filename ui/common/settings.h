#pragma once

#include "ui/common/theme.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

/// What the window remembers between runs, over QSettings.
namespace syzygy::settings {

QByteArray windowGeometry();
void setWindowGeometry(const QByteArray& geometry);

/// Docks and toolbars as of QMainWindow::saveState; empty if never saved.
QByteArray windowLayout();
void setWindowLayout(const QByteArray& layout);

Theme theme();
void setTheme(Theme theme);

bool linesShown();
void setLinesShown(bool shown);

/// In words (see DisplayUnits); empty if never chosen.
QString spectrumUnits();
void setSpectrumUnits(const QString& words);

/// At the start: what was open last, where no file is named; and SAMP.
bool opensLast();
void setOpensLast(bool opens);
bool connectsAtStart();
void setConnectsAtStart(bool connects);

bool tourWasOffered();
void setTourWasOffered(bool offered);

/// Where the file dialogs start.
QString lastFolder();
void setLastFolder(const QString& folder);

/// TableFormat of the last table exported.
int exportFormat();
void setExportFormat(int format);

/// Files, folders and sessions, the latest first.
QStringList recentFiles();
void addRecentFile(const QString& file);
void forgetRecentFiles();

} // namespace syzygy::settings
