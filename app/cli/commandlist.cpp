#include "app/cli/commandlist.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>

namespace syzygy {

CLI::App* addCommand(CLI::App& program, std::string_view name)
{
    const auto* const found = std::ranges::find(commandList, name, &CommandInfo::name);
    return program.add_subcommand(std::string(name), std::string(found->description));
}

} // namespace syzygy
