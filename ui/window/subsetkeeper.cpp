#include "ui/window/subsetkeeper.h"

#include "core/digest.h"
#include "ui/common/async.h"

#include <algorithm>

namespace syzygy {

SubsetKeeper::SubsetKeeper(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

SubsetKeeper::~SubsetKeeper()
{
    m_pool.waitForDone();
}

std::filesystem::path SubsetKeeper::fileOf(const std::string& place) const
{
    constexpr std::size_t letters = 32;
    return m_folder / "subsets" / (sha256Of(place).substr(0, letters) + ".json");
}

void SubsetKeeper::setFolder(const std::filesystem::path& folder)
{
    m_folder = folder;
    m_read.clear();
    setAtlas(m_key);
}

void SubsetKeeper::setAtlas(Key key)
{
    m_key = std::move(key);
    if (!m_key.place.empty() && !m_read.contains(m_key.place)) {
        if (m_folder.empty())
            m_read[m_key.place] = {};
        else
            read();
    }
    Q_EMIT changed();
}

void SubsetKeeper::read()
{
    ++m_running;
    runAsync(
        this, m_pool, [file = fileOf(m_key.place)] { return loadSubsets(file); },
        [this, place = m_key.place](std::vector<StarSubset> subsets) {
            --m_running;
            m_read.try_emplace(place, std::move(subsets));
            Q_EMIT changed();
        },
        [this](const QString& message) {
            --m_running;
            Q_EMIT told(message);
        });
}

std::optional<std::vector<StarSubset>> SubsetKeeper::subsets() const
{
    const auto found = m_read.find(m_key.place);
    return found == m_read.end() ? std::nullopt : std::optional(found->second);
}

QStringList SubsetKeeper::names() const
{
    QStringList names;
    for (const auto& subset : subsets().value_or(std::vector<StarSubset>()))
        names << QString::fromStdString(subset.name);
    return names;
}

QStringList SubsetKeeper::staleNames() const
{
    QStringList names;
    for (const auto& subset : subsets().value_or(std::vector<StarSubset>()))
        if (isStale(subset))
            names << QString::fromStdString(subset.name);
    return names;
}

const StarSubset* SubsetKeeper::find(const QString& name) const
{
    const auto read = m_read.find(m_key.place);
    if (read == m_read.end())
        return nullptr;
    const auto found = std::ranges::find(read->second, name.toStdString(), &StarSubset::name);
    return found == read->second.end() ? nullptr : &*found;
}

void SubsetKeeper::replace(const std::string& place, std::vector<StarSubset> subsets)
{
    m_read[place] = subsets;
    if (!m_folder.empty()) {
        ++m_running;
        runAsync(
            this, m_pool,
            [file = fileOf(place), subsets = std::move(subsets)] {
                saveSubsets(file, subsets);
                return true;
            },
            [this](bool) { --m_running; },
            [this](const QString& message) {
                --m_running;
                Q_EMIT told(message);
            });
    }
    Q_EMIT changed();
}

} // namespace syzygy
