#pragma once

#include "core/analysis/analyzer.h"

namespace syzygy {

/// How an encoded star would look to an instrument, translated through the latent space: the labels that the
/// heads read from its latent, emulated. The error is the scatter (1σ) of the spectra emulated for labels
/// drawn from their errors and the errors' correlations; it holds no noise of an observation. Deterministic.
/// REQUIRES: analysis.encoded.
PreparedSpectrum viewBy(const Analyzer& analyzer, const Analysis& analysis, Instrument instrument);

/// `count` draws of the labels about the estimates: normal, with the correlations of the analysis. The vmic
/// and ¹²C/¹³C are `like`'s.
std::vector<StellarParameters> drawsOf(const Analysis& analysis, const StellarParameters& like,
                                       std::size_t count);

} // namespace syzygy
