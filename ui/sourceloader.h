#pragma once

#include "ui/analysisservice.h"
#include "ui/sourcetablemodel.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <map>
#include <stop_token>
#include <vector>

namespace syzygy {

/// Files that may hold spectra: each file as given, each directory searched with its subdirectories for the
/// endings that the readers know, sorted. What does not exist is kept, so that reading it says why it failed.
std::vector<std::filesystem::path> expandDirectories(const std::vector<std::filesystem::path>& paths);

/// Reads and analyses in the background and keeps the table of sources up to date. For the GUI thread.
/// One thread reads (cfitsio), one analyses (LibTorch is parallel inside).
class SourceLoader {
public:
    SourceLoader(SourceTableModel& model, AnalysisService service);
    ~SourceLoader(); ///< stops what is running

    /// Spectra read so far are analysed as soon as the service can.
    void setService(AnalysisService service);
    const AnalysisService& service() const { return m_service; }
    QThreadPool& analysisPool() { return m_analysisPool; }

    void open(const std::vector<std::filesystem::path>& paths);
    /// Again (a file that could not be read is read again), with these options. Of several requests for one
    /// source only the last counts.
    void analyse(SourceId id, const AnalysisOptions& options);
    /// Takes the flux from another column of the same file and analyses that.
    void reread(SourceId id, FluxColumn column);
    void remove(SourceId id);
    void cancelAll();

    bool isBusy() const;

private:
    struct Job {
        std::uint64_t request = 0;
        std::stop_source stop;
    };

    Job& startJob(SourceId id);
    bool isCurrent(SourceId id, std::uint64_t request) const;
    void read(const std::filesystem::path& file);
    void startReading(SourceId id, const std::filesystem::path& file);
    void showSpectra(SourceId id, std::vector<Spectrum> spectra);
    void startAnalysis(Source source);
    void fail(SourceId id, std::uint64_t request, const QString& message);

    SourceTableModel& m_model;
    AnalysisService m_service;
    QObject m_context; // results are for it: none arrives after the loader is gone
    std::map<SourceId, Job> m_jobs;
    SourceId m_lastId = 0;
    std::uint64_t m_lastRequest = 0;
    int m_searches = 0; // directories being searched
    QThreadPool m_readPool, m_analysisPool;
};

} // namespace syzygy
