#pragma once

#include <map>
#include <string>
#include <vector>

namespace syzygy {

/// A message between programs. All parameters are texts in SAMP, or lists of texts.
struct SampMessage {
    std::string type; ///< "table.highlight.row"
    std::map<std::string, std::string> texts {};
    std::map<std::string, std::vector<std::string>> lists {};

    std::string text(const std::string& name) const
    {
        const auto found = texts.find(name);
        return found == texts.end() ? std::string() : found->second;
    }
};

} // namespace syzygy
