#include "ui/map/mappanel.h"

#include "ui/common/format.h"
#include "ui/common/openatlas.h"
#include "ui/common/placeholder.h"
#include "ui/map/colorbar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace syzygy {

namespace {

/// What the catalogue says of a real star has a line of its own, so that the map does not jump.
QString sentenceOf(std::size_t star, const StellarParameters& parameters, const OpenAtlas* names)
{
    const auto text
        = MapPanel::tr("%1: %2 K, log g %3, [Fe/H] %4")
              .arg(nameOfStar(names, star), formatNumber(parameters[Label::Teff], 0),
                   formatNumber(parameters[Label::Logg], 2), formatNumber(parameters[Label::FeH], 2));
    if (!names)
        return text;
    const auto known = names->catalogueOf(star);
    return text + QLatin1Char('\n')
        + (known.isEmpty() ? MapPanel::tr("its catalogue says nothing of them")
                           : MapPanel::tr("catalogue: %1").arg(known));
}

/// Mean ± standard deviation of what was drawn around.
QString sentenceOf(const MapSelection& selection, const Atlas& atlas, bool areReal)
{
    const auto meanOf = [&](Label label, int decimals) {
        double sum = 0, squares = 0;
        for (const auto star : selection.stars) {
            sum += atlas.stars[star][label];
            squares += atlas.stars[star][label] * atlas.stars[star][label];
        }
        const double count = static_cast<double>(selection.stars.size()), mean = sum / count;
        return formatSigma(mean, std::sqrt(std::max(0.0, squares / count - mean * mean)), decimals);
    };
    auto text = (areReal ? MapPanel::tr("%1 stars") : MapPanel::tr("%1 reference stars"))
                    .arg(selection.stars.size());
    if (!selection.stars.empty())
        text += MapPanel::tr(": %1 K, log g %2, [Fe/H] %3")
                    .arg(meanOf(Label::Teff, 0), meanOf(Label::Logg, 2), meanOf(Label::FeH, 2));
    return selection.sources.empty()
        ? text
        : text + MapPanel::tr("; %1 of your sources").arg(selection.sources.size());
}

} // namespace

MapPanel::MapPanel(QWidget* parent)
    : QWidget(parent)
    , m_view(new MapView)
    , m_plot(new QWidget)
    , m_bar(new ColorBar)
    , m_star(new QLabel)
{
    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(4, 4, 4, 2);
    pageLayout->setSpacing(3);
    m_axisBar = createAxisBar(); // a row of its own: a wide map leaves no room for the table
    m_atlasBar = createAtlasBar();
    auto* bar = createBar();
    fillChoices();
    pageLayout->addWidget(m_atlasBar);
    pageLayout->addWidget(bar);
    pageLayout->addWidget(m_axisBar);
    auto* plot = new QHBoxLayout(m_plot);
    plot->setSpacing(0);
    plot->setContentsMargins(0, 0, 0, 0);
    plot->addWidget(m_view, 1);
    plot->addWidget(m_bar);
    pageLayout->addWidget(m_plot, 1);
    auto* words = new QHBoxLayout;
    words->setSpacing(3);
    words->addWidget(m_star, 1);
    words->addWidget(m_open);
    words->addWidget(m_export);
    words->addWidget(m_showAll = createShowAll());
    m_star->setMinimumHeight(m_showAll->sizeHint().height()); // the map does not jump
    pageLayout->addLayout(words);
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
    m_label = createChoices(QStringLiteral("colours"), tr("Colour of the stars"));
    m_projection = new QComboBox;
    m_projection->addItems({ tr("UMAP"), tr("PCA"), tr("Kiel"), tr("Labels") });
    m_projection->setToolTip(
        tr("How the latent space is laid out in two dimensions; neighbours are always "
           "found in the full space. Kiel: Teff and log g. Labels: any two, or columns of the atlas "
           "or of your spectra"));
    m_projection->setAccessibleName(tr("Layout of the map"));
    m_projection->setObjectName(QStringLiteral("layout"));
    layout->addWidget(new QLabel(tr("Colour")));
    layout->addWidget(m_label, 1);
    layout->addWidget(m_projection);
    layout->addStretch();
    m_export = new QToolButton;
    m_export->setText(tr("Export…"));
    m_export->setToolTip(tr("Write the stars that were drawn around to a table"));
    m_export->hide();
    m_open = new QToolButton;
    m_open->setText(tr("Open"));
    m_open->setObjectName(QStringLiteral("openDrawnAround"));
    m_open->setToolTip(tr("Open the spectra of the stars that were drawn around"));
    m_open->hide();
    m_select = new QToolButton;
    m_select->setText(tr("Select"));
    m_select->setCheckable(true);
    m_select->setObjectName(QStringLiteral("selectOnMap"));
    m_select->setToolTip(tr("Draw around stars with the mouse (or hold Shift)"));
    m_noise = new QToolButton;
    m_noise->setText(tr("Noise"));
    m_noise->setCheckable(true);
    m_noise->setObjectName(QStringLiteral("noiseCloud"));
    m_noise->setToolTip(tr("Where the star would lie with other noise: its errors drawn 64 times, each "
                           "through encoder and map"));
    connect(m_noise, &QToolButton::toggled, this, &MapPanel::noiseWanted);
    layout->addWidget(m_noise);
    layout->addWidget(m_select);
    connect(m_select, &QToolButton::toggled, m_view, &MapView::setSelecting);
    connect(m_export, &QToolButton::clicked, this, &MapPanel::exportRequested);
    connect(m_open, &QToolButton::clicked, this, [this] { Q_EMIT openRequested(m_view->selection().stars); });
    connect(m_view, &MapView::selectionChanged, this, &MapPanel::showSelection);
    connect(m_label, &QComboBox::currentIndexChanged, this, &MapPanel::showColors);
    connect(m_label, &QComboBox::activated, this, [this] { m_wantedColor.clear(); });
    connect(m_bar, &ColorBar::rangeChosen, this, &MapPanel::keepRange);
    connect(m_projection, &QComboBox::currentIndexChanged, this, &MapPanel::showAxes);
    return bar;
}

bool MapPanel::wantsNoise() const
{
    return m_noise->isChecked();
}

void MapPanel::toggleNoise()
{
    m_noise->toggle();
}

/// The way back, beside the map, whoever hid the others.
QToolButton* MapPanel::createShowAll()
{
    auto* button = new QToolButton;
    button->setObjectName(QStringLiteral("showAllStars"));
    button->setText(tr("Show all"));
    button->setToolTip(tr("Only the stars that were selected are shown; show the others again"));
    button->hide();
    connect(button, &QToolButton::clicked, this, &MapPanel::showAll);
    return button;
}

void MapPanel::showOnlySelected()
{
    m_view->showOnly(m_view->selection().stars);
    m_showAll->show();
    densityChanged();
    Q_EMIT shownChanged();
}

void MapPanel::showAll()
{
    m_view->showAll();
    m_showAll->hide();
    densityChanged();
    Q_EMIT shownChanged();
}

void MapPanel::showSelection()
{
    m_export->setVisible(!m_view->selection().stars.empty());
    m_open->setVisible(m_names && !m_view->selection().stars.empty());
    showText();
    if (const auto& sources = m_view->selection().sources;
        !sources.empty()) // else keys go on to work on what is selected
        Q_EMIT sourcesSelected(sources);
    Q_EMIT selectionChanged();
}

void MapPanel::setMessage(const QString& message)
{
    m_content->setMessage(message.toHtmlEscaped());
}

void MapPanel::setSources(const std::vector<Source>& sources)
{
    m_sources.clear();
    std::ranges::copy_if(sources, std::back_inserter(m_sources), [](const Source& source) {
        return source.isEncoded() && !isRefused(*source.analysis); // where it lies says nothing
    });
    if (isColoredBySources())
        showSourceNumber(chosen(*m_label)); // its range may be another
    else
        showSources();
}

void MapPanel::setCurrent(const Source* source)
{
    const bool placed = source && source->isEncoded() && !isRefused(*source->analysis) && m_atlas;
    m_view->setCurrent(source ? source->id : 0,
                       placed ? source->analysis->neighbours : std::vector<AtlasNeighbour>());
}

void MapPanel::setSelectedStar(std::optional<std::size_t> star)
{
    m_selectedStar = star;
    m_view->setSelectedStar(star);
    showText();
}

void MapPanel::showText()
{
    const auto& selection = m_view->selection();
    if (!selection.stars.empty() || !selection.sources.empty())
        m_star->setText(sentenceOf(selection, *m_atlas, m_names != nullptr));
    else
        m_star->setText(m_selectedStar && m_atlas
                            ? sentenceOf(*m_selectedStar, m_atlas->stars[*m_selectedStar], m_names.get())
                            : m_names ? tr("Click a point to see that star.")
                                      : tr("Click a point to see that reference star."));
    m_star->setToolTip(m_star->text());
}

QString MapPanel::starText() const
{
    return m_star->text();
}

} // namespace syzygy
