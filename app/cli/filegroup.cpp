#include "app/cli/filegroup.h"

#include "app/cli/inputfiles.h"
#include "core/error.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace syzygy {

namespace {

constexpr std::size_t spectraAtOnce = 32; ///< encoded together

/// A spectrum of the group and whose it is.
struct Entry {
    Spectrum spectrum;
    std::size_t file = 0, index = 0;
};

/// Of the files from `first` on.
std::vector<Entry> read(const FileGroup& group, std::size_t first, std::size_t count)
{
    std::vector<Entry> entries;
    for (std::size_t file = first; file < first + count; ++file) {
        group.begun(file);
        try {
            std::size_t index = 0;
            for (auto& spectrum : readSpectra(group.files[file], group.reading))
                entries.push_back({ std::move(spectrum), file, index++ });
        } catch (const std::exception& error) {
            group.failed(file, sentenceOf(error));
        }
    }
    return entries;
}

void analyze(const Analyzer& analyzer, const FileGroup& group, std::span<Entry> entries,
             const std::stop_token& stop)
{
    std::vector<const Spectrum*> spectra;
    std::vector<AnalysisOptions> options;
    for (const auto& entry : entries) {
        spectra.push_back(&entry.spectrum);
        options.push_back(group.optionsFor(entry.spectrum));
    }
    auto analyses = analyzer.analyze(spectra, options, stop);
    for (std::size_t i = 0; i < entries.size(); ++i)
        group.analyzed(entries[i].file, entries[i].index, entries[i].spectrum, analyses[i], options[i]);
}

void analyzeFrom(const Analyzer& analyzer, const FileGroup& group, std::size_t first, std::size_t count,
                 const std::stop_token& stop)
{
    auto entries = read(group, first, count);
    try {
        for (std::size_t next = 0; next < entries.size(); next += spectraAtOnce)
            analyze(analyzer, group,
                    std::span(entries).subspan(next, std::min(spectraAtOnce, entries.size() - next)), stop);
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& error) {
        if (count == 1) {
            group.begun(first);
            group.failed(first, sentenceOf(error));
        } else {
            for (std::size_t file = first; file < first + count; ++file)
                analyzeFrom(analyzer, group, file, 1, stop);
        }
    }
}

} // namespace

std::size_t filesPerGroup(std::size_t files)
{
    constexpr std::size_t groupsAtLeast = 16, filesAtMost = 32;
    return std::clamp<std::size_t>(files / groupsAtLeast, 1, filesAtMost);
}

void analyzeTogether(const Analyzer& analyzer, const FileGroup& group, const std::stop_token& stop)
{
    analyzeFrom(analyzer, group, 0, group.files.size(), stop);
}

} // namespace syzygy
