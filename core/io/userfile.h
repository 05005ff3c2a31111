// Private to core/io: what the readers of files from anywhere have in common, whose products do not say it.
#pragma once

#include "core/io/reader.h"
#include "core/io/statements.h"

#include <filesystem>
#include <optional>
#include <string>

namespace syzygy {

/// File, product, HDU and source; mode and instrument as the user says. Throws Error if that is no mode.
void describeUserFile(Spectrum& spectrum, const std::filesystem::path& file, const SpectrumEntry& entry,
                      const std::string& product, const ReadOptions& options);

/// To vacuum, where the file or the user says air; notes whether the file says either.
void heedMedium(Spectrum& spectrum, std::optional<Medium> stated, const ReadOptions& options);

} // namespace syzygy
