// Commands found by name, and what the program is.
#include "core/version.h"
#include "ui/common/format.h"
#include "ui/window/commandsearch.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

namespace syzygy {

void MainWindow::createHelpMenu()
{
    auto* menu = menuBar()->addMenu(tr("&Help"));
    menu->addAction(tr("&Commands and their keys…"), QKeySequence(Qt::CTRL | Qt::Key_K), this, [this] {
        auto* search = new CommandSearch(commandsOf(*menuBar()), this);
        search->setAttribute(Qt::WA_DeleteOnClose, false);
        connect(search, &QDialog::finished, search, &QObject::deleteLater);
        search->open();
    });
    menu->addAction(tr("&Tour of the window"), this, &MainWindow::startTour);
    menu->addAction(tr("&About Syzygy"), this, &MainWindow::showAbout);
}

QString MainWindow::aboutText() const
{
    const auto& service = m_loader->service();
    const auto version = toQString(programVersion());
    const auto model = service.manifest.modelId.empty() ? tr("none is loaded")
                                                        : QString::fromStdString(service.manifest.modelId);
    return tr("<h3>Syzygy %1</h3>"
              "<p>Stellar labels from JWST/NIRSpec and APOGEE spectra in one latent space.</p>"
              "<p>Model: %2<br>%3</p>"
              "<p>To cite it, name the version and the model: <i>Syzygy %1, model %2</i>. Both stand in "
              "every exported table, and in the "
              ".provenance.json beside it; CITATION.cff holds the reference.</p>"
              "<p>Qt %4. Licence: GPL-3.0-or-later.</p>")
        .arg(version, model.toHtmlEscaped(),
             QString::fromStdString(service.manifest.madeFrom).toHtmlEscaped(),
             QString::fromLatin1(qVersion()));
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Syzygy"), aboutText(), QMessageBox::Ok, this);
    box->setObjectName(QStringLiteral("about"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextInteractionFlags(Qt::TextBrowserInteraction); // so that it can be copied
    box->open();
}

} // namespace syzygy
