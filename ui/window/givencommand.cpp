#include "ui/window/givencommand.h"

#include "ui/sources/sourceloader.h"

#include <QCoreApplication>

#include <utility>

namespace syzygy {

GivenCommand::GivenCommand(const SourceTableModel& model, SourceLoader& loader, SourceId id, std::vector<GivenLabel> labels)
    : QUndoCommand(QCoreApplication::translate("GivenCommand", "known labels"))
    , m_model(model)
    , m_loader(loader)
    , m_id(id)
    , m_after(std::move(labels))
{
    if (const auto* source = model.find(id))
        m_before = source->options.given;
}

void GivenCommand::undo()
{
    give(m_before);
}

void GivenCommand::redo()
{
    give(m_after);
}

/// What else was asked for meanwhile stays.
void GivenCommand::give(const std::vector<GivenLabel>& labels)
{
    const auto* source = m_model.find(m_id);
    if (!source)
        return;
    auto options = source->options;
    options.given = labels;
    m_loader.analyse(m_id, options);
}

} // namespace syzygy
