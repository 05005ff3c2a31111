#include "app/cli/interrupt.h"

#include <csignal>
#include <ctime>
#include <pthread.h>

namespace syzygy {

namespace {

sigset_t watchedSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

/// A thread that waits for signals may do anything when one comes; a signal handler may not.
void watch(const std::stop_token& end, std::stop_source& source)
{
    const auto signals = watchedSignals();
    constexpr timespec patience { 0, 50'000'000 };
    while (!end.stop_requested()) {
        if (sigtimedwait(&signals, nullptr, &patience) < 0)
            continue;
        source.request_stop();
        pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    }
}

} // namespace

Interrupt::Interrupt()
{
    const auto signals = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_watcher = std::jthread([this](const std::stop_token& end) { watch(end, m_source); });
}

} // namespace syzygy
