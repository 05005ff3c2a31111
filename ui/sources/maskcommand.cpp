#include "ui/sources/maskcommand.h"

#include <QCoreApplication>

namespace syzygy {

MaskCommand::MaskCommand(const SourceTableModel& model, SourceLoader& loader, SourceId source,
                         MaskedRanges after)
    : QUndoCommand(QCoreApplication::translate("MaskCommand", "mask"))
    , m_model(model)
    , m_loader(loader)
    , m_source(source)
    , m_after(std::move(after))
{
    if (const auto* found = model.find(source))
        m_before = found->options.prepare.maskedRanges;
    setObsolete(m_before == m_after);
}

void MaskCommand::apply(const MaskedRanges& ranges)
{
    const auto* found = m_model.find(m_source);
    if (!found || found->options.prepare.maskedRanges == ranges)
        return;
    auto options = found->options;
    options.prepare.maskedRanges = ranges;
    m_loader.analyse(m_source, options);
}

} // namespace syzygy
