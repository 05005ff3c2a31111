#pragma once

// Private to core/analysis: what a loaded bundle consists of.

#include "core/analysis/analyzer.h"
#include "core/analysis/domain.h"
#include "core/analysis/modetraits.h"
#include "core/analysis/reference.h"
#include "core/latent/neighbours.h"
#include "core/nn/correction.h"
#include "core/nn/emulator.h"
#include "core/nn/encoders.h"
#include "core/processing/velocitysearch.h"

#include <array>
#include <mutex>

namespace syzygy {

struct Analyzer::State {
    /// Made when first a spectrum of the mode is met: most programs meet one mode.
    struct Templates {
        std::once_flag once;
        VelocityTemplates made;
    };

    Manifest manifest;
    Emulator emulator;
    Encoders encoders;
    Correction calibration; ///< on real standards, as shipped
    Correction correction;  ///< of a fine-tuned bundle: goes before the calibration
    Atlas atlas;
    ParametricMap map;
    PcaProjection pca;
    Domain domain;
    NeighbourIndex index; ///< NIRSpec latents, then APOGEE latents
    std::unique_ptr<Templates> nirspecTemplates, mediumTemplates, apogeeTemplates;
    std::unique_ptr<std::array<PartIndex, 2>> parts; ///< of NIRSpec's and of APOGEE's latents alone

    const VelocityTemplates& templatesFor(const ModelGrid& grid) const
    {
        auto& templates = grid == apogeeModelGrid() ? *apogeeTemplates
            : grid == nirspecMediumModelGrid()      ? *mediumTemplates
                                                    : *nirspecTemplates;
        std::call_once(templates.once, [&] {
            templates.made = makeVelocityTemplates(syzygy::referenceSpectra(emulator, templateStars(), grid),
                                                   traitsOf(grid).templateStep);
        });
        return templates.made;
    }

    /// None where the lines are trusted: it was learnt from the sky, not from the emulator.
    const InstrumentCorrection& correctionFor(const Analysis& analysis) const
    {
        static const InstrumentCorrection none;
        if (analysis.lineError <= 0)
            return none;
        const bool isApogee = analysis.encodedAs == Instrument::Apogee;
        const auto& own = isApogee ? correction.apogee : correction.nirspec;
        const auto& chosen = own.stars > 0 ? own : isApogee ? calibration.apogee : calibration.nirspec;
        // What was learnt per pixel of G140H says nothing about G140M's.
        return analysis.prepared.grid == nirspecMediumModelGrid() && !chosen.spectral.empty() ? none : chosen;
    }
};

} // namespace syzygy
