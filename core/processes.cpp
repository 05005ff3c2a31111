#include "core/processes.h"

#include <cerrno>
#include <csignal>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace syzygy {

namespace {

struct ProcessState {
    char state = '?';
    double begun = 0; ///< seconds since 1970
};

/// Seconds since 1970 at which the machine was started.
double timeOfBoot()
{
    std::ifstream file("/proc/stat");
    for (std::string word; file >> word;)
        if (double seconds = 0; word == "btime" && file >> seconds)
            return seconds;
    return 0;
}

/// Of /proc/PID/stat (proc(5)): the state is its third field, the time of its beginning the twenty-second, in
/// ticks since the machine was started. Nothing where there is no such file.
std::optional<ProcessState> stateOf(int process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    if (!std::getline(file, line) || line.rfind(')') == std::string::npos)
        return {};
    std::istringstream fields(line.substr(line.rfind(')') + 1)); // the name before may hold anything
    ProcessState result;
    fields >> result.state;
    constexpr int between = 18;
    std::string skipped;
    for (int field = 0; field < between; ++field)
        fields >> skipped;
    double ticks = 0;
    if (!(fields >> ticks))
        return {};
    result.begun = timeOfBoot() + ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
    return result;
}

} // namespace

bool mayBeWriting(int process, const std::filesystem::path& file)
{
    if (::kill(process, 0) != 0 && errno == ESRCH)
        return false;
    const auto state = stateOf(process);
    if (!state)
        return true;
    if (state->state == 'Z' || state->state == 'X')
        return false;
    struct stat status { };
    constexpr double clocks = 2; // seconds by which the two may differ
    return ::stat(file.c_str(), &status) != 0
        || state->begun <= static_cast<double>(status.st_mtime) + clocks;
}

} // namespace syzygy
