#include "app/cli/command.h"

#include <CLI/CLI.hpp>

namespace syzygy {

void addTrain(CLI::App& program, Session& session)
{
    auto* train = program.add_subcommand("train", "Make a part of the model anew");
    train->require_subcommand(1);
    addTrainPrior(*train, session);
    addTrainEmulator(*train, session);
    addTrainEncoders(*train, session);
    addTrainLineLists(*train, session);
}

} // namespace syzygy
