#pragma once

#include <stop_token>
#include <string>

namespace CLI {
class App;
}

namespace syzygy {

/// What the shell is told (`man syzygy-cli`).
enum class ExitCode : int {
    Done = 0,
    SomeFailed = 1,    ///< each failure was named on standard error; the rest was done
    Usage = 2,         ///< the command line was not understood
    Interrupted = 130, ///< by Ctrl-C: 128 + SIGINT, as shells say it
};

/// What main shares with the subcommands.
struct Session {
    std::stop_token stop;               ///< asked to stop by Ctrl-C
    bool verbose = false;               ///< a line of progress per step even where nobody watches
    std::string commandLine;            ///< as typed, for what is written
    ExitCode exitCode = ExitCode::Done; ///< set by the subcommand that ran
};

// Each adds its subcommand to `program`, which runs it while parsing. `session` must outlive the parsing.
// What a subcommand throws is the end of it: Cancelled, Error, or CLI::ParseError for wrong usage.
void addInspect(CLI::App& program, Session& session);
void addMergeTables(CLI::App& program);
void addAnalyze(CLI::App& program, Session& session);
void addNeighbours(CLI::App& program, Session& session);
void addAtlas(CLI::App& program, Session& session);
void addSimulate(CLI::App& program, Session& session);
void addTrain(CLI::App& program, Session& session);
void addTrainPrior(CLI::App& train, Session& session);
void addTrainEmulator(CLI::App& train, Session& session);
void addTrainEncoders(CLI::App& train, Session& session);
void addTrainLineLists(CLI::App& train, Session& session);
void addTrainMedium(CLI::App& train, Session& session);
void addFineTune(CLI::App& program, Session& session);
void addEvaluate(CLI::App& program, Session& session);

} // namespace syzygy
