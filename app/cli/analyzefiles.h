#pragma once

#include "app/cli/analyzeoptions.h"
#include "app/cli/command.h"
#include "app/cli/fileoutcome.h"

namespace syzygy {

/// All files, on `jobs` threads, in the order given; what fails of one file is told in its outcome. Files are
/// taken in groups, whose spectra are encoded together. Which groups depends on how many files there are
/// alone, not on the jobs, so that these change no byte. Throws Cancelled.
std::vector<FileOutcome> analyzeFiles(const Analyzer& analyzer, const std::vector<std::string>& files,
                                      const AnalyzeOptions& options, const Session& session);

/// Analyses one spectrum more and adds what is asked for of it to the outcome.
Analysis analyzeSpectrum(const Analyzer& analyzer, const Spectrum& spectrum, const AnalyzeOptions& options,
                         FileOutcome& outcome, const std::stop_token& stop);

/// To the last row of the outcome.
void addCells(FileOutcome& outcome, const std::vector<std::string>& cells);

} // namespace syzygy
