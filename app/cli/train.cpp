#include "app/cli/command.h"
#include "app/cli/commandlist.h"

#include <CLI/CLI.hpp>

namespace syzygy {

void addTrain(CLI::App& program, Session& session)
{
    auto* train = addCommand(program, "train");
    train->require_subcommand(1);
    addTrainPrior(*train, session);
    addTrainEmulator(*train, session);
    addTrainEncoders(*train, session);
    addTrainLineLists(*train, session);
    addTrainMedium(*train, session);
}

} // namespace syzygy
