#pragma once

#include "core/io/gridreader.h"
#include "core/labels.h"
#include "core/nn/emulator.h"
#include "core/training/mocks/apogeemock.h"
#include "core/training/mocks/labelprior.h"
#include "core/training/mocks/nirspecmock.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

/// Normalised spectra of stars at the resolution of the emulator, emulated or read from a grid: what mocks
/// start from.
struct StarSpectra {
    std::vector<StellarParameters> stars;
    LogGrid nirspecGrid, apogeeGrid;
    std::vector<float> nirspec; ///< stars × nirspecGrid.size
    std::vector<float> apogee;  ///< stars × apogeeGrid.size

    FineSpectrum fine(Band band, std::size_t star) const;
};

StarSpectra emulateStars(const Emulator& emulator, std::vector<StellarParameters> stars);
StarSpectra starsOfGrid(const SpectralGrid& grid);
/// Spectra that were computed with the lines of the emulator's grid, as if with its corrected ones: each
/// pixel times what the correction does to the emulated star. The rest stays as computed. Unchanged where the
/// emulator corrects nothing.
StarSpectra withCorrectedLines(StarSpectra spectra, const Emulator& emulator);

/// One exposure by each instrument of the same star, and the truth about them.
struct MockPair {
    StellarParameters star;
    NirspecObservation nirspecTruth;
    ApogeeObservation apogeeTruth;
    Spectrum nirspec;
    Spectrum apogee;
};

struct MockOptions {
    ObservationOptions nirspec { 8, 400, true, 450 };
    ObservationOptions apogee { 25, 400, true, 0 };
};

/// Mocks to train on: as above, with a tenth at the resolution of the IRTF library, and with line depths off
/// by up to 8 % (NIRSpec) and 5 % (APOGEE) times lineDistrust(), since neither the line data nor the emulator
/// are exact. The encoders are told how far off (Encoders::withLineError).
inline MockOptions trainingMocks()
{
    MockOptions options;
    options.nirspec.lowResolutionShare = 0.1;
    options.nirspec.largestLineScatter = 0.08;
    options.apogee.largestLineScatter = 0.05;
    return options;
}

/// The pair of one star. The same seed gives the same pair, whatever else is made.
MockPair makeMockPair(const StarSpectra& spectra, std::size_t star, const MockOptions& options,
                      std::uint64_t seed);

/// The error with which a velocity is measured at a S/N, for mocks whose velocity is not measured: 1σ, km/s
/// (1 km/s, for wavelength solutions, and 80 km/s / S/N in quadrature, from
/// measureVelocity() on mocks of G140H; with G140M as many pixels).
double expectedVelocityError(double snr, Grating grating = Grating::G140H);

/// `count` stars from the prior. A share of them are hard negatives: in fours alike in Teff, logg and [Fe/H]
/// that differ in their abundances.
std::vector<StellarParameters> drawStars(const LabelPrior& prior, std::size_t count, double hardNegativeShare,
                                         std::uint64_t seed);

} // namespace syzygy
