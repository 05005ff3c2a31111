#include "ui/window/atlases.h"

#include "core/atlas/starsearch.h"
#include "ui/common/async.h"

#include <algorithm>
#include <set>
#include <utility>

namespace syzygy {

namespace {

struct FilesOfStars {
    std::vector<std::filesystem::path> files;
    std::size_t gone = 0;
};

FilesOfStars filesOf(const StarAtlas& atlas, const std::vector<std::size_t>& stars)
{
    FilesOfStars result;
    std::set<std::filesystem::path> seen;
    for (const auto star : stars) {
        const auto file = atlas.spectrumFile(star);
        std::error_code ignored;
        if (!seen.insert(file).second)
            continue;
        if (std::filesystem::exists(file, ignored))
            result.files.push_back(file);
        else
            ++result.gone;
    }
    return result;
}

} // namespace

Atlases::Atlases(QObject* parent)
    : QObject(parent)
{
    m_opening.setMaxThreadCount(1);
}

Atlases::~Atlases()
{
    m_opening.waitForDone();
    m_asking.waitForDone();
}

/// What fails is told.
template <typename Work, typename Done>
void Atlases::run(QThreadPool& pool, Work work, Done done)
{
    ++m_running;
    runAsync(
        this, pool, std::move(work),
        [this, done = std::move(done)](auto result) {
            --m_running;
            done(std::move(result));
        },
        [this](const QString& message) {
            --m_running;
            Q_EMIT told(message);
        });
}

void Atlases::setModel(const AnalysisService& service)
{
    m_mocks = service.atlas;
    m_nearestMocks = service.nearest;
    m_twins = {};
    m_modelId = service.analyze ? service.manifest.modelId : std::string();
    m_problem = service.problem;
    if (!m_modelId.empty() || !m_problem.empty())
        for (const auto& file : std::exchange(m_waiting, {}))
            open(file);
    Q_EMIT changed();
}

void Atlases::open(const std::filesystem::path& file)
{
    if (m_modelId.empty() && m_problem.empty())
        return m_waiting.push_back(file);
    if (m_modelId.empty()) {
        Q_EMIT told(tr("%1 was not opened, because there is no model: %2")
                        .arg(QString::fromStdString(file.string()), QString::fromStdString(m_problem)));
        return;
    }
    const auto same
        = std::ranges::find(m_open, file, [](const auto& atlas) { return atlas->stars().file().path(); });
    if (same != m_open.end())
        return choose(static_cast<int>(same - m_open.begin()) + 1);
    Q_EMIT told(tr("Opening %1 …").arg(QString::fromStdString(file.filename().string())));
    run(
        m_opening, [file, model = m_modelId] { return std::make_shared<const OpenAtlas>(file, model); },
        [this](auto atlas) { add(std::move(atlas)); });
}

void Atlases::add(std::shared_ptr<const OpenAtlas> atlas)
{
    m_open.push_back(std::move(atlas));
    Q_EMIT told(tr("%1: %2 spectra of stars").arg(m_open.back()->title()).arg(m_open.back()->stars().size()));
    choose(static_cast<int>(m_open.size()));
}

void Atlases::choose(int index)
{
    if (index < 0 || index > static_cast<int>(m_open.size()))
        return;
    m_index = index;
    Q_EMIT changed();
}

void Atlases::closeShown()
{
    if (m_index == 0)
        return;
    m_open.erase(m_open.begin() + m_index - 1);
    choose(0);
}

QStringList Atlases::titles() const
{
    QStringList names { tr("Mock stars") };
    for (const auto& atlas : m_open)
        names << atlas->title();
    return names;
}

std::vector<std::filesystem::path> Atlases::files() const
{
    std::vector<std::filesystem::path> files;
    const auto last = shown();
    for (const auto& atlas : m_open)
        if (atlas != last)
            files.push_back(atlas->stars().file().path());
    if (last)
        files.push_back(last->stars().file().path());
    files.insert(files.end(), m_waiting.begin(), m_waiting.end());
    return files;
}

std::shared_ptr<const OpenAtlas> Atlases::shown() const
{
    return m_index > 0 ? m_open[static_cast<std::size_t>(m_index) - 1] : nullptr;
}

std::shared_ptr<const Atlas> Atlases::drawn() const
{
    const auto atlas = shown();
    return atlas ? atlas->drawn() : m_mocks;
}

std::vector<std::shared_ptr<const Atlas>> Atlases::others() const
{
    std::vector<std::shared_ptr<const Atlas>> others;
    if (m_index > 0 && m_mocks)
        others.push_back(m_mocks);
    for (const auto& atlas : m_open)
        if (atlas != shown())
            others.push_back(atlas->drawn());
    return others;
}

std::function<NamedTwins(const Spectrum&, const Analysis&)> Atlases::twinSearch() const
{
    if (const auto atlas = shown())
        return [atlas, seenBy = m_seenBy](const Spectrum& spectrum, const Analysis& analysis) {
            return atlas->twinsOf(spectrum, analysis, seenBy);
        };
    if (!m_seenBy || !m_nearestMocks)
        return {};
    return [mocks = m_mocks, nearest = m_nearestMocks, seenBy = m_seenBy](const Spectrum&,
                                                                          const Analysis& analysis) {
        constexpr int count = 10;
        NamedTwins twins { nearest(analysis.latent, count, seenBy), {} };
        twins.catalogue = twinLabels(twins.neighbours, *mocks);
        return twins;
    };
}

const NamedTwins* Atlases::twinsOf(const Source& source)
{
    const auto atlas = shown();
    const auto search = twinSearch();
    if (!search || !source.isEncoded() || !source.spectrum)
        return nullptr;
    if (m_twins.analysis == source.analysis && m_twins.atlas == atlas && m_twins.seenBy == m_seenBy)
        return m_twins.twins ? &*m_twins.twins : nullptr;
    m_twins = { source.analysis, atlas, m_seenBy, {} };
    run(
        m_asking,
        [search, spectrum = source.spectrum, analysis = source.analysis] {
            return search(*spectrum, *analysis);
        },
        [this, atlas, analysis = source.analysis, seenBy = m_seenBy](NamedTwins twins) {
            if (m_twins.analysis != analysis || m_twins.atlas != atlas || m_twins.seenBy != seenBy)
                return; // another is asked for by now
            m_twins.twins = std::move(twins);
            Q_EMIT twinsFound();
        });
    return nullptr;
}

void Atlases::find(const QString& text, std::optional<std::size_t> after)
{
    const auto atlas = shown();
    if (!atlas)
        return;
    run(
        m_asking, [atlas, text = text.toStdString(), after] { return findStar(atlas->stars(), text, after); },
        [this, atlas, request = ++m_search](const StarFound& result) {
            if (request != m_search || atlas != shown())
                return;
            if (result.row)
                Q_EMIT found(*result.row);
            Q_EMIT told(QString::fromStdString(result.words) + QLatin1Char('.'));
        });
}

void Atlases::findFiles(const std::vector<std::size_t>& stars)
{
    const auto atlas = shown();
    if (!atlas)
        return;
    run(
        m_asking, [atlas, stars] { return filesOf(atlas->stars(), stars); },
        [this](const FilesOfStars& result) {
            if (!result.files.empty())
                Q_EMIT filesFound(result.files);
            if (result.gone > 0)
                Q_EMIT told(tr("%1 of %2 files are not where they were when the atlas was built; move them "
                               "back, or beside the atlas.")
                                .arg(result.gone)
                                .arg(result.gone + result.files.size()));
        });
}

} // namespace syzygy
