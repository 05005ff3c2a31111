#pragma once

#include "core/io/quality.h"
#include "core/processing/prepare.h"
#include "core/spectrum.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// A jump in wavelength between neighbouring samples.
struct WavelengthGap {
    double from = 0; ///< µm, vacuum: last sample before
    double to = 0;   ///< µm, vacuum: first sample after
};

/// What can be told of one spectrum without any model.
struct Inspection {
    double firstWavelength = 0; ///< µm, vacuum
    double lastWavelength = 0;  ///< µm, vacuum
    double medianStep = 0;      ///< µm
    double snr = 0;             ///< median per native pixel of the samples that can be used
    std::vector<WavelengthGap> gaps;
    std::vector<QualityCount> quality;                   ///< of the bits that are set anywhere, lowest first
    std::array<std::size_t, maskReasonCount> samples {}; ///< per MaskReason
};

/// Requires at least one sample.
Inspection inspectSpectrum(const Spectrum& spectrum);

/// "FLUX" or "SURF_BRIGHT".
std::string_view nameOf(FluxColumn column);
/// "barycentric: the star's velocity is still in", ...
std::string_view describe(Frame frame);

/// One spectrum as readable lines and as a JSON object.
std::string toText(const Spectrum& spectrum, const Inspection& inspection);
nlohmann::ordered_json toJson(const Spectrum& spectrum, const Inspection& inspection);

} // namespace syzygy
