#pragma once

#include "core/analysis/analyzer.h"
#include "core/io/reader.h"

#include <QString>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace syzygy {

using SourceId = std::uint64_t; ///< 0 = none

/// The check by physics of one analysis.
struct FitReport {
    PhysicalFit fit;
    std::vector<Flag> flags; ///< where it disagrees with the encoders, in words
};

/// One row of the sources: a spectrum that is open, or a file that could not be.
struct Source {
    enum class State { Reading, Analysing, Ready, Failed, Cancelled };

    SourceId id = 0;
    std::vector<SourceId> parts; ///< that this is the combination of; empty for a file's own spectrum
    std::filesystem::path file;
    State state = State::Reading;
    QString error;                            ///< the sentence for the user; empty unless Failed
    bool isStale = false;                     ///< its file was written anew since it was read
    bool needsUnit = false;                   ///< failed because the file does not say its wavelengths' unit
    ReadOptions reading;                      ///< of the last reading asked for
    std::shared_ptr<const Spectrum> spectrum; ///< null until read
    std::shared_ptr<const Analysis> analysis; ///< null until analysed
    AnalysisOptions options;                  ///< of the last analysis asked for
    double twinTension = 0; ///< how far the labels are from those of its twins, see tensionWithTwins()
    std::shared_ptr<const FitReport> fit; ///< of this analysis; null until fitted
    bool isFitting = false;
    QString fitError; ///< why there is no fit, a sentence; mostly empty

    /// Its reader, or its analysis, wants to be told what the file leaves unsaid: the unit, or the mode.
    bool asks() const { return needsUnit || !question().isEmpty(); }
    QString question() const;        ///< of the analysis, a sentence; empty where it asks nothing
    std::vector<Flag> flags() const; ///< of the analysis, then of the fit
    bool isBusy() const { return state == State::Reading || state == State::Analysing; }
    bool isEncoded() const { return analysis && analysis->encoded; }
    /// The target if known, else the file's name.
    QString name() const;
    QString fileName() const;
};

/// One word: "reading", "analysing", "ready", "failed", "cancelled".
QString nameOf(Source::State);

/// Wherever the program was started: absolute, without "." and "..".
std::filesystem::path absolutePath(const std::filesystem::path& file);

} // namespace syzygy
