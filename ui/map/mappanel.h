#pragma once

#include "ui/common/labeldistributions.h"
#include "ui/map/mapquantity.h"
#include "ui/map/mapview.h"
#include "ui/sources/session.h"

#include <QWidget>

#include <array>
#include <map>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace syzygy {

class ColorBar;
class OpenAtlas;
class Placeholder;

/// The latent map with its choices of colour and axes (UMAP, PCA, the Kiel diagram or any two numbers), and a
/// line about the selected reference star, or about what was drawn around.
class MapPanel : public QWidget {
    Q_OBJECT

public:
    explicit MapPanel(QWidget* parent = nullptr);

    /// Null names: mocks. `others` are drawn behind, if the user wants them.
    void setAtlas(std::shared_ptr<const Atlas> atlas, const LabelDistributions& distributions,
                  std::shared_ptr<const OpenAtlas> names = {},
                  std::vector<std::shared_ptr<const Atlas>> others = {});
    /// The atlases to choose from, the mocks first; no choice is shown where there is one.
    void setAtlasNames(const QStringList& names, int current);
    /// The star that a search found; in sight, if need be by showing all.
    void showFound(std::size_t star);
    void setMessage(const QString& message); ///< why there is no map; empty: there is one
    void setSources(const std::vector<Source>& sources);
    /// What else may colour or place the open spectra; asked of each as often as setSources() is called.
    void setSourceNumbers(std::vector<SourceNumber> numbers);
    void setCurrent(const Source* source);
    void setSelectedStar(std::optional<std::size_t> star);
    MapView& view() { return *m_view; }
    void toggleContours();
    bool wantsNoise() const;
    void toggleNoise();
    QWidget& plot() { return *m_plot; } ///< the map with its colour bar
    QString starText() const;           ///< about the selected star or stars
    /// The number that colours the map, if it is none of our labels.
    std::optional<StarColumn> colorColumn() const;
    SavedSession::Map look() const;
    void setLook(const SavedSession::Map& look); ///< what the atlas does not have is waited for
    void showOnlySelected();
    void showAll();
    void setProjection(MapProjection projection); ///< Plane: the Kiel diagram
    void setAxes(Label x, Label y);               ///< and shows them; Teff grows to the left, log g downwards

Q_SIGNALS:
    void starClicked(std::size_t star);
    void atlasChosen(int index); ///< of the names
    void searchRequested(const QString& text);
    void openRequested(const std::vector<std::size_t>& stars); ///< the spectra of those drawn around
    void sourceClicked(SourceId id);
    void sourcesSelected(const std::vector<SourceId>& ids); ///< drawn around
    void noiseWanted(bool wanted);                          ///< the noise cloud of the current source
    void exportRequested();                                 ///< of the stars drawn around
    void selectionChanged();
    void coloringChanged();
    void shownChanged();                       ///< all, or some alone
    void lookChanged();                        ///< what look() tells
    void expressionGiven(const QString& text); ///< in place of a star to be found

private:
    QWidget* createBar();
    QToolButton* createShowAll();
    QWidget* createAxisBar();
    static QComboBox* createChoices(const QString& name, const QString& accessibleName);
    QWidget* createAtlasBar();
    enum Layout { Umap, Pca, Kiel, OwnAxes }; ///< in the order of the choices

    void fillChoices();
    const MapQuantity& chosen(const QComboBox& choices) const;
    bool hasOwnAxes() const;
    void readAxes(const MapQuantity& x, const MapQuantity& y);
    void span(PlaneAxes axes);
    void showSources();
    void showColumn(const MapQuantity& quantity);
    void showSourceNumber(const MapQuantity& quantity);
    bool isColoredBySources() const;
    void showDensity();
    /// On the bar; the user's range of these colours, if there is one.
    std::array<double, 2> showScale(const QString& title, std::array<double, 2> whole);
    void keepRange();
    void densityChanged();
    bool isColoredByDensity() const; ///< the last of the choices
    void showBackdrop();
    void showColors();
    void showAxes();
    void showSelection();
    void showText();

    std::shared_ptr<const Atlas> m_atlas;
    std::shared_ptr<const OpenAtlas> m_names; // null: mocks
    std::vector<std::shared_ptr<const Atlas>> m_others;
    std::vector<Source> m_sources; // that have a place
    std::vector<SourceNumber> m_sourceNumbers;
    std::vector<MapQuantity> m_quantities;                // of the choices of colour and axes
    std::uint64_t m_columnRequest = 0, m_axesRequest = 0; // latest wins
    LabelDistributions m_distributions {};
    std::map<QString, std::array<double, 2>> m_ranges; // of the choices of colour whose ends were dragged
    QString m_scaledColor; // what the bar shows: numbers of a new choice may take a while
    QString m_wantedColor; // of a session: its atlas may not be open yet
    std::array<QString, 2> m_wantedAxes;
    QComboBox* m_label = nullptr;
    QWidget* m_atlasBar = nullptr;
    QComboBox* m_atlases = nullptr;
    QLineEdit* m_search = nullptr;
    QComboBox* m_projection = nullptr;
    MapView* m_view;
    QWidget* m_plot;
    ColorBar* m_bar;
    QWidget* m_axisBar = nullptr;
    QComboBox *m_x = nullptr, *m_y = nullptr;
    QToolButton* m_noise = nullptr;
    QToolButton* m_showAll = nullptr;
    QToolButton *m_select = nullptr, *m_export = nullptr, *m_open = nullptr, *m_behind = nullptr;
    std::optional<std::size_t> m_selectedStar;
    QLabel* m_star;
    Placeholder* m_content;
};

} // namespace syzygy
