#pragma once

#include "ui/common/labeldistributions.h"
#include "ui/map/mapview.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace syzygy {

class ColorBar;
class Placeholder;

/// The latent map with its choices of colour and projection, and a line about the selected reference star.
class MapPanel : public QWidget {
    Q_OBJECT

public:
    explicit MapPanel(QWidget* parent = nullptr);

    void setAtlas(std::shared_ptr<const Atlas> atlas, const LabelDistributions& distributions);
    void setMessage(const QString& message); ///< why there is no map; empty: there is one
    void setSources(const std::vector<Source>& sources);
    void setCurrent(const Source* source);
    void setSelectedStar(std::optional<std::size_t> star);
    void setColorLabel(Label label);
    MapView& view() { return *m_view; }
    QString starText() const; ///< about the selected star

Q_SIGNALS:
    void starClicked(std::size_t star);
    void sourceClicked(SourceId id);

private:
    QWidget* createBar();
    void showColors();

    std::shared_ptr<const Atlas> m_atlas;
    LabelDistributions m_distributions {};
    QComboBox* m_label = nullptr;
    QComboBox* m_projection = nullptr;
    MapView* m_view;
    ColorBar* m_bar;
    QLabel* m_star;
    Placeholder* m_content;
};

} // namespace syzygy
