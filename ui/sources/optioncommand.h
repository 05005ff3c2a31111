#pragma once

#include "ui/sources/sourceloader.h"

#include <QUndoCommand>

#include <utility>

namespace syzygy {

/// Gives a source another value of one of its options (a mask, labels known from elsewhere) and analyses it
/// anew, and back. What else was asked for meanwhile stays; a source that was removed is passed over.
template <typename Value>
class OptionCommand : public QUndoCommand {
public:
    using Field = Value& (*)(AnalysisOptions&);

    /// model and loader outlive the command.
    OptionCommand(const QString& text, const SourceTableModel& model, SourceLoader& loader, SourceId source,
                  Field field, Value after)
        : QUndoCommand(text)
        , m_model(model)
        , m_loader(loader)
        , m_source(source)
        , m_field(field)
        , m_after(std::move(after))
    {
        if (const auto* found = model.find(source)) {
            auto options = found->options;
            m_before = field(options);
        }
        setObsolete(m_before == m_after);
    }

    void redo() override { apply(m_after); }
    void undo() override { apply(m_before); }

private:
    void apply(const Value& value)
    {
        const auto* found = m_model.find(m_source);
        if (!found)
            return;
        auto options = found->options;
        if (m_field(options) == value)
            return;
        m_field(options) = value;
        m_loader.analyse(m_source, options);
    }

    const SourceTableModel& m_model;
    SourceLoader& m_loader;
    SourceId m_source;
    Field m_field;
    Value m_before, m_after;
};

} // namespace syzygy
