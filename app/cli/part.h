#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace syzygy {

/// The third of sixteen, where hosts share a list.
struct Part {
    std::size_t number = 1, of = 1;
    bool isWhole() const { return of == 1; }
};

/// --part I/N: wrong usage if it is not.
void addPartOption(CLI::App& command, Part& part, const std::string& help);

/// Neighbours in the list: all parts one after the other are the whole.
std::vector<std::string> blockOf(const std::vector<std::string>& files, const Part& part);

} // namespace syzygy
