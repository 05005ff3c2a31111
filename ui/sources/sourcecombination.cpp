// Several spectra of one source as one more source.
#include "core/processing/stitch.h"
#include "ui/common/async.h"
#include "ui/sources/sourceloader.h"

#include <algorithm>

namespace syzygy {

namespace {

using Parts = std::vector<std::shared_ptr<const Spectrum>>;

Spectrum stitched(const Parts& parts)
{
    std::vector<const Spectrum*> spectra;
    for (const auto& part : parts)
        spectra.push_back(part.get());
    return stitch(spectra);
}

} // namespace

SourceId SourceLoader::combine(const std::vector<SourceId>& parts)
{
    if (const auto id = combinationOf(parts))
        return id;
    Source source;
    source.id = ++m_lastId;
    source.parts = parts;
    source.file = "combination";
    m_model.insertAfter(parts.back(), { &source, 1 });
    startCombining(source);
    return source.id;
}

SourceId SourceLoader::combinationOf(const std::vector<SourceId>& parts) const
{
    const auto found = std::ranges::find(m_model.sources(), parts, &Source::parts);
    return found == m_model.sources().end() || parts.empty() ? 0 : found->id;
}

void SourceLoader::startCombining(Source source)
{
    source.state = Source::State::Reading;
    source.error.clear();
    m_model.update(source);
    Parts parts;
    for (const auto part : source.parts)
        if (const auto* open = m_model.find(part); open && open->spectrum)
            parts.push_back(open->spectrum);
    const auto id = source.id;
    const auto request = startJob(m_jobs, id).request;
    runAsync(
        &m_context, m_readPool, [parts] { return stitched(parts); },
        [=, this](Spectrum spectrum) {
            const auto* found = m_model.find(id);
            if (!found || !isCurrent(m_jobs, id, request))
                return;
            auto named = *found;
            named.file = spectrum.provenance.file;
            m_model.update(named);
            showSpectra(id, { std::move(spectrum) });
        },
        [=, this](const QString& message) { fail(id, request, message); });
}

} // namespace syzygy
