#pragma once

#include "core/analysis/analyzer.h"
#include "core/spectrum.h"

#include <string>
#include <vector>

namespace syzygy {

/// The header of the parameter table: file, source, instrument, mode, snr, velocity_km_s, velocity_km_s_err,
/// velocity_km_s_zero_err, velocity_frame (barycentric; observed: not corrected for the Earth; not stated;
/// rest: no velocity to tell), NAME, NAME_err for the 20 labels, map_x, map_y, domain_score, flags, model_id,
/// then which spectrum of the file it is: ra_deg, dec_deg (of the object, ICRS; empty where only the
/// telescope's pointing is known), hdu (with the row of a table that holds a spectrum per row), slit, order,
/// detector, integration. One for the window's export and `analyze`.
std::vector<std::string> parameterColumns();

/// Which velocity a spectrum's is, of the star as its wavelengths stand: the words of the column
/// velocity_frame.
std::string velocityFrame(Frame frame);

enum class RefusedLabels { Empty, Kept };
/// Nothing was encoded, or it was refused and refused labels are not to be kept: there are none to tell.
bool tellsLabels(const Analysis& analysis, RefusedLabels refused);

/// Flags of an analysis as a cell: keys joined by ';', then which labels the spectrum does not constrain.
std::string flagCell(const Analysis& analysis);

/// One row. Cells of values that were not found are empty, as are the labels of a spectrum that was refused
/// (isRefused()) unless they are to be kept; its flags say why. Flags are keys joined by ';', after them
/// "unconstrained:NAME" for each label of which the spectrum says no more than the prior.
std::vector<std::string> parameterRow(const Spectrum& spectrum, const Analysis& analysis,
                                      RefusedLabels refused = RefusedLabels::Empty);

/// NAME_alone and NAME_alone_err of the labels: what the spectrum says where labels were given beside it.
std::vector<std::string> aloneColumns();
/// Empty where none were given, or the spectrum was refused.
std::vector<std::string> aloneCells(const Analysis& analysis, RefusedLabels refused = RefusedLabels::Empty);

/// file, source, hdu, then cov_A_B for each two of the 20 labels, A before B or B itself (K², K dex, dex²):
/// 1σ² of each and how their errors hang together.
std::vector<std::string> covarianceColumns();
/// Empty cells where nothing was encoded, or the spectrum was refused.
std::vector<std::string> covarianceRow(const Spectrum& spectrum, const Analysis& analysis,
                                       RefusedLabels refused = RefusedLabels::Empty);

} // namespace syzygy
