#pragma once

#include <stop_token>
#include <thread>

namespace syzygy {

/// Turns the first Ctrl-C (or SIGTERM) into a request to stop; the second one kills. One per program.
class Interrupt {
public:
    Interrupt();

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::jthread m_watcher;
};

} // namespace syzygy
