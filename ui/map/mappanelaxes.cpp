// What spans the map: the layouts of the latent space, the Kiel diagram, any two numbers.
#include "ui/common/async.h"
#include "ui/map/mappanel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace syzygy {

namespace {

Labels labelsOf(const Analysis& analysis)
{
    Labels labels {};
    for (std::size_t k = 0; k < labelCount; ++k)
        labels[k] = analysis.estimates[k].value;
    return labels;
}

double numberOf(const MapQuantity& quantity, const Source& source)
{
    return quantity.ofSource ? quantity.ofSource(source) : std::numeric_limits<double>::quiet_NaN();
}

/// Reads a column of the atlas, which takes long.
PlaneAxis axisOf(const MapQuantity& quantity, const OpenAtlas* names)
{
    return { quantity.brief, isUsuallyReversed(quantity), quantity.label,
             quantity.column && names ? names->valuesOf(*quantity.column) : std::vector<double>() };
}

void fill(QComboBox& choices, const QStringList& titles, const QString& chosen, int usual)
{
    const QSignalBlocker blocker(&choices);
    choices.clear();
    choices.addItems(titles);
    const int index = choices.findText(chosen);
    choices.setCurrentIndex(index >= 0 ? index : usual);
}

} // namespace

/// Of quantities, many and with long names.
QComboBox* MapPanel::createChoices(const QString& name, const QString& accessibleName)
{
    auto* choices = new QComboBox;
    choices->setObjectName(name);
    choices->setAccessibleName(accessibleName);
    choices->setMaxVisibleItems(24);
    choices->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choices->setMinimumContentsLength(9);
    return choices;
}

QWidget* MapPanel::createAxisBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_x = createChoices(QStringLiteral("xAxis"), tr("Horizontal axis"));
    m_y = createChoices(QStringLiteral("yAxis"), tr("Vertical axis"));
    layout->addWidget(new QLabel(tr("Axes")));
    for (auto* axis : { m_x, m_y }) {
        layout->addWidget(axis, 1);
        connect(axis, &QComboBox::currentIndexChanged, this, &MapPanel::showAxes);
        connect(axis, &QComboBox::activated, this, [this] { m_wantedAxes = {}; });
    }
    bar->hide();
    return bar;
}

/// The labels, what the atlas knows beside them, what the open spectra have; and how densely stars lie.
void MapPanel::fillChoices()
{
    m_quantities.clear();
    for (std::size_t label = 0; label < labelCount; ++label)
        m_quantities.push_back(quantityOf(static_cast<Label>(label)));
    if (m_names)
        for (const auto& column : m_names->columns())
            m_quantities.push_back(quantityOf(column));
    for (const auto& number : m_sourceNumbers)
        m_quantities.push_back(quantityOf(number));
    QStringList titles;
    for (const auto& quantity : m_quantities)
        titles << quantity.title;
    const auto titleOf = [](const QString& wanted, const QComboBox& choices) {
        return wanted.isEmpty() ? choices.currentText() : wanted;
    };
    fill(*m_x, titles, titleOf(m_wantedAxes[0], *m_x), static_cast<int>(indexOf(Label::FeH)));
    fill(*m_y, titles, titleOf(m_wantedAxes[1], *m_y), static_cast<int>(indexOf(Label::Mg)));
    fill(*m_label, titles << tr("Density of stars"), titleOf(m_wantedColor, *m_label), 0);
}

const MapQuantity& MapPanel::chosen(const QComboBox& choices) const
{
    return m_quantities[static_cast<std::size_t>(std::max(0, choices.currentIndex()))];
}

void MapPanel::setSourceNumbers(std::vector<SourceNumber> numbers)
{
    if (std::ranges::equal(numbers, m_sourceNumbers, {}, &SourceNumber::title, &SourceNumber::title))
        return; // what they are may have changed, their values come with the sources
    m_sourceNumbers = std::move(numbers);
    const auto color = m_label->currentText();
    fillChoices();
    if (m_label->currentText() != color || isColoredBySources())
        showColors();
    if (hasOwnAxes())
        showAxes(); // else the map stays as it is zoomed
}

bool MapPanel::hasOwnAxes() const
{
    return m_projection->currentIndex() == OwnAxes;
}

void MapPanel::showAxes()
{
    const int choice = m_projection->currentIndex();
    m_axisBar->setVisible(hasOwnAxes());
    ++m_axesRequest;
    if (choice == Umap || choice == Pca) {
        m_view->setProjection(choice == Umap ? MapProjection::Umap : MapProjection::Pca);
        densityChanged();
    } else {
        const auto x = hasOwnAxes() ? chosen(*m_x) : quantityOf(Label::Teff);
        const auto y = hasOwnAxes() ? chosen(*m_y) : quantityOf(Label::Logg);
        if (x.column || y.column)
            readAxes(x, y);
        else
            span({ axisOf(x, nullptr), axisOf(y, nullptr) });
    }
    Q_EMIT lookChanged();
}

void MapPanel::readAxes(const MapQuantity& x, const MapQuantity& y)
{
    runAsync(
        this, *QThreadPool::globalInstance(),
        [names = m_names, x, y] {
            return PlaneAxes { axisOf(x, names.get()), axisOf(y, names.get()) };
        },
        [this, request = m_axesRequest](PlaneAxes axes) {
            if (request == m_axesRequest)
                span(std::move(axes));
        },
        [](const QString&) {});
}

void MapPanel::span(PlaneAxes axes)
{
    showSources(); // with their numbers on these axes
    m_view->setAxes(std::move(axes));
    densityChanged();
}

void MapPanel::showSources()
{
    std::vector<MapStar> stars;
    for (const auto& source : m_sources) {
        const auto& analysis = *source.analysis;
        MapStar star { source.id, source.name(), analysis.mapPosition, analysis.pcaPosition,
                       labelsOf(analysis) };
        if (hasOwnAxes())
            star.numbers = { numberOf(chosen(*m_x), source), numberOf(chosen(*m_y), source) };
        if (isColoredBySources())
            star.colored = numberOf(chosen(*m_label), source);
        stars.push_back(std::move(star));
    }
    m_view->setOpenStars(std::move(stars));
}

void MapPanel::setProjection(MapProjection projection)
{
    m_projection->setCurrentIndex(static_cast<int>(projection));
}

void MapPanel::setAxes(Label x, Label y)
{
    m_x->setCurrentIndex(static_cast<int>(indexOf(x)));
    m_y->setCurrentIndex(static_cast<int>(indexOf(y)));
    m_projection->setCurrentIndex(OwnAxes);
}

} // namespace syzygy
