#pragma once

#include "app/cli/command.h"
#include "app/cli/part.h"
#include "core/analysis/analyzer.h"
#include "core/io/reader.h"

#include <cstddef>
#include <string>
#include <vector>

namespace syzygy {

struct AtlasBuildOptions {
    std::vector<std::string> files;
    std::string output;
    std::string bundle;
    std::string labels; ///< a table of stars; empty: none
    std::string matchColumn;
    Part part;          ///< only every N-th file, from the I-th on
    bool again = false; ///< analyse files anew that the atlas has already
    ReadOptions reading;
    AnalysisOptions analysis;
    int jobs = 1;
};

/// Analyses the files, some at a time; what is finished is kept beside the output (OUTPUT.parts) and taken up
/// again after a kill. Stars of an output that is there stay. Throws Error, Cancelled.
void buildAtlas(const AtlasBuildOptions& options, Session& session);

} // namespace syzygy
