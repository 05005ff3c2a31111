#pragma once

#include "ui/common/analysisservice.h"
#include "ui/common/openatlas.h"
#include "ui/sources/source.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace syzygy {

/// The atlases of real stars that are open beside the bundle's mocks, which of them is shown, and what is
/// asked of it in the background. For the GUI thread.
class Atlases : public QObject {
    Q_OBJECT

public:
    explicit Atlases(QObject* parent);
    ~Atlases() override; ///< waits for what is running

    /// Atlases that were asked for before the model was there are opened now.
    void setModel(const AnalysisService& service);
    /// Shown as soon as it is open; one that is open already at once. What is wrong with it is told.
    void open(const std::filesystem::path& file);
    void choose(int index); ///< 0: the mocks
    void closeShown();

    int index() const { return m_index; }
    const std::string& modelId() const { return m_modelId; } ///< empty until the model is loaded
    QStringList titles() const;                              ///< the mocks' first
    std::vector<std::filesystem::path> files() const;        ///< the one shown last
    bool isBusy() const { return m_running > 0 || !m_waiting.empty(); }

    std::shared_ptr<const OpenAtlas> shown() const; ///< null: the mocks
    std::shared_ptr<const Atlas> drawn() const;     ///< of the one shown; null until the model is loaded
    std::vector<std::shared_ptr<const Atlas>> others() const; ///< what is open and not shown

    /// Whose neighbours are asked for: those that both instruments saw (nothing), or one.
    void setSeenBy(std::optional<Instrument> seenBy) { m_seenBy = seenBy; }
    /// Are the neighbours others than those that an analysis has found?
    bool hasOwnNeighbours() const { return m_index > 0 || m_seenBy; }
    /// Finds neighbours among the stars that are shown now, on any thread; null if they are those that an
    /// analysis has found, or while the model is loaded.
    std::function<NamedTwins(const Spectrum&, const Analysis&)> twinSearch() const;
    /// Its neighbours among the stars that are shown, if the atlas has its own. Null while they are looked
    /// for; twinsFound() follows.
    const NamedTwins* twinsOf(const Source& source);
    /// found() or told() follows.
    void find(const QString& text, std::optional<std::size_t> after);
    /// filesFound() follows, and told() of those that are gone.
    void findFiles(const std::vector<std::size_t>& stars);

Q_SIGNALS:
    void changed(); ///< which are open, or shown
    void twinsFound();
    void found(std::size_t star);
    void filesFound(const std::vector<std::filesystem::path>& files);
    void told(const QString& sentence);

private:
    template <typename Work, typename Done>
    void run(QThreadPool& pool, Work work, Done done);
    void add(std::shared_ptr<const OpenAtlas> atlas);

    QThreadPool m_opening, m_asking; // opened in the order in which they were asked for
    std::shared_ptr<const Atlas> m_mocks;
    std::string m_modelId, m_problem; // both empty until the model is loaded, or cannot be
    std::vector<std::shared_ptr<const OpenAtlas>> m_open;
    std::vector<std::filesystem::path> m_waiting; // for the model
    int m_index = 0;
    int m_running = 0;

    std::optional<Instrument> m_seenBy;
    std::function<std::vector<AtlasNeighbour>(std::span<const float>, int, std::optional<Instrument>)>
        m_nearestMocks;
    struct {
        std::shared_ptr<const Analysis> analysis;
        std::shared_ptr<const OpenAtlas> atlas; // null: the mocks
        std::optional<Instrument> seenBy;
        std::optional<NamedTwins> twins;
    } m_twins;                  // of the last spectrum asked for
    std::uint64_t m_search = 0; // latest wins
};

} // namespace syzygy
