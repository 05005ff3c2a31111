#pragma once

#include "core/atlas/staratlas.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// Something that errors may go with, and how much of the label comes with one unit of it.
struct Trend {
    std::string_view along; ///< "Teff", "log g", "[Fe/H]", "log S/N"
    std::string_view unit;  ///< of the slope's denominator: "1000 K", "dex"
    double slope = 0, error = 0;
};

/// Our label against the catalogue's, over the spectra of one encoder.
struct CatalogueScore {
    Instrument instrument = Instrument::Nirspec;
    Label label = Label::Teff;
    std::size_t spectra = 0;
    double bias = 0;    ///< median of ours − the catalogue's
    double scatter = 0; ///< robust: half the distance of the quantiles 16 and 84 %
    double rms = 0;
    double withinOne = 0, withinTwo = 0; ///< share within 1 and 2 σ of both together
    std::vector<Trend> trends;
};

/// Of every label that the catalogue has for `fewest` spectra or more that constrain it; of all rows, or of
/// some.
std::vector<CatalogueScore> scoresOf(const StarAtlas& atlas, std::size_t fewest = 3);
std::vector<CatalogueScore> scoresOf(const StarAtlas& atlas, std::span<const std::size_t> rows,
                                     std::size_t fewest = 3);

/// Markdown: a table for each encoder, and of the trends; what was compared with what, in words. `which`: "of
/// them 12 where snr>50", if not all rows were.
std::string scoresReport(const StarAtlas& atlas, const std::vector<CatalogueScore>& scores,
                         std::string_view which = {});

} // namespace syzygy
