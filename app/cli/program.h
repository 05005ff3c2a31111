#pragma once

#include "app/cli/command.h"

namespace syzygy {

/// Runs the command line with the subcommands that `addCommands` adds. Returns the exit code.
int runProgram(int argc, char** argv, void (*addCommands)(CLI::App& program, Session& session));

} // namespace syzygy
