#pragma once

#include <stdexcept>
#include <string>

namespace syzygy {

/// An outside fault, said in one sentence that a user can act on: what (file, HDU, column), why, and the
/// cure. Bugs are asserted instead. Absence is std::optional.
struct Error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Thrown when a std::stop_token asked a long computation to stop; not a fault, never shown as one.
struct Cancelled : Error {
    Cancelled()
        : Error("cancelled")
    {
    }
};

} // namespace syzygy
