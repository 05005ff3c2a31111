#pragma once

// Private to core/training: LibTorch in the open.

#include "core/nn/emulator.h"
#include "core/nn/encodernetwork.h"
#include "core/training/mocks/labelprior.h"
#include "core/training/mocks/mocks.h"
#include "core/training/mocks/preparedpairs.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <utility>

namespace syzygy {

/// Features of n mock pairs and the truth about them.
struct MockFeatures {
    torch::Tensor nirspec; ///< (n, features), half precision after toHalf()
    torch::Tensor apogee;  ///< (n, features), likewise
    torch::Tensor labels;  ///< (n, 20), K and dex

    std::int64_t size() const { return labels.size(0); }
    void toHalf(); ///< half the memory; features are of order one and noisy
    void save(const std::filesystem::path& file) const;
    static MockFeatures load(const std::filesystem::path& file);
    static MockFeatures join(const std::vector<MockFeatures>& parts);
};

/// What an architecture takes from prepared pairs: the rows of both sides. Called from several threads.
using ReadPairs = std::function<std::pair<torch::Tensor, torch::Tensor>(const PreparedPairs&)>;

/// Draws `count` stars, emulates, observes, prepares and reads them. The same seed gives the same pairs,
/// however they are read.
MockFeatures makeMockFeatures(const Emulator& emulator, const LabelPrior& prior, const ReadPairs& read,
                              const MockOptions& options, double hardNegativeShare, std::size_t count,
                              std::uint64_t seed);
/// The same, projected.
MockFeatures makeMockFeatures(const Emulator& emulator, const LabelPrior& prior,
                              const EncoderNetworks& networks, const MockOptions& options,
                              double hardNegativeShare, std::size_t count, std::uint64_t seed);

/// Front ends from nearly noise-free mocks without defects: principal components by subspace iteration
/// (Halko, Martinsson & Tropp 2011).
void fitFrontEnds(const Emulator& emulator, const LabelPrior& prior, std::size_t stars, std::uint64_t seed,
                  EncoderNetworks& networks);
/// The same for networks.nirspec alone, from mocks of G140M.
void fitMediumFrontEnd(const Emulator& emulator, const LabelPrior& prior, std::size_t stars,
                       std::uint64_t seed, int components, EncoderNetworks& networks);

} // namespace syzygy
