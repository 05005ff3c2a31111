#include "ui/window/starselection.h"

#include "core/atlas/rowfilter.h"
#include "core/error.h"
#include "ui/common/async.h"
#include "ui/common/format.h"
#include "ui/common/openatlas.h"
#include "ui/map/mappanel.h"
#include "ui/selection/histogramgrid.h"
#include "ui/selection/selectionpanel.h"
#include "ui/window/atlases.h"

#include <QLineEdit>
#include <QUndoStack>

#include <algorithm>

namespace syzygy {

namespace {

/// The subsets of an atlas as they were and as they will be.
class SubsetCommand : public QUndoCommand {
public:
    SubsetCommand(const QString& text, SubsetKeeper& keeper, std::vector<StarSubset> after)
        : QUndoCommand(text)
        , m_keeper(keeper)
        , m_place(keeper.atlas().place)
        , m_before(keeper.subsets().value_or(std::vector<StarSubset>()))
        , m_after(std::move(after))
    {
    }

    void redo() override { m_keeper.replace(m_place, m_after); }
    void undo() override { m_keeper.replace(m_place, m_before); }

private:
    SubsetKeeper& m_keeper;
    std::string m_place;
    std::vector<StarSubset> m_before, m_after;
};

NumberOfStars labelOf(const Atlas& atlas, std::size_t k)
{
    const auto label = static_cast<Label>(k);
    const auto& info = infoOf(label);
    auto title = toQString(info.symbol);
    if (info.unit != "dex") // which all others have
        title += QStringLiteral(" [%1]").arg(toQString(info.unit));
    NumberOfStars number { title, decimalsOf(label) };
    number.values.reserve(atlas.size());
    for (const auto& star : atlas.stars)
        number.values.push_back(star.labels[k]);
    return number;
}

/// Enough digits to tell the ends of the histogram apart.
int decimalsFor(const std::vector<double>& values)
{
    constexpr double coarse = 20;
    const auto range = shownRange(distributionOf(values));
    return range[1] - range[0] > coarse ? 0 : 2;
}

/// The number that colours the map, then all labels. Nothing if it is not wanted any more.
std::optional<SelectionSummary> summaryOf(const Atlas& atlas, const OpenAtlas* named,
                                          const std::optional<StarColumn>& column,
                                          const std::vector<std::size_t>& stars, const std::stop_token& stop)
{
    SelectionSummary summary { stars.size(), atlas.size(), {} };
    if (named && column) {
        NumberOfStars number { column->title, 0, named->valuesOf(*column) };
        number.decimals = decimalsFor(number.values);
        summary.numbers.push_back(summarize(number, stars));
    }
    for (std::size_t k = 0; k < labelCount; ++k) {
        if (stop.stop_requested())
            return {};
        summary.numbers.push_back(summarize(labelOf(atlas, k), stars));
    }
    return summary;
}

SubsetKeeper::Key keyOf(const Atlases& atlases)
{
    const auto drawn = atlases.drawn();
    if (!drawn)
        return {};
    if (const auto named = atlases.shown()) {
        const auto path = std::filesystem::absolute(named->stars().file().path()).lexically_normal();
        return { path.string(), identityOf(named->stars()), named->stars().size() };
    }
    return { "mocks of " + atlases.modelId(), atlases.modelId(), drawn->size() };
}

} // namespace

StarSelection::StarSelection(MapPanel& map, SelectionPanel& panel, Atlases& atlases, QUndoStack& undo,
                             QObject* parent)
    : QObject(parent)
    , m_map(map)
    , m_panel(panel)
    , m_atlases(atlases)
    , m_undo(undo)
    , m_subsets(new SubsetKeeper(this))
{
    m_pool.setMaxThreadCount(1);
    connectPanels();
    showAtlas();
}

StarSelection::~StarSelection()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void StarSelection::connectPanels()
{
    connect(&m_atlases, &Atlases::changed, this, &StarSelection::showAtlas);
    connect(&m_map, &MapPanel::selectionChanged, this, &StarSelection::showSelection);
    connect(&m_map, &MapPanel::coloringChanged, this, &StarSelection::summarizeSelection);
    connect(&m_map, &MapPanel::shownChanged, this,
            [this] { m_panel.setShowsSome(m_map.view().showsSome()); });
    connect(&m_map, &MapPanel::expressionGiven, this, [this](const QString& text) {
        m_panel.expression().setText(text);
        selectWhere(text);
    });
    connect(&m_panel, &SelectionPanel::expressionGiven, this, &StarSelection::selectWhere);
    connect(&m_panel, &SelectionPanel::onlyRequested, &m_map, &MapPanel::showOnlySelected);
    connect(&m_panel, &SelectionPanel::allRequested, &m_map, &MapPanel::showAll);
    connect(&m_panel, &SelectionPanel::subsetChosen, this, &StarSelection::choose);
    connect(&m_panel, &SelectionPanel::keepRequested, this, &StarSelection::keep);
    connect(&m_panel, &SelectionPanel::removeRequested, this, &StarSelection::remove);
    connect(m_subsets, &SubsetKeeper::changed, this, &StarSelection::showSubsets);
    connect(m_subsets, &SubsetKeeper::told, this, &StarSelection::told);
}

template <typename Work, typename Done>
void StarSelection::run(Work work, Done done)
{
    ++m_running;
    runAsync(
        this, m_pool, std::move(work),
        [this, done = std::move(done)](auto result) {
            --m_running;
            done(std::move(result));
        },
        [this](const QString& message) {
            --m_running;
            Q_EMIT told(message);
        });
}

void StarSelection::showAtlas()
{
    ++m_question;
    m_subsets->setAtlas(keyOf(m_atlases));
    m_panel.setShowsSome(m_map.view().showsSome());
    showSelection();
}

void StarSelection::showSubsets()
{
    m_panel.setSubsets(m_subsets->names(), m_subsets->staleNames());
}

void StarSelection::showSelection()
{
    const auto& stars = m_map.view().selection().stars;
    const auto atlas = m_atlases.drawn();
    m_panel.setSelection(stars.size(), atlas ? atlas->size() : 0);
    summarizeSelection();
    if (!stars.empty())
        Q_EMIT selected();
}

void StarSelection::summarizeSelection()
{
    const auto& stars = m_map.view().selection().stars;
    const auto atlas = m_atlases.drawn();
    const auto request = ++m_request;
    m_stop.request_stop();
    m_stop = {};
    if (stars.empty() || !atlas)
        return;
    run([atlas, named = m_atlases.shown(), column = m_map.colorColumn(), stars,
         stop = m_stop.get_token()] { return summaryOf(*atlas, named.get(), column, stars, stop); },
        [this, request](std::optional<SelectionSummary> summary) {
            if (summary && request == m_request)
                m_panel.setSummary(std::move(*summary));
        });
}

/// Where only some are shown, these take their place.
void StarSelection::select(std::vector<std::size_t> stars)
{
    const bool areAlone = m_map.view().showsSome() && !stars.empty();
    m_map.view().select(std::move(stars));
    if (areAlone)
        m_map.showOnlySelected();
}

void StarSelection::selectWhere(const QString& expression)
{
    const auto atlas = m_atlases.drawn();
    if (!atlas || expression.trimmed().isEmpty())
        return;
    struct Answer {
        std::vector<std::size_t> stars;
        QString problem;
    };
    run(
        [atlas, named = m_atlases.shown(), text = expression.toStdString()] {
            try {
                return Answer { named ? rowsWhere(named->stars(), text) : rowsWhere(*atlas, text), {} };
            } catch (const Error& error) {
                return Answer { {}, QString::fromUtf8(error.what()) };
            }
        },
        [this, expression, question = ++m_question, count = atlas->size()](Answer answer) {
            if (question != m_question)
                return;
            const bool isNone = answer.stars.empty();
            if (answer.problem.isEmpty())
                select(std::move(answer.stars));
            if (isNone) {
                m_panel.setProblem(!answer.problem.isEmpty()
                                       ? answer.problem
                                       : tr("None of the %1 stars fulfils %2.").arg(count).arg(expression));
                Q_EMIT selected();
            }
        });
}

void StarSelection::choose(const QString& name)
{
    const auto* subset = m_subsets->find(name);
    if (!subset)
        return;
    if (m_subsets->isStale(*subset))
        return m_panel.setProblem(
            tr("“%1” is of this atlas as it was with %2 spectra; its rows are others now (%3), so that it is "
               "not "
               "applied. Select its stars again and keep them under that name, or remove it.")
                .arg(name)
                .arg(subset->atlasSize)
                .arg(m_subsets->atlas().size));
    ++m_question;
    select(subset->rows);
    m_panel.setCurrentSubset(name);
}

void StarSelection::change(const QString& text, std::vector<StarSubset> subsets)
{
    m_undo.push(new SubsetCommand(text, *m_subsets, std::move(subsets)));
}

void StarSelection::keep(const QString& name)
{
    auto subsets = m_subsets->subsets();
    if (!subsets)
        return Q_EMIT told(tr("The subsets that are kept of this atlas could not be read; none was added."));
    const auto key = m_subsets->atlas();
    StarSubset subset { name.toStdString(), key.identity, key.size, m_map.view().selection().stars };
    const auto same = std::ranges::find(*subsets, subset.name, &StarSubset::name);
    if (same != subsets->end())
        *same = std::move(subset);
    else
        subsets->push_back(std::move(subset));
    change(tr("subset %1").arg(name), std::move(*subsets));
    m_panel.setCurrentSubset(name);
}

void StarSelection::remove(const QString& name)
{
    auto subsets = m_subsets->subsets();
    if (!subsets)
        return;
    std::erase_if(*subsets, [&](const StarSubset& subset) { return subset.name == name.toStdString(); });
    change(tr("removal of subset %1").arg(name), std::move(*subsets));
}

} // namespace syzygy
