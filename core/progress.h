#pragma once

#include <functional>
#include <string>

namespace syzygy {

/// Called now and then by long computations, on the thread that runs them: fraction done in [0, 1] and what
/// is being done or was found, one line. Cancelling goes through a std::stop_token.
using Progress = std::function<void(double fraction, const std::string& message)>;

/// Reports to `whole`, which must outlive it, from one fraction to another.
inline Progress partOf(const Progress& whole, double from, double to)
{
    return [&whole, from, to](double fraction, const std::string& message) {
        whole(from + (to - from) * fraction, message);
    };
}

} // namespace syzygy
