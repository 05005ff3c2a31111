#include "ui/sourceloader.h"

#include "core/io/inputs.h"
#include "ui/async.h"

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

} // namespace

SourceLoader::SourceLoader(SourceTableModel& model, AnalysisService service)
    : m_model(model)
    , m_service(std::move(service))
{
    m_searchPool.setMaxThreadCount(1);
    m_readPool.setMaxThreadCount(1);
    m_analysisPool.setMaxThreadCount(1);
}

SourceLoader::~SourceLoader()
{
    for (auto& [id, job] : m_jobs)
        job.stop.request_stop();
    m_searchPool.clear();
    m_readPool.clear();
    m_analysisPool.clear();
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
    startReading(source.id, file);
}

void SourceLoader::startReading(SourceId id, const fs::path& file)
{
    const auto& job = startJob(id);
    const auto request = job.request;
    runAsync(
        &m_context, m_readPool,
        [read = m_service.read, file, stop = job.stop.get_token()] {
            return stop.stop_requested() ? throw Cancelled() : read(file, ReadOptions {});
        },
        [=, this](std::vector<Spectrum> spectra) {
            if (isCurrent(id, request))
                showSpectra(id, std::move(spectra));
        },
        [=, this](const QString& message) { fail(id, request, message); });
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
    for (const auto& source : rows)
        startAnalysis(source);
}

void SourceLoader::startAnalysis(Source source)
{
    const bool canAnalyse = static_cast<bool>(m_service.analyze);
    source.state = canAnalyse || m_service.problem.empty() ? Source::State::Analysing : Source::State::Ready;
    source.error.clear();
    m_model.update(source);
    if (!canAnalyse)
        return; // setService() starts it, or there is no model at all

    const auto& job = startJob(source.id);
    const auto request = job.request;
    runAsync(
        &m_context, m_analysisPool,
        [analyze = m_service.analyze, source, stop = job.stop.get_token()] {
            if (stop.stop_requested())
                throw Cancelled();
            return std::make_shared<const Analysis>(analyze(*source.spectrum, source.options, stop));
        },
        [=, this](std::shared_ptr<const Analysis> analysis) {
            if (!isCurrent(source.id, request))
                return;
            auto ready = source;
            ready.analysis = std::move(analysis);
            ready.state = Source::State::Ready;
            m_model.update(ready);
        },
        [=, this](const QString& message) { fail(source.id, request, message); });
}

void SourceLoader::analyse(SourceId id, const AnalysisOptions& options)
{
    const auto* found = m_model.find(id);
    if (!found)
        return;
    auto source = *found;
    source.options = options;
    if (source.spectrum)
        return startAnalysis(source);
    source.state = Source::State::Reading;
    m_model.update(source);
    startReading(id, source.file);
}

void SourceLoader::reread(SourceId id, FluxColumn column)
{
    const auto* found = m_model.find(id);
    if (!found || !found->spectrum)
        return;
    const auto source = *found;
    const auto& job = startJob(id);
    const auto request = job.request;
    runAsync(
        &m_context, m_readPool,
        [read = m_service.read, source, column] {
            ReadOptions options;
            options.fluxColumn = column;
            const auto spectra = read(source.file, options);
            const auto* spectrum = sameSpectrum(spectra, source.spectrum->provenance);
            if (!spectrum)
                throw Error(source.file.filename().string()
                            + ": the spectrum is no longer in the file; open the file again.");
            return std::make_shared<const Spectrum>(*spectrum);
        },
        [=, this](std::shared_ptr<const Spectrum> spectrum) {
            if (!isCurrent(id, request))
                return;
            auto changed = source;
            changed.spectrum = std::move(spectrum);
            changed.analysis = nullptr;
            startAnalysis(changed);
        },
        [=, this](const QString& message) { fail(id, request, message); });
}

void SourceLoader::remove(SourceId id)
{
    if (const auto job = m_jobs.find(id); job != m_jobs.end()) {
        job->second.stop.request_stop();
        m_jobs.erase(job);
    }
    m_model.remove(id);
}

void SourceLoader::cancelAll()
{
    const auto sources = m_model.sources();
    for (auto source : sources) {
        if (!source.isBusy())
            continue;
        startJob(source.id); // stops the running one, whose answer no longer counts
        source.state = Source::State::Cancelled;
        m_model.update(source);
    }
}

bool SourceLoader::isBusy() const
{
    return m_searches > 0 || std::ranges::any_of(m_model.sources(), &Source::isBusy);
}

SourceLoader::Job& SourceLoader::startJob(SourceId id)
{
    auto& job = m_jobs[id];
    job.stop.request_stop();
    job = Job { ++m_lastRequest, std::stop_source() };
    return job;
}

bool SourceLoader::isCurrent(SourceId id, std::uint64_t request) const
{
    const auto job = m_jobs.find(id);
    return job != m_jobs.end() && job->second.request == request;
}

void SourceLoader::fail(SourceId id, std::uint64_t request, const QString& message)
{
    const auto* found = m_model.find(id);
    if (!found || !isCurrent(id, request))
        return;
    auto source = *found;
    source.state = Source::State::Failed;
    source.error = message;
    m_model.update(source);
}

} // namespace syzygy
