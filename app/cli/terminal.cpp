#include "app/cli/terminal.h"

#include "core/error.h"

#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <unistd.h>

namespace syzygy {

namespace {

class MovingLine {
public:
    MovingLine() = default;
    MovingLine(const MovingLine&) = delete;
    MovingLine& operator=(const MovingLine&) = delete;
    ~MovingLine() { fmt::print(stderr, "\r\x1b[K"); }

    void show(double fraction, const std::string& message)
    {
        const std::lock_guard lock(m_mutex);
        fmt::print(stderr, "\r\x1b[K{:3.0f} %  {}", 100 * fraction, message);
        std::fflush(stderr);
    }

private:
    std::mutex m_mutex;
};

} // namespace

Progress showProgress(const Session& session)
{
    if (session.verbose)
        return [](double fraction, const std::string& message) {
            fmt::print(stderr, "{:3.0f} %  {}\n", 100 * fraction, message);
        };
    if (::isatty(STDERR_FILENO) == 0)
        return [](double, const std::string&) {};
    return [line = std::make_shared<MovingLine>()](double fraction, const std::string& message) {
        line->show(fraction, message);
    };
}

void complain(const std::filesystem::path& file, std::string_view sentence)
{
    const auto name = file.string();
    const auto* prefix = sentence.starts_with(name) ? "" : name.c_str();
    fmt::print(stderr, "syzygy-cli: {}{}{}\n", prefix, *prefix == '\0' ? "" : ": ", sentence);
}

void print(const std::string& text)
{
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (!written || std::fflush(stdout) != 0)
        throw Error("standard output: cannot be written.");
}

} // namespace syzygy
