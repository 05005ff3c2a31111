// Private to core/io: which column of a table from anywhere holds what.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

enum class Role { Wavelength, LogWavelength, Flux, Error, InverseVariance, Variance, Quality };

struct NamedColumn {
    std::string name;
    std::string unit;    ///< empty where not stated
    std::string meaning; ///< UCD or utype, where a table of the Virtual Observatory has it
};

/// Index of the column that fits the role best: by its name, by its UCD or utype, by a part of its name.
std::optional<std::size_t> findRole(const std::vector<NamedColumn>& columns, Role role);

/// A column that could have been taken for the flux: "FLUX_TELL_CORR".
bool soundsLikeFlux(std::string_view name);

/// The unit of a column: as stated, or from the end of its name: "wavelength_um", "lambda [nm]", "wave
/// (Angstrom)".
std::string unitOf(const NamedColumn& column);

} // namespace syzygy
