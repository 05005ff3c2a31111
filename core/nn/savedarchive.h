// Private to core/nn and core/training: how every .pt file is written.
#pragma once

#include <torch/serialize/output-archive.h>

#include <filesystem>

namespace syzygy {

/// Atomically, and the same bytes for the same content: an archive bears the same name inside whatever the
/// file is called. Throws Error.
void saveArchive(torch::serialize::OutputArchive& archive, const std::filesystem::path& file);

} // namespace syzygy
