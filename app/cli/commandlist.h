#pragma once

#include <array>
#include <string_view>

namespace CLI {
class App;
}

namespace syzygy {

/// A subcommand of syzygy-cli.
struct CommandInfo {
    std::string_view name, description;
    bool needsModel = true; ///< and with it LibTorch, whose libraries take longer to load than inspect to run
};

inline constexpr std::array<CommandInfo, 9> commandList { {
    { "inspect", "Tell what is in the files and what was decided while reading them", false },
    { "analyze", "Recover the labels of every spectrum in the files", true },
    { "merge", "Put the tables of parts of a list together", false },
    { "neighbours", "List the reference stars that are most like each spectrum of the files", true },
    { "atlas", "Keep real stars, analysed and named, to find twins among and to hold our labels against",
      true },
    { "simulate", "Write mock stars as x1d and apStar files with a table of their true labels", true },
    { "train", "Make a part of the model anew", true },
    { "finetune", "Adapt a bundle to few labelled stars of the real sky", true },
    { "evaluate", "Score a bundle on stars that it has never seen", true },
} };

/// With its description in the list. REQUIRES: it is in the list.
CLI::App* addCommand(CLI::App& program, std::string_view name);

} // namespace syzygy
