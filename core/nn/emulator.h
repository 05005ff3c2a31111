#pragma once

#include "core/labels.h"
#include "core/nn/linestrengths.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace syzygy {

enum class Band { Nirspec, Apogee };

/// Uniform in ln λ.
struct LogGrid {
    double lnStart = 0; ///< ln of the first wavelength [Å, vacuum]
    double lnStep = 0;
    std::size_t size = 0;
    double resolvingPower = 0; ///< λ/FWHM, Gaussian

    double wavelength(std::size_t pixel) const; ///< µm, vacuum
};

/// Labels -> normalised spectra at the stored resolution (NIRSpec band R = 8000, APOGEE band R = 22,500): a
/// Gaussian process conditioned on synthetic spectra by trainEmulator(). Immutable; safe to call from several
/// threads.
class Emulator {
public:
    /// Throws Error if the file is not an emulator or of another format version.
    static Emulator load(const std::filesystem::path& file);
    void save(const std::filesystem::path& file) const;

    const LogGrid& grid(Band band) const;

    /// Normalised flux, row-major stars × grid(band).size. Batched: pass many stars at once.
    std::vector<float> emulate(Band band, std::span<const StellarParameters> stars) const;

    /// Is the star within the box of labels that the emulator was trained on, and its [C/O] not above all of
    /// theirs (carbon stars are another chemistry)?
    bool covers(const StellarParameters& star) const;
    StellarParameters lowerBound() const;
    StellarParameters upperBound() const;

    /// Corrections of the line data that emulate() applies; saved and loaded with the emulator.
    const LineStrengths& lineStrengths() const;
    /// The same emulator with others; none gives the lines of the grid it was trained on.
    Emulator withLineStrengths(LineStrengths strengths) const;

    struct Process; // in emulatorprocess.h, for core/nn and core/training only
    explicit Emulator(std::shared_ptr<const Process> process);
    const Process& process() const { return *m_process; }

private:
    std::shared_ptr<const Process> m_process;
};

} // namespace syzygy
