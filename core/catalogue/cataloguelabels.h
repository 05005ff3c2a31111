#pragma once

#include "core/catalogue.h"
#include "core/labels.h"

#include <array>
#include <string_view>

namespace syzygy {

/// What a table says of a star.
struct KnownLabels {
    Labels value {}; ///< NaN: not known
    Labels sigma {}; ///< 1σ; 0: not stated
};

/// The columns of a table that hold labels, by the names that are usual: "teff", "T_eff", "FE_H", "[Fe/H]",
/// "MG_FE", or "MG_H", from which [Fe/H] is then taken away; errors are "teff_err", "e_teff", "teff_error",
/// "sigma_teff".
class LabelColumns {
public:
    explicit LabelColumns(const Catalogue& catalogue); ///< which must outlive this
    static bool isOne(std::string_view name);          ///< of values, not of errors
    bool has(Label label) const { return m_columns[indexOf(label)].value != nullptr; }
    bool any() const;
    KnownLabels at(std::size_t row) const;

private:
    struct Column {
        const CatalogueColumn* value = nullptr;
        const CatalogueColumn* error = nullptr;
        bool isOverHydrogen = false; ///< [X/H]
    };
    std::array<Column, labelCount> m_columns {};
};

} // namespace syzygy
