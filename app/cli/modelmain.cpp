// syzygy-model: the subcommands that need the model. syzygy-cli becomes this program when one of them is
// asked for.
#include "app/cli/program.h"
#include "core/nn/blasthreads.h"

namespace {

void addCommands(CLI::App& program, syzygy::Session& session)
{
    syzygy::addInspect(program, session);
    syzygy::addAnalyze(program, session);
    syzygy::addMergeTables(program);
    syzygy::addNeighbours(program, session);
    syzygy::addAtlas(program, session);
    syzygy::addSimulate(program, session);
    syzygy::addTrain(program, session);
    syzygy::addFineTune(program, session);
    syzygy::addEvaluate(program, session);
}

} // namespace

int main(int argc, char** argv)
{
    syzygy::keepFreedMemory();
    return syzygy::runProgram(argc, argv, addCommands);
}
