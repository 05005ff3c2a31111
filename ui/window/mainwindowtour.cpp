// The tour of the window, on the bundled samples.
#include "ui/common/settings.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/map/mappanel.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"
#include "ui/window/tour.h"

#include <QDockWidget>
#include <QMenuBar>

namespace syzygy {

void MainWindow::offerTour()
{
    if (settings::tourWasOffered())
        return;
    settings::setTourWasOffered(true);
    startTour();
}

void MainWindow::startTour()
{
    delete findChild<Tour*>();
    auto* tour = new Tour(tourSteps(), this);
    connect(tour, &Tour::left, this, [this](int step) {
        if (step == 0 && m_sources->sources().empty())
            open(m_loader->service().samples);
    });
}

std::vector<TourStep> MainWindow::tourSteps()
{
    const auto raised = [](QDockWidget* dock) {
        return [dock] {
            dock->show();
            dock->raise();
            return static_cast<QWidget*>(dock);
        };
    };
    const auto opened = m_sources->sources().empty()
        ? tr("It opens three mock stars, each seen by NIRSpec and by APOGEE.")
        : tr("It is made on what is open.");
    return {
        { tr("A tour of Syzygy"),
          tr("Eight short steps through the window. %1 Help > Tour begins it again at any time.").arg(opened),
          {} },
        { tr("Sources"),
          tr("One row per spectrum. J and K step through them, S stars one, 1-9 tick, E comments, G puts the "
             "selected into a named subset. Right-click the header for other columns; the filter knows words "
             "and teff<4800 and star."),
          raised(m_sourcesDock) },
        { tr("The spectrum"),
          tr("As observed, at rest, or as the encoders see it, with the best fit over it. The wheel zooms, "
             "dragging moves, Shift and dragging shows a box, a double click all. Marks at the lower edge "
             "are samples that are not used, and why."),
          [this] { return centralWidget(); } },
        { tr("Estimates"),
          tr("Twenty labels with 1σ, and where they lie among the reference stars. Grey and in parentheses: "
             "the spectrum says no more than the prior. Above them the reasons to doubt, in words. What you "
             "know already can be typed in."),
          raised(m_estimatesDock) },
        { tr("Latent map"),
          tr("Reference stars by likeness of their spectra, your sources among them, lines to the nearest in "
             "the full latent space. Colour and layout are chosen above; hold Shift and draw around stars to "
             "select them; N shows the noise."),
          raised(m_mapDock) },
        { tr("Nearest reference stars"),
          tr("The stars most like yours, of both instruments. A click lays one's spectrum over yours."),
          raised(m_neighboursDock) },
        { tr("What if"),
          tr("Lower S/N or resolution, a wrong velocity, a gap: spectrum, labels and map follow the sliders, "
             "and one click leads back. W shows below the spectrum why a label is what it is."),
          raised(m_whatIfDock) },
        { tr("Your own spectra"),
          tr("Drop files or folders on the window, or File > Open. Ctrl+E writes the table with units, σ and "
             "how each row came about. Ctrl+K finds every command. What is open is kept by itself."),
          [this] {
              m_sourcesDock->raise();
              m_estimatesDock->raise();
              return static_cast<QWidget*>(menuBar());
          } },
    };
}

} // namespace syzygy
