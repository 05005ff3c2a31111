#include "ui/sources/sourceloader.h"

#include "core/io/inputs.h"
#include "ui/common/async.h"

#include <algorithm>

namespace syzygy {

namespace {

namespace fs = std::filesystem;

const Spectrum* sameSpectrum(const std::vector<Spectrum>& spectra, const Provenance& wanted)
{
    const auto found = std::ranges::find_if(spectra, [&](const Spectrum& spectrum) {
        return spectrum.provenance.hdu == wanted.hdu && spectrum.provenance.source == wanted.source;
    });
    return found == spectra.end() ? nullptr : &*found;
}

struct ReadOutcome {
    std::vector<Spectrum> spectra;
    QString unitNeeded; ///< the sentence; empty where the spectra were read
};

ReadOutcome readOrAsk(const AnalysisService& service, const Source& source)
{
    try {
        return { service.read(source.file, source.reading), {} };
    } catch (const UnitNeeded& needed) {
        return { {}, QString::fromUtf8(needed.what()) };
    }
}

} // namespace

SourceLoader::SourceLoader(SourceTableModel& model, AnalysisService service)
    : m_model(model)
    , m_service(std::move(service))
{
    m_searchPool.setMaxThreadCount(1);
    m_readPool.setMaxThreadCount(1);
    m_analysisPool.setMaxThreadCount(1);
    m_fitPool.setMaxThreadCount(1);
}

SourceLoader::~SourceLoader()
{
    for (auto* jobs : { &m_jobs, &m_fits })
        for (auto& [id, job] : *jobs)
            job.stop.request_stop();
    for (auto* pool : { &m_searchPool, &m_readPool, &m_analysisPool, &m_fitPool })
        pool->clear();
}

void SourceLoader::setService(AnalysisService service)
{
    m_service = std::move(service);
    const auto waiting = m_model.sources();
    for (const auto& source : waiting)
        if (source.state == Source::State::Analysing)
            startAnalysis(source);
}

void SourceLoader::open(const std::vector<fs::path>& paths)
{
    for (const auto& path : paths)
        openOne(path);
}

void SourceLoader::openAs(const fs::path& file, const ReadOptions& reading)
{
    Source source;
    source.id = ++m_lastId;
    source.file = file;
    source.reading = reading;
    m_model.append({ &source, 1 });
    startReading(std::move(source));
}

void SourceLoader::openOne(const fs::path& path)
{
    ++m_searches;
    runAsync(
        &m_context, m_searchPool, [path] { return expandInputs({ path.string() }); },
        [this](const std::vector<fs::path>& files) {
            --m_searches;
            for (const auto& file : files)
                read(file);
        },
        [this, path](const QString& message) {
            --m_searches;
            addFailure(path, message);
        });
}

void SourceLoader::addFailure(const fs::path& file, const QString& sentence)
{
    Source source;
    source.id = ++m_lastId;
    source.file = file;
    source.state = Source::State::Failed;
    source.error = sentence;
    m_model.append({ &source, 1 });
}

void SourceLoader::read(const fs::path& file)
{
    Source source;
    source.id = ++m_lastId;
    source.file = file;
    m_model.append({ &source, 1 });
    startReading(std::move(source));
}

void SourceLoader::startReading(Source source)
{
    source.state = Source::State::Reading;
    source.error.clear();
    source.needsUnit = false;
    m_model.update(source);
    const auto id = source.id;
    const auto& job = startJob(m_jobs, id);
    const auto request = job.request;
    runAsync(
        &m_context, m_readPool,
        [service = m_service, source, stop = job.stop.get_token()] {
            return stop.stop_requested() ? throw Cancelled() : readOrAsk(service, source);
        },
        [=, this](ReadOutcome outcome) {
            if (!isCurrent(m_jobs, id, request))
                return;
            if (outcome.unitNeeded.isEmpty())
                showSpectra(id, std::move(outcome.spectra));
            else
                askForUnit(id, outcome.unitNeeded);
        },
        [=, this](const QString& message) { fail(id, request, message); });
}

void SourceLoader::askForUnit(SourceId id, const QString& sentence)
{
    const auto* found = m_model.find(id);
    if (!found)
        return;
    auto source = *found;
    if (m_units && source.reading.wavelengthUnit.empty()) {
        source.reading = *m_units;
        return startReading(std::move(source));
    }
    source.state = Source::State::Failed;
    source.error = sentence;
    source.needsUnit = true;
    m_model.update(source);
}

void SourceLoader::giveUnits(SourceId id, const ReadOptions& units, UnitScope scope)
{
    if (scope == UnitScope::Session)
        m_units = units;
    const auto sources = m_model.sources();
    for (auto source : sources) {
        if (!source.asks() || (scope == UnitScope::ThisFile && source.id != id))
            continue;
        source.reading = units;
        if (source.needsUnit)
            startReading(std::move(source));
        else
            startRereading(std::move(source));
    }
}

void SourceLoader::showSpectra(SourceId id, std::vector<Spectrum> spectra)
{
    const auto* row = m_model.find(id);
    if (!row)
        return;
    std::vector<Source> rows(spectra.size(), *row);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].id = i == 0 ? id : ++m_lastId;
        rows[i].spectrum = std::make_shared<const Spectrum>(std::move(spectra[i]));
        rows[i].state = Source::State::Analysing;
    }
    m_model.insertAfter(id, std::span(rows).subspan(1));
    for (auto& source : rows) {
        if (const auto* told = m_model.find(source.id)) // with options that a restored session has for it
            source.options = told->options;
        startAnalysis(source);
    }
}

void SourceLoader::reread(SourceId id, FluxColumn column)
{
    const auto* found = m_model.find(id);
    if (!found || !found->spectrum || !found->parts.empty())
        return;
    auto source = *found;
    source.reading.fluxColumn = column;
    startRereading(std::move(source));
}

void SourceLoader::markStale(const fs::path& file)
{
    const auto sources = m_model.sources();
    for (auto source : sources)
        if (source.parts.empty() && absolutePath(source.file) == file) {
            source.isStale = true;
            m_model.update(source);
        }
}

void SourceLoader::reload(SourceId id)
{
    const auto* found = m_model.find(id);
    if (!found || !found->parts.empty())
        return;
    auto source = *found;
    source.isStale = false;
    m_model.update(source);
    if (source.spectrum)
        startRereading(std::move(source));
    else
        startReading(std::move(source));
}

/// The one spectrum among those of its file, with other options; in the model as soon as it has been read.
void SourceLoader::startRereading(Source source)
{
    const auto id = source.id;
    if (const auto* found = m_model.find(id)) {
        auto shown = *found;
        shown.state = Source::State::Reading;
        m_model.update(shown);
    }
    const auto& job = startJob(m_jobs, id);
    const auto request = job.request;
    runAsync(
        &m_context, m_readPool,
        [read = m_service.read, source] {
            const auto spectra = read(source.file, source.reading);
            const auto* spectrum = sameSpectrum(spectra, source.spectrum->provenance);
            if (!spectrum)
                throw Error(source.file.filename().string()
                            + ": the spectrum is no longer in the file; open the file again.");
            return std::make_shared<const Spectrum>(*spectrum);
        },
        [=, this](std::shared_ptr<const Spectrum> spectrum) {
            if (!isCurrent(m_jobs, id, request))
                return;
            auto changed = source;
            changed.spectrum = std::move(spectrum);
            changed.analysis = nullptr;
            startAnalysis(changed);
        },
        [=, this](const QString& message) { fail(id, request, message); });
}

void SourceLoader::fail(SourceId id, std::uint64_t request, const QString& message)
{
    const auto* found = m_model.find(id);
    if (!found || !isCurrent(m_jobs, id, request))
        return;
    auto source = *found;
    source.state = Source::State::Failed;
    source.error = message;
    m_model.update(source);
}

} // namespace syzygy
