#pragma once

#include "ui/sources/sourcetablemodel.h"

#include <QUndoCommand>

#include <functional>
#include <vector>

namespace syzygy {

/// Changes marks of sources, and back. Sources that were removed meanwhile are passed over.
class MarkCommand : public QUndoCommand {
public:
    /// `change` is applied to the marks of each source.
    MarkCommand(SourceTableModel& model, const QString& text, const std::vector<SourceId>& sources,
                const std::function<void(Marks&)>& change);

    void redo() override;
    void undo() override;

private:
    struct Change {
        SourceId id;
        Marks before, after;
    };

    SourceTableModel& m_model;
    std::vector<Change> m_changes;
};

} // namespace syzygy
