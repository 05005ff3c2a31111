// Analyses, fits and their cancelling.
#include "core/analysis/disagreement.h"
#include "ui/common/async.h"
#include "ui/sources/sourcecolumns.h"
#include "ui/sources/sourceloader.h"

#include <algorithm>

namespace syzygy {

void SourceLoader::startAnalysis(Source source)
{
    const bool canAnalyse = static_cast<bool>(m_service.analyze);
    source.state = canAnalyse || m_service.problem.empty() ? Source::State::Analysing : Source::State::Ready;
    source.error.clear();
    stopJob(m_fits, source.id);
    source.fit = nullptr; // it was of the analysis before
    source.fitError.clear();
    source.isFitting = false;
    const auto& job = startJob(m_jobs, source.id);
    const auto request = job.request;
    const auto token = job.stop.get_token();
    m_model.update(source);
    const bool isOvertaken
        = !isCurrent(m_jobs, source.id, request); // who heard of it asked for another analysis
    if (!canAnalyse || isOvertaken)
        return; // setService() starts it, or there is no model at all

    runAsync(
        &m_context, m_analysisPool,
        [analyze = m_service.analyze, source, stop = token] {
            if (stop.stop_requested())
                throw Cancelled();
            return std::make_shared<const Analysis>(analyze(*source.spectrum, source.options, stop));
        },
        [=, this](std::shared_ptr<const Analysis> analysis) {
            if (!isCurrent(m_jobs, source.id, request))
                return;
            auto ready = source;
            ready.analysis = std::move(analysis);
            ready.twinTension = m_service.atlas ? tensionWithTwins(*ready.analysis, *m_service.atlas) : 0;
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
    if (!source.parts.empty())
        return startCombining(std::move(source));
    startReading(std::move(source));
}

bool SourceLoader::canFit(SourceId id) const
{
    const auto* source = m_model.find(id);
    return source && m_service.fit && source->isEncoded() && !source->isBusy();
}

void SourceLoader::fit(SourceId id)
{
    if (!canFit(id))
        return;
    auto source = *m_model.find(id);
    source.isFitting = true;
    source.fitError.clear();
    m_model.update(source);
    const auto& job = startJob(m_fits, id);
    const auto request = job.request;
    runAsync(
        &m_context, m_fitPool,
        [fit = m_service.fit, source, stop = job.stop.get_token()] {
            if (stop.stop_requested())
                throw Cancelled();
            FitReport report { fit(*source.spectrum, *source.analysis, source.options, stop), {} };
            report.flags = disagreements(*source.analysis, report.fit);
            return std::make_shared<const FitReport>(std::move(report));
        },
        [=, this](std::shared_ptr<const FitReport> report) { endFit(id, request, std::move(report), {}); },
        [=, this](const QString& message) { endFit(id, request, nullptr, message); });
}

void SourceLoader::endFit(SourceId id, std::uint64_t request, std::shared_ptr<const FitReport> report,
                          const QString& message)
{
    const auto* found = m_model.find(id);
    if (!found || !isCurrent(m_fits, id, request))
        return;
    auto source = *found;
    source.isFitting = false;
    source.fit = std::move(report);
    source.fitError = message;
    m_model.update(source);
}

void SourceLoader::cancelFit(SourceId id)
{
    const auto* found = m_model.find(id);
    if (!found || !found->isFitting)
        return;
    stopJob(m_fits, id);
    auto source = *found;
    source.isFitting = false;
    m_model.update(source);
}

void SourceLoader::remove(SourceId id)
{
    stopJob(m_jobs, id);
    stopJob(m_fits, id);
    m_model.remove(id);
}

void SourceLoader::cancelAll()
{
    const auto sources = m_model.sources();
    for (auto source : sources) {
        if (!source.isBusy() && !source.isFitting)
            continue;
        stopJob(m_jobs, source.id); // its answer no longer counts
        stopJob(m_fits, source.id);
        if (source.isBusy())
            source.state = Source::State::Cancelled;
        source.isFitting = false;
        m_model.update(source);
    }
}

bool SourceLoader::isBusy() const
{
    return m_searches > 0 || std::ranges::any_of(m_model.sources(), [](const Source& source) {
               return source.isBusy() || source.isFitting;
           });
}

SourceLoader::Job& SourceLoader::startJob(Jobs& jobs, SourceId id)
{
    auto& job = jobs[id];
    job.stop.request_stop();
    job = Job { ++m_lastRequest, std::stop_source() };
    return job;
}

void SourceLoader::stopJob(Jobs& jobs, SourceId id)
{
    if (const auto job = jobs.find(id); job != jobs.end()) {
        job->second.stop.request_stop();
        jobs.erase(job);
    }
}

bool SourceLoader::isCurrent(const Jobs& jobs, SourceId id, std::uint64_t request)
{
    const auto job = jobs.find(id);
    return job != jobs.end() && job->second.request == request;
}

} // namespace syzygy
