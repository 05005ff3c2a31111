#pragma once

#include "app/cli/command.h"

#include <cstddef>
#include <functional>
#include <string>

namespace syzygy {

int coresOfThisMachine();

/// --jobs N.
void addJobsOption(CLI::App& command, int& jobs, const std::string& help);

/// Calls `work` with 0 ... count − 1, each once, on `jobs` threads with one thread of LibTorch each, and
/// shows progress with the titles. Throws Cancelled when asked to stop; what `work` throws first, once all
/// threads are done.
void inParallel(std::size_t count, int jobs, const Session& session,
                const std::function<std::string(std::size_t)>& title,
                const std::function<void(std::size_t)>& work);

} // namespace syzygy
