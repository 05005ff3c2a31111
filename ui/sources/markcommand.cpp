#include "ui/sources/markcommand.h"

namespace syzygy {

MarkCommand::MarkCommand(SourceTableModel& model, const QString& text, const std::vector<SourceId>& sources,
                         const std::function<void(Marks&)>& change)
    : QUndoCommand(text)
    , m_model(model)
{
    for (const auto id : sources) {
        Change marks { id, model.marksOf(id), model.marksOf(id) };
        change(marks.after);
        if (marks.after != marks.before)
            m_changes.push_back(std::move(marks));
    }
    setObsolete(m_changes.empty());
}

void MarkCommand::redo()
{
    for (const auto& change : m_changes)
        m_model.setMarks(change.id, change.after);
}

void MarkCommand::undo()
{
    for (const auto& change : m_changes)
        m_model.setMarks(change.id, change.before);
}

} // namespace syzygy
