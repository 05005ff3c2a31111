#pragma once

#include "core/analysis/analyzer.h"

#include <string>
#include <vector>

namespace syzygy {

/// Columns that follow those of the parameter table where spectra were fitted: fit_NAME and fit_NAME_err of
/// the 20 labels, fit_velocity_km_s, fit_fwhm_angstrom, fit_chi2, fit_flags (keys joined by ';').
std::vector<std::string> fitColumns();
std::vector<std::string> fitCells(const Analysis& analysis, const PhysicalFit& fit);

/// As many empty cells, for a spectrum that was not fitted.
std::vector<std::string> noFitCells();

} // namespace syzygy
