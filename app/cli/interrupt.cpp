#include "app/cli/interrupt.h"

#include <atomic>
#include <chrono>
#include <csignal>

namespace syzygy {

namespace {

// A handler may do no more than this, and blocking the signals for a waiting thread is no way out: OpenBLAS
// has started its threads before main, and they would take the signal.
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void noteInterrupt(int)
{
    interrupted = true;
}

void watch(const std::stop_token& end, std::stop_source& source)
{
    while (!end.stop_requested()) {
        if (interrupted)
            source.request_stop();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

} // namespace

Interrupt::Interrupt()
{
    struct sigaction action { };
    action.sa_handler = noteInterrupt;
    action.sa_flags = SA_RESETHAND | SA_RESTART; // the next one kills
    for (const int signal : { SIGINT, SIGTERM })
        ::sigaction(signal, &action, nullptr);
    m_watcher = std::jthread([this](const std::stop_token& end) { watch(end, m_source); });
}

} // namespace syzygy
