#pragma once

#include "ui/common/planeview.h"
#include "ui/sources/source.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

class QLineSeries;
class QScatterSeries;

namespace syzygy {

class MapNames;
class PointCloud;

enum class MapProjection { Umap, Pca };

/// A star that is open in the window, on the map.
struct MapStar {
    SourceId id = 0;
    QString name;
    MapPosition umap {}, pca {};
};

/// The reference stars in two dimensions, the open stars over them, and lines to the neighbours that the full
/// latent space finds (not the map, whose distortion they show). Wheel zooms, dragging moves, a double click
/// shows all.
class MapView : public PlaneView {
    Q_OBJECT

public:
    explicit MapView(QWidget* parent = nullptr);

    void setAtlas(std::shared_ptr<const Atlas> atlas);
    void setProjection(MapProjection projection);
    /// Colours run over `range`; stars beyond it take the end colours.
    void setColoring(Label label, std::array<double, 2> range);
    void setOpenStars(std::vector<MapStar> stars);
    void setCurrent(SourceId id, std::vector<AtlasNeighbour> neighbours);
    void setSelectedStar(std::optional<std::size_t> star);

    QPointF pixelOf(std::size_t star) const; ///< in the viewport, for tests and tool tips
    int linkCount() const;

Q_SIGNALS:
    void starClicked(std::size_t star);
    void sourceClicked(SourceId id);

protected:
    void placed() override;
    void clicked(const QPointF& pixel) override;
    void pointed(const QPointF& pixel, const QPoint& onScreen) override;
    void changeEvent(QEvent* event) override;

private:
    QPointF placeOf(std::size_t star) const;
    QPointF placeOf(const MapStar& star) const;
    void showStars();
    void recolor();
    void applyTheme();
    const MapStar* openStarAt(const QPointF& pixel) const;

    std::shared_ptr<const Atlas> m_atlas;
    MapProjection m_projection = MapProjection::Umap;
    Label m_label = Label::Teff;
    std::array<double, 2> m_colorRange { 0, 1 };
    std::vector<MapStar> m_open;
    SourceId m_current = 0;
    std::vector<AtlasNeighbour> m_neighbours;
    std::optional<std::size_t> m_selected;

    PointCloud* m_cloud;
    MapNames* m_names;
    QLineSeries* m_links;
    QScatterSeries *m_nirspecNeighbours, *m_apogeeNeighbours, *m_selectedStar, *m_openStars, *m_currentStar;
};

} // namespace syzygy
