// Private to core/io: the front door for bytes that are open already, which is what the fuzzers feed.
#pragma once

#include "core/io/cataloguereader.h"
#include "core/io/gridreader.h"
#include "core/io/input.h"
#include "core/io/reader.h"

namespace syzygy {

FileContents listOpen(Input& input, const std::filesystem::path& file);
std::vector<Spectrum> readOpen(Input& input, const std::filesystem::path& file, const ReadOptions& options);
SpectralGrid readGrid(FitsFile& file);
Catalogue readCatalogue(const Input& input, const std::filesystem::path& file,
                        const CatalogueOptions& options = {});

} // namespace syzygy
