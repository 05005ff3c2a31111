// syzygy-cli: what needs no model is done here, at once; for the rest it becomes syzygy-model, which has
// LibTorch.
#include "app/blaskernels.h"
#include "app/cli/commandlist.h"
#include "app/cli/program.h"
#include "app/programpart.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <span>
#include <string_view>
#include <unistd.h>

namespace {

using namespace syzygy;

constexpr const char* modelProgram = "syzygy-model";

void addCommands(CLI::App& program, Session& session)
{
    for (const auto& command : commandList)
        if (command.needsModel)
            addCommand(program, command.name); // for the help; it is never run here
        else if (command.name == "inspect")
            addInspect(program, session);
        else
            addMergeTables(program);
}

/// The first word that is no option names the subcommand.
bool needsModel(std::span<char*> arguments)
{
    for (const std::string_view word : arguments.subspan(std::min<std::size_t>(1, arguments.size()))) {
        if (word.starts_with('-'))
            continue;
        const auto* const command = std::ranges::find(commandList, word, &CommandInfo::name);
        return command != commandList.end() && command->needsModel;
    }
    return false;
}

int becomeModelProgram(char** argv)
{
    const auto file = findProgramPart(modelProgram);
    settleMathLibraries(); // read once, before main
    if (!file.empty())
        ::execv(file.c_str(), argv);
    fmt::print(stderr, "syzygy-cli: its part {} is missing or cannot be started; install Syzygy again.\n",
               modelProgram);
    return static_cast<int>(ExitCode::SomeFailed);
}

} // namespace

int main(int argc, char** argv)
{
    if (needsModel({ argv, static_cast<std::size_t>(argc) }))
        return becomeModelProgram(argv);
    return runProgram(argc, argv, addCommands);
}
