#include "app/cli/parallel.h"

#include "app/cli/terminal.h"
#include "core/error.h"
#include "core/nn/blasthreads.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <fmt/format.h>
#include <mutex>
#include <thread>
#include <vector>

namespace syzygy {

int coresOfThisMachine()
{
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

void addJobsOption(CLI::App& command, int& jobs, const std::string& help)
{
    command.add_option("--jobs", jobs, help)->check(CLI::Range(1, 256));
}

void inParallel(std::size_t count, int jobs, const Session& session,
                const std::function<std::string(std::size_t)>& title,
                const std::function<void(std::size_t)>& work)
{
    const auto progress = showProgress(session);
    std::atomic<std::size_t> next { 0 }, done { 0 };
    std::mutex mutex;
    std::exception_ptr failure;
    const auto run = [&] {
        setTorchThreadsHere(1);
        for (auto i = next++; i < count && !session.stop.stop_requested(); i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure)
                    failure = std::current_exception();
                next = count;
                return;
            }
            const auto finished = ++done;
            progress(static_cast<double>(finished) / static_cast<double>(count),
                     fmt::format("{} of {}: {}", finished, count, title(i)));
        }
    };
    {
        std::vector<std::jthread> pool;
        for (int job = 1; job < jobs; ++job)
            pool.emplace_back(run);
        run();
    }
    if (session.stop.stop_requested())
        throw Cancelled();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace syzygy
