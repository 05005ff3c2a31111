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

/// Reads and analyses in the background and keeps the table of sources up to date. For the GUI thread.
/// One thread looks for files, one reads (cfitsio), one analyses (LibTorch is parallel inside).
class SourceLoader {
public:
    SourceLoader(SourceTableModel& model, AnalysisService service);
    ~SourceLoader(); ///< stops what is running

    /// Spectra read so far are analysed as soon as the service can.
    void setService(AnalysisService service);
    const AnalysisService& service() const { return m_service; }
    QThreadPool& analysisPool() { return m_analysisPool; }

    /// Files, folders, patterns and lists of files, as expandInputs() takes them.
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
    void openOne(const std::filesystem::path& path);
    void read(const std::filesystem::path& file);
    void addFailure(const std::filesystem::path& file, const QString& sentence);
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
    int m_searches = 0; // folders and lists being looked through
    QThreadPool m_searchPool, m_readPool, m_analysisPool;
};

} // namespace syzygy
