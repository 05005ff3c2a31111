#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace syzygy {

inline constexpr std::size_t labelCount = 20;

/// The stellar labels, in the order of every table, tensor and CSV column of the program.
enum class Label : std::size_t {
    Teff,
    Logg,
    FeH,
    C,
    N,
    O,
    Na,
    Mg,
    Al,
    Si,
    S,
    K,
    Ca,
    Ti,
    V,
    Cr,
    Mn,
    Co,
    Ni,
    Ce
};

/// Teff [K]; logg [log10 cm/s²]; [Fe/H] and [X/Fe] [dex], relative to Grevesse, Asplund & Sauval (2007).
using Labels = std::array<double, labelCount>;

struct LabelInfo {
    std::string_view key;    ///< CSV column and JSON key: "teff", "mg_fe"
    std::string_view symbol; ///< on the screen: "Teff", "[Mg/Fe]"
    std::string_view unit;   ///< "K" or "dex"
};

inline constexpr std::array<LabelInfo, labelCount> labelInfos { {
    { "teff", "Teff", "K" },       { "logg", "log g", "dex" },    { "fe_h", "[Fe/H]", "dex" },
    { "c_fe", "[C/Fe]", "dex" },   { "n_fe", "[N/Fe]", "dex" },   { "o_fe", "[O/Fe]", "dex" },
    { "na_fe", "[Na/Fe]", "dex" }, { "mg_fe", "[Mg/Fe]", "dex" }, { "al_fe", "[Al/Fe]", "dex" },
    { "si_fe", "[Si/Fe]", "dex" }, { "s_fe", "[S/Fe]", "dex" },   { "k_fe", "[K/Fe]", "dex" },
    { "ca_fe", "[Ca/Fe]", "dex" }, { "ti_fe", "[Ti/Fe]", "dex" }, { "v_fe", "[V/Fe]", "dex" },
    { "cr_fe", "[Cr/Fe]", "dex" }, { "mn_fe", "[Mn/Fe]", "dex" }, { "co_fe", "[Co/Fe]", "dex" },
    { "ni_fe", "[Ni/Fe]", "dex" }, { "ce_fe", "[Ce/Fe]", "dex" },
} };

constexpr std::size_t indexOf(Label label)
{
    return static_cast<std::size_t>(label);
}
constexpr const LabelInfo& infoOf(Label label)
{
    return labelInfos[indexOf(label)];
}

/// The label with this key.
constexpr std::optional<Label> labelNamed(std::string_view key)
{
    for (std::size_t k = 0; k < labelCount; ++k)
        if (labelInfos[k].key == key)
            return static_cast<Label>(k);
    return {};
}

/// What a synthetic spectrum is computed from: the labels and the two parameters that are fitted but not
/// reported.
struct StellarParameters {
    Labels labels {};
    double vmic = 1.5;      ///< microturbulence [km/s]
    double logC12C13 = 1.0; ///< log10 of the number ratio ¹²C/¹³C

    double& operator[](Label label) { return labels[indexOf(label)]; }
    double operator[](Label label) const { return labels[indexOf(label)]; }
};

} // namespace syzygy
