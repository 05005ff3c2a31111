#pragma once

#include "ui/common/analysisservice.h"

#include <atomic>
#include <filesystem>
#include <memory>

namespace syzygy::test {

/// A NIRSpec-like spectrum: lines, a detector gap, a run of bad samples, an outlier, a NaN. No file is
/// needed.
Spectrum fakeSpectrum(const std::string& source, double velocity = -22.9);

/// Reference stars along a made-up sequence of giants and dwarfs.
std::shared_ptr<const Atlas> fakeAtlas(std::size_t stars);

/// What a test can hold back and count.
struct FakeControls {
    std::atomic<int> delay { 0 };    ///< ms that an analysis takes, checking for cancellation every ms
    std::atomic<int> analyses { 0 }; ///< finished
    std::atomic<int> cancelled { 0 };
    std::atomic<int> fitDelay { 0 }; ///< ms that a fit takes
    std::atomic<int> fits { 0 };     ///< finished
    std::atomic<int> whys { 0 };
    std::atomic<int> clouds { 0 }; ///< of noise
};

/// Deterministic stand-in for the analyzer, by the name of the file: "…broken…" cannot be read, "…unitless…"
/// does not say its unit, "…point…" has no surface brightness, "…galaxy…" cannot be encoded, "…two…" holds
/// two spectra, everything else is one star. What is masked by hand is left out, and moves the labels, as do
/// larger errors. The fit by physics agrees with the encoders but in [Mg/Fe].
AnalysisService fakeService(std::size_t atlasSize = 500,
                            std::shared_ptr<FakeControls> controls = std::make_shared<FakeControls>());

} // namespace syzygy::test
