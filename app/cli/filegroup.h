#pragma once

#include "core/analysis/analyzer.h"
#include "core/io/reader.h"

#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

namespace syzygy {

/// Some files whose spectra are encoded together, which is faster than one after the other, and who is told
/// of them. Files go by their place in the group.
struct FileGroup {
    std::span<const std::string> files;
    ReadOptions reading;
    std::function<AnalysisOptions(const Spectrum&)> optionsFor;
    /// Nothing is known of the file, or not any more: it is begun anew.
    std::function<void(std::size_t file)> begun;
    /// The `index`-th spectrum that readSpectra() gives of the file, in this order.
    std::function<void(std::size_t file, std::size_t index, Spectrum& spectrum, Analysis& analysis,
                       const AnalysisOptions& options)>
        analyzed;
    std::function<void(std::size_t file, const std::string& sentence)>
        failed; ///< nothing is known of it then
};

/// How many of so many files make a group. It depends on nothing else, for what is encoded together differs
/// from what is encoded alone in the last digits: all commands say the same of the same files, whatever
/// --jobs.
std::size_t filesPerGroup(std::size_t files);

/// What goes wrong is told of its file, so that the others are done; of several together none is known to be
/// at fault, and each is tried alone. Throws Cancelled.
void analyzeTogether(const Analyzer& analyzer, const FileGroup& group, const std::stop_token& stop);

} // namespace syzygy
