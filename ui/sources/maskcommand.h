#pragma once

#include "core/processing/maskedranges.h"
#include "ui/sources/sourceloader.h"

#include <QUndoCommand>

namespace syzygy {

/// Gives a source another mask of the user's and analyses it anew, and back. A source that was removed
/// meanwhile is passed over.
class MaskCommand : public QUndoCommand {
public:
    MaskCommand(const SourceTableModel& model, SourceLoader& loader, SourceId source, MaskedRanges after);

    void redo() override { apply(m_after); }
    void undo() override { apply(m_before); }

private:
    void apply(const MaskedRanges& ranges);

    const SourceTableModel& m_model;
    SourceLoader& m_loader;
    SourceId m_source;
    MaskedRanges m_before, m_after;
};

} // namespace syzygy
