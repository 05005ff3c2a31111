#pragma once

#include "core/analysis/analyzer.h"

#include <QString>

#include <cstdint>
#include <filesystem>
#include <memory>

namespace syzygy {

using SourceId = std::uint64_t; ///< 0 = none

/// One row of the sources: a spectrum that is open, or a file that could not be.
struct Source {
    enum class State { Reading, Analysing, Ready, Failed, Cancelled };

    SourceId id = 0;
    std::filesystem::path file;
    State state = State::Reading;
    QString error;                            ///< the sentence for the user; empty unless Failed
    std::shared_ptr<const Spectrum> spectrum; ///< null until read
    std::shared_ptr<const Analysis> analysis; ///< null until analysed
    AnalysisOptions options;                  ///< of the last analysis asked for

    bool isBusy() const { return state == State::Reading || state == State::Analysing; }
    bool isEncoded() const { return analysis && analysis->encoded; }
    /// The target if known, else the file's name.
    QString name() const;
    QString fileName() const;
};

/// One word: "reading", "analysing", "ready", "failed", "cancelled".
QString nameOf(Source::State);

} // namespace syzygy
