#pragma once

#include "core/analysis/given.h"
#include "ui/sources/source.h"

#include <QUndoCommand>

#include <vector>

namespace syzygy {

class SourceLoader;
class SourceTableModel;

/// Labels known from elsewhere, given to a source or taken back; it is analysed anew either way.
class GivenCommand : public QUndoCommand {
public:
    /// Both outlive the command.
    GivenCommand(const SourceTableModel& model, SourceLoader& loader, SourceId id, std::vector<GivenLabel> labels);

    void undo() override;
    void redo() override;

private:
    void give(const std::vector<GivenLabel>& labels);

    const SourceTableModel& m_model;
    SourceLoader& m_loader;
    SourceId m_id;
    std::vector<GivenLabel> m_before, m_after;
};

} // namespace syzygy
