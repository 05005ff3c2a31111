#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace syzygy {

/// The hub through which the programs of this machine talk (SAMP 1.3, standard profile), as its lock file
/// says.
struct SampHub {
    std::string url;    ///< of its XML-RPC server, on this machine
    std::string secret; ///< which who may read the lock file knows
};

/// From the lock file that SAMP_HUB names (std-lockurl:file:///...), else ~/.samp. Throws Error, a sentence
/// with the cure, if there is none, or it names a hub on another machine.
SampHub findSampHub();

/// Of a text like a lock file's. `file` is for messages. Throws Error.
SampHub parseLockFile(std::string_view text, const std::filesystem::path& file);

} // namespace syzygy
