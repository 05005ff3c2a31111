#include "ui/map/mappanel.h"

#include "ui/common/format.h"
#include "ui/common/placeholder.h"
#include "ui/map/colorbar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace syzygy {

namespace {

QString titleOf(Label label)
{
    return QStringLiteral("%1 [%2]").arg(toQString(infoOf(label).symbol), toQString(infoOf(label).unit));
}

QString sentenceOf(std::size_t star, const StellarParameters& parameters)
{
    return MapPanel::tr("Star %1: %2 K, log g %3, [Fe/H] %4")
        .arg(star)
        .arg(formatNumber(parameters[Label::Teff], 0), formatNumber(parameters[Label::Logg], 2),
             formatNumber(parameters[Label::FeH], 2));
}

} // namespace

MapPanel::MapPanel(QWidget* parent)
    : QWidget(parent)
    , m_view(new MapView)
    , m_bar(new ColorBar)
    , m_star(new QLabel)
{
    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(4, 4, 4, 2);
    pageLayout->setSpacing(3);
    pageLayout->addWidget(createBar());
    auto* plot = new QHBoxLayout;
    plot->setSpacing(0);
    plot->addWidget(m_view, 1);
    plot->addWidget(m_bar);
    pageLayout->addLayout(plot, 1);
    pageLayout->addWidget(m_star);
    m_star->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_content = new Placeholder(page));
    connect(m_view, &MapView::starClicked, this, &MapPanel::starClicked);
    connect(m_view, &MapView::sourceClicked, this, &MapPanel::sourceClicked);
    setSelectedStar({});
}

QWidget* MapPanel::createBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_label = new QComboBox;
    for (const auto& info : labelInfos)
        m_label->addItem(toQString(info.symbol));
    m_projection = new QComboBox;
    m_projection->addItems({ tr("UMAP"), tr("PCA") });
    m_projection->setToolTip(tr(
        "How the latent space is laid out in two dimensions; neighbours are always found in the full space"));
    layout->addWidget(new QLabel(tr("Colour")));
    layout->addWidget(m_label);
    layout->addWidget(m_projection);
    layout->addStretch();
    connect(m_label, &QComboBox::currentIndexChanged, this, &MapPanel::showColors);
    connect(m_projection, &QComboBox::currentIndexChanged, m_view,
            [this](int index) { m_view->setProjection(static_cast<MapProjection>(index)); });
    return bar;
}

void MapPanel::setAtlas(std::shared_ptr<const Atlas> atlas, const LabelDistributions& distributions)
{
    m_atlas = atlas;
    m_distributions = distributions;
    m_view->setAtlas(std::move(atlas));
    showColors();
}

void MapPanel::setMessage(const QString& message)
{
    m_content->setMessage(message.toHtmlEscaped());
}

void MapPanel::setColorLabel(Label label)
{
    m_label->setCurrentIndex(static_cast<int>(indexOf(label)));
}

void MapPanel::showColors()
{
    const auto index = static_cast<std::size_t>(m_label->currentIndex());
    const auto& [low, high, density] = m_distributions[index];
    m_view->setColoring(static_cast<Label>(index), { low, high });
    m_bar->setScale(titleOf(static_cast<Label>(index)), low, high);
}

void MapPanel::setSources(const std::vector<Source>& sources)
{
    std::vector<MapStar> stars;
    for (const auto& source : sources)
        if (source.isEncoded())
            stars.push_back(
                { source.id, source.name(), source.analysis->mapPosition, source.analysis->pcaPosition });
    m_view->setOpenStars(std::move(stars));
}

void MapPanel::setCurrent(const Source* source)
{
    const bool placed = source && source->isEncoded() && m_atlas;
    m_view->setCurrent(source ? source->id : 0,
                       placed ? source->analysis->neighbours : std::vector<AtlasNeighbour>());
}

void MapPanel::setSelectedStar(std::optional<std::size_t> star)
{
    m_view->setSelectedStar(star);
    m_star->setText(star && m_atlas ? sentenceOf(*star, m_atlas->stars[*star])
                                    : tr("Click a point to see that reference star."));
}

QString MapPanel::starText() const
{
    return m_star->text();
}

} // namespace syzygy
