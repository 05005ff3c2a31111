#include "core/training/bundlecard.h"

#include <fmt/format.h>

namespace syzygy {

std::string modelCard(const Manifest& manifest, const TrainedEncoders& trained)
{
    std::string card = fmt::format("# {}\n\n", manifest.modelId);
    card += "Two encoders, one for JWST/NIRSpec G140H/F100LP and one for APOGEE spectra of stars, that put both spectra of a star on the\n"
            "same point of a shared latent space, and heads that read 20 labels from that point.\n\n";
    card += fmt::format("- Made from: {}.\n- Made again by: `{}` (seed {}).\n", manifest.madeFrom, manifest.command, manifest.seed);
    card += fmt::format("- Latent space: unit sphere in {} dimensions; temperature learnt, {:.4f} at the end.\n", manifest.latentDimensions,
                        trained.temperature);
    card += fmt::format("- Grids: NIRSpec {}; APOGEE {}.\n", manifest.nirspecGrid, manifest.apogeeGrid);
    card += fmt::format("- Options: `{}`; {} epochs done.\n\n", manifest.options, trained.epochs);
    card += "## For and not for\n\n"
            "For FGK giants and dwarfs, 3500-6600 K, [Fe/H] -2.4 to +0.5, G140H/F100LP at S/N 8 and more per pixel, and apStar files.\n"
            "Not for carbon stars, dwarfs cooler than 4500 K (the synthetic grid is extrapolated there), fast rotators, binaries and\n"
            "other gratings. Labels are LTE and on the scale of Grevesse, Asplund & Sauval (2007).\n\n";
    card += "## Scores\n\n";
    card += fmt::format("At the end of training, NIRSpec side, held-out mocks of all S/N 8-400: Teff {:.0f} K, log g {:.3f}, [Fe/H] {:.3f}; "
                        "success@1 {:.3f}.\n",
                        trained.rmse[0], trained.rmse[1], trained.rmse[2], trained.retrievalAt1);
    return card;
}

} // namespace syzygy
