#include "core/training/mocks/cleanmocks.h"

#include "core/processing/modelgrid.h"

namespace syzygy {

CleanPair makeCleanPair(const StarSpectra& spectra, std::size_t star, std::uint64_t seed, Grating grating,
                        double nirspecLineError, double apogeeLineError)
{
    ObservationOptions nirspecOptions { 1e5, 1e5, false, 30, 0.1 };
    nirspecOptions.grating = grating;
    const ObservationOptions apogeeOptions { 1e5, 1e5, true, 0 };
    const double usualVelocityError = grating == Grating::G140M ? 11 : 4; // km/s, 1σ
    Random random(seed);
    CleanPair pair;
    pair.nirspecTruth = drawNirspecObservation(random, nirspecOptions);
    pair.apogeeTruth = drawApogeeObservation(random, apogeeOptions);
    pair.nirspecTruth.gapStart = pair.nirspecTruth.gapEnd = 3;
    pair.nirspecTruth.blueEnd = 0.967;
    pair.nirspecTruth.redEnd = 1.892;
    pair.nirspecTruth.lineScatter = nirspecLineError;
    pair.apogeeTruth.skyShare = 0;
    pair.apogeeTruth.lineScatter = apogeeLineError;
    pair.velocityError = random.normal(0, usualVelocityError);
    pair.nirspecTruth.offset = random.normal(0, usualOffset);
    Random nirspecNoise(random.fork()), apogeeNoise(random.fork());
    const auto nirspec = observeNirspec(spectra.fine(Band::Nirspec, star), pair.nirspecTruth, nirspecNoise);
    const auto apogee = observeApogee(spectra.fine(Band::Apogee, star), pair.apogeeTruth, apogeeNoise);
    pair.nirspec = prepare(nirspec, modelGridOf(nirspec), pair.nirspecTruth.velocity + pair.velocityError);
    pair.apogee = prepare(apogee, apogeeModelGrid(), 0);
    return pair;
}

} // namespace syzygy
