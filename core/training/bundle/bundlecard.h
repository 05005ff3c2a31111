#pragma once

#include "core/nn/manifest.h"
#include "core/training/encoders/encodertraining.h"
#include "core/training/evaluation/evaluation.h"

#include <filesystem>
#include <string>

namespace syzygy {

/// The model card (Markdown) of a fresh bundle: what it is, what it was made from, what it is for and not
/// for. The tables of `evaluate` are added by recordScores().
std::string modelCard(const Manifest& manifest, const TrainedEncoders& trained);

/// The card with the section of that heading ("## ...", one line) replaced, or appended.
std::string withSection(std::string card, const std::string& heading, const std::string& body);

/// The same in the bundle's MODEL_CARD.md, whose title becomes the manifest's model id.
void rewriteCard(const std::filesystem::path& bundle, const Manifest& manifest, const std::string& heading,
                 const std::string& body);

/// Puts an evaluation into the bundle's manifest.json (scores) and MODEL_CARD.md, in place of an older one of
/// the same stars. Throws Error.
void recordScores(const std::filesystem::path& bundle, const Evaluation& evaluation);

/// Puts what detectSpoilt() found, as text, into MODEL_CARD.md in place of an older one. Throws Error.
void recordDetection(const std::filesystem::path& bundle, const std::string& text);

} // namespace syzygy
