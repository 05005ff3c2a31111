#pragma once

#include "core/analysis/noisecloud.h"
#include "ui/common/planeview.h"
#include "ui/map/mapnames.h"
#include "ui/map/planeaxes.h"
#include "ui/sources/source.h"

#include <QPolygonF>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

class QLineSeries;
class QPainter;
class QScatterSeries;

namespace syzygy {

class ContourLines;
class DensityGrid;
class OpenAtlas;
class PointCloud;

enum class MapProjection { Umap, Pca, Plane };

/// A star that is open in the window, on the map.
struct MapStar {
    SourceId id = 0;
    QString name;
    MapPosition umap {}, pca {};
    Labels labels {};
    /// On the axes of the plane that are no labels, as far as it has these numbers.
    std::array<double, 2> numbers { std::numeric_limits<double>::quiet_NaN(),
                                    std::numeric_limits<double>::quiet_NaN() };
    /// What colours it, if the open stars are coloured.
    double colored = std::numeric_limits<double>::quiet_NaN();
};

/// What was drawn around.
struct MapSelection {
    std::vector<std::size_t> stars; ///< of the atlas
    std::vector<SourceId> sources;  ///< open ones
};

/// The reference stars in two dimensions, the open stars over them, and lines to the neighbours that the full
/// latent space finds (not the map, whose distortion they show). Wheel zooms, dragging moves, a double click
/// shows all; dragging with Shift, or in the selecting mode, draws around stars.
class MapView : public PlaneView {
    Q_OBJECT

public:
    explicit MapView(QWidget* parent = nullptr);

    /// The stars to draw; null names: mocks.
    void setAtlas(std::shared_ptr<const Atlas> atlas, std::shared_ptr<const OpenAtlas> names = {});
    void setBackdrop(std::vector<std::shared_ptr<const Atlas>> others); ///< faint behind them
    void setProjection(MapProjection projection);
    void setAxes(PlaneAxes axes); ///< of MapProjection::Plane, and shows it
    void setSelecting(bool selecting);
    const MapSelection& selection() const { return m_selection; }
    void select(std::vector<std::size_t> stars); ///< as if they had been drawn around; in ascending order
    void clearSelection();
    /// The others are neither drawn nor found, nor those of the backdrop; the axes stay as they are.
    void showOnly(const std::vector<std::size_t>& stars);
    void showAll();
    bool showsSome() const { return !m_isShown.empty(); } ///< and not all
    /// Colours run over `range`; stars beyond it take the end colours.
    void setColoring(Label label, std::array<double, 2> range);
    /// By any number of each star, as many as the atlas has; grey where it is NaN.
    void setColoring(std::vector<double> values, std::array<double, 2> range);
    void setColoringOfOpenStars(std::array<double, 2> range); ///< theirs alone; the others are grey
    void setColorRange(std::array<double, 2> range);          ///< of what colours them now
    /// How densely the stars lie that are shown, of each: lg of the share of the densest place, −4 at least.
    std::vector<double> densities() const;
    /// Lines around a fifth, half, four fifths and 95 % of the stars that are shown.
    void setContoursShown(bool shown);
    bool contoursShown() const { return m_contoursShown; }
    std::size_t contourPieces() const; ///< drawn now
    void setOpenStars(std::vector<MapStar> stars);
    void setCurrent(SourceId id, std::vector<AtlasNeighbour> neighbours);
    void setSelectedStar(std::optional<std::size_t> star);
    /// Where the current star would lie with other noise; empty: not known, or not asked for.
    void setNoiseCloud(std::vector<NoiseDraw> draws);
    int noiseCount() const;

    QPointF pixelOf(std::size_t star) const; ///< in the viewport, for tests and tool tips
    int linkCount() const;
    int openStarsPlaced() const; ///< of the open stars, those that have a place in this plane
    QStringList
    openNamesAt(const QPointF& pixel) const; ///< of all open stars within reach, as the tool tip tells them

Q_SIGNALS:
    void starClicked(std::size_t star);
    void sourceClicked(SourceId id);
    void selectionChanged(); ///< something was drawn around, or nothing

protected:
    void placed() override;
    void clicked(const QPointF& pixel) override;
    void pointed(const QPointF& pixel, const QPoint& onScreen) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    void drawLasso(QPainter& painter) const;
    void selectWithin();
    bool isShown(std::size_t star) const { return m_isShown.empty() || m_isShown[star]; }
    void placeStars();
    void placeBackdrop();
    bool isPlaced(const MapStar& star) const;

    QPointF placeOf(const Atlas& atlas, std::size_t star) const;
    QPointF placeOf(std::size_t star) const { return placeOf(*m_atlas, star); }
    QPointF placeOf(const MapStar& star) const;
    QPointF placeOf(const NoiseDraw& draw) const;
    QString describe(std::size_t star) const;
    void applyRadius();
    void nameTwins(std::vector<MapNames::Name>& names) const;
    void showStars();
    void takeValues(Label label);
    void setScale(std::array<double, 2> range, bool ofOpenStars);
    void recolor();
    void colorOpenStars();
    void drawContours();
    const DensityGrid& density() const;
    void applyTheme();
    const MapStar* openStarAt(const QPointF& pixel) const;

    std::shared_ptr<const Atlas> m_atlas;
    std::shared_ptr<const OpenAtlas> m_starNames; // null: mocks
    std::vector<std::shared_ptr<const Atlas>> m_others;
    MapProjection m_projection = MapProjection::Umap;
    PlaneAxes m_axes;
    bool m_selecting = false;
    QPolygonF m_lasso; // pixels, while it is drawn
    MapSelection m_selection;
    std::vector<std::uint8_t> m_isShown;        // of each star; empty: all are
    std::optional<Label> m_label = Label::Teff; // of the values; none: numbers of the user's
    std::vector<double> m_values;               // of each star
    std::array<double, 2> m_colorRange { 0, 1 };
    bool m_openAreColored = false;
    bool m_spansOpenStars = false; // the atlas has no place in this plane
    std::vector<MapStar> m_open;
    SourceId m_current = 0;
    std::vector<AtlasNeighbour> m_neighbours;
    std::optional<std::size_t> m_selected;
    std::vector<NoiseDraw> m_noise;

    PointCloud* m_backdrop;
    PointCloud* m_cloud;
    ContourLines* m_contours;
    bool m_contoursShown = false;
    mutable std::shared_ptr<const DensityGrid>
        m_density; // of those shown where they are; once it is asked for
    MapNames* m_names;
    QLineSeries* m_links;
    QScatterSeries* m_noiseDraws;
    QScatterSeries *m_nirspecNeighbours, *m_apogeeNeighbours, *m_selectedStar, *m_openStars, *m_currentStar;
};

} // namespace syzygy
