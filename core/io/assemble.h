// Private to core/io: what every reader does with the columns it found.
#pragma once

#include "core/spectrum.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// Fewer samples are not a spectrum.
inline constexpr std::size_t minimumSamples = 10;

/// Where in a file something is wrong, for the message.
struct Place {
    std::filesystem::path file;
    std::string hdu;            ///< empty for a text file
    std::string column;         ///< empty for the whole HDU
    std::string wavelengths {}; ///< the column of wavelengths, where one is at fault
};
/// Throws Error: "FILE, HDU EXTRACT1D,3, column FLUX: `sentence`".
[[noreturn]] void failAt(const Place& place, const std::string& sentence);
std::string described(const Place& place);

/// µm per unit for "um", "Angstrom", "nm", "m", ...; nothing for anything else.
std::optional<double> micronsPer(std::string_view unit);
/// For "GHz", "eV", "cm-1" and their kin, the wavelength [µm, vacuum] of one such unit, to be divided by
/// their number; nothing for anything else.
std::optional<double> micronsOver(std::string_view unit);
/// Any of both.
bool isSpectralUnit(std::string_view unit);
/// Converts the wavelengths, or frequencies, energies or wavenumbers, to µm and notes the unit. Throws Error
/// at `place` if the unit is none of these, or puts every wavelength where no spectrum of a star is (0.05-500
/// µm).
void convertWavelengths(Spectrum& spectrum, std::string_view unit, const Place& place);
/// The same for what may not state its unit: then `asked` holds, and where that is empty or wrong UnitNeeded
/// is thrown.
void convertWavelengths(Spectrum& spectrum, std::string_view stated, std::string_view asked,
                        const Place& place);
/// To vacuum, and says so in the notes.
void convertFromAir(Spectrum& spectrum);

/// True if at least one value is finite and positive.
bool hasErrors(const std::vector<double>& errors);
/// 1/√ivar; 0 where the inverse variance is not positive.
std::vector<double> errorsFromInverseVariance(const std::vector<double>& inverseVariance);
/// √variance; NaN where it is negative.
std::vector<double> errorsFromVariance(const std::vector<double>& variance);
/// 1σ from the scatter of the flux itself, constant over blocks of some 200 samples: DER_SNR (Stoehr et al.
/// 2008, ASPC 394, 505), which ignores slopes but counts lines as noise.
std::vector<double> empiricalErrors(const std::vector<double>& flux);
/// Gives a spectrum without usable errors empirical ones and notes why.
void ensureErrors(Spectrum& spectrum, ErrorSource source, const std::string& reason);

/// Brings samples in file order into the order that Spectrum promises: drops those whose wavelength is not
/// finite and positive, sorts, removes repeated wavelengths, and notes each. Missing error and quality
/// vectors are filled. Throws Error at `place` if fewer than minimumSamples remain, if no flux is finite, or
/// if every sample is flagged.
void finish(Spectrum& spectrum, const Place& place);

} // namespace syzygy
