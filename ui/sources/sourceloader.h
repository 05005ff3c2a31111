#pragma once

#include "ui/common/analysisservice.h"
#include "ui/sources/sourcetablemodel.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <vector>

namespace syzygy {

enum class UnitScope {
    ThisFile,
    Session ///< every file of this session that does not say its unit, open or opened later
};

/// Reads and analyses in the background and keeps the table of sources up to date. For the GUI thread.
/// One thread looks for files, one reads (cfitsio), one analyses (LibTorch is parallel inside), one fits,
/// which takes long and holds up no analysis.
class SourceLoader {
public:
    SourceLoader(SourceTableModel& model, AnalysisService service);
    ~SourceLoader(); ///< stops what is running

    /// Spectra read so far are analysed as soon as the service can.
    void setService(AnalysisService service);
    const AnalysisService& service() const { return m_service; }
    QThreadPool& analysisPool() { return m_analysisPool; }
    QThreadPool& searchPool() { return m_searchPool; }

    /// Files, folders, patterns and lists of files, as expandInputs() takes them.
    void open(const std::vector<std::filesystem::path>& paths);
    /// A file with what the user said of it before.
    void openAs(const std::filesystem::path& file, const ReadOptions& reading);
    /// Again (a file that could not be read is read again), with these options. Of several requests for one
    /// source only the last counts.
    void analyse(SourceId id, const AnalysisOptions& options);
    /// Reads a file that did not say its unit again, with what the user says.
    void giveUnits(SourceId id, const ReadOptions& units, UnitScope scope);
    /// Takes the flux from another column of the same file and analyses that.
    void reread(SourceId id, FluxColumn column);
    void markStale(const std::filesystem::path& file); ///< its spectra: it was written anew
    void reload(SourceId id); ///< reads its file again, with what the user said of it
    /// Adds one spectrum out of several of one source, which stay; the one that is there if it was made
    /// before.
    SourceId combine(const std::vector<SourceId>& parts);
    SourceId combinationOf(const std::vector<SourceId>& parts) const; ///< 0 if it was not made
    /// Fits the emulator to an encoded spectrum: the check by physics.
    void fit(SourceId id);
    bool canFit(SourceId id) const;
    void cancelFit(SourceId id);
    void remove(SourceId id);
    void cancelAll(); ///< reading, analyses and fits

    bool isBusy() const;

private:
    struct Job {
        std::uint64_t request = 0;
        std::stop_source stop;
    };

    using Jobs = std::map<SourceId, Job>;

    Job& startJob(Jobs& jobs, SourceId id);
    static void stopJob(Jobs& jobs, SourceId id);
    static bool isCurrent(const Jobs& jobs, SourceId id, std::uint64_t request);
    void openOne(const std::filesystem::path& path);
    void read(const std::filesystem::path& file);
    void addFailure(const std::filesystem::path& file, const QString& sentence);
    void startReading(Source source);
    void startRereading(Source source);
    void askForUnit(SourceId id, const QString& sentence);
    void showSpectra(SourceId id, std::vector<Spectrum> spectra);
    void startCombining(Source source);
    void startAnalysis(Source source);
    void fail(SourceId id, std::uint64_t request, const QString& message);
    void endFit(SourceId id, std::uint64_t request, std::shared_ptr<const FitReport> report,
                const QString& message);

    SourceTableModel& m_model;
    AnalysisService m_service;
    QObject m_context; // results are for it: none arrives after the loader is gone
    Jobs m_jobs;       // reading and analysing
    Jobs m_fits;
    SourceId m_lastId = 0;
    std::uint64_t m_lastRequest = 0;
    std::optional<ReadOptions> m_units; // for files that do not say them
    int m_searches = 0;                 // folders and lists being looked through
    QThreadPool m_searchPool, m_readPool, m_analysisPool, m_fitPool;
};

} // namespace syzygy
