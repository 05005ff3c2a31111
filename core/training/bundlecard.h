#pragma once

#include "core/nn/manifest.h"
#include "core/training/encodertraining.h"

#include <string>

namespace syzygy {

/// The model card (Markdown) of a fresh bundle: what it is, what it was made from, what it is for and not for. The table of
/// `evaluate` is added by `evaluate --card`.
std::string modelCard(const Manifest& manifest, const TrainedEncoders& trained);

} // namespace syzygy
