#pragma once

#include "ui/selection/selectionsummary.h"
#include "ui/window/subsetkeeper.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <memory>
#include <stop_token>

class QUndoStack;

namespace syzygy {

class Atlases;
class MapPanel;
class SelectionPanel;

/// What the map has selected, told by the selection's panel: looked into, shown alone, kept under a name,
/// selected by an expression or as a subset. What takes long is done in the background.
class StarSelection : public QObject {
    Q_OBJECT

public:
    /// All of them outlive it.
    StarSelection(MapPanel& map, SelectionPanel& panel, Atlases& atlases, QUndoStack& undo, QObject* parent);
    ~StarSelection() override; ///< waits for what is running

    void setFolder(const std::filesystem::path& folder) { m_subsets->setFolder(folder); } ///< of the subsets
    bool isBusy() const { return m_running > 0 || m_subsets->isBusy(); }

    void selectWhere(const QString& expression);

Q_SIGNALS:
    void selected(); ///< there is something to be seen, or a problem
    void told(const QString& sentence);

private:
    template <typename Work, typename Done>
    void run(Work work, Done done);
    void connectPanels();
    void showAtlas();
    void showSelection();
    void showSubsets();
    void summarizeSelection();
    void select(std::vector<std::size_t> stars);
    void choose(const QString& name);
    void keep(const QString& name);
    void remove(const QString& name);
    void change(const QString& text, std::vector<StarSubset> subsets); ///< can be undone

    MapPanel& m_map;
    SelectionPanel& m_panel;
    Atlases& m_atlases;
    QUndoStack& m_undo;
    SubsetKeeper* m_subsets;
    QThreadPool m_pool;
    std::uint64_t m_question = 0, m_request = 0; // of expressions, of summaries: latest wins
    std::stop_source m_stop;                     // of the last summary
    int m_running = 0;
};

} // namespace syzygy
