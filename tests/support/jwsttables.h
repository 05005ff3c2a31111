#pragma once

#include "tests/support/fitsmaker.h"

#include <vector>

namespace syzygy::test {

/// `samples` values from `first` on in steps of `step`.
std::vector<double> ramp(std::size_t samples, double first, double step);
/// A little structure around `level`, the same for every call with the same arguments.
std::vector<double> wiggle(std::size_t samples, double level);

/// PRIMARY of a NIRSpec G140H/F100LP MSA exposure.
Cards nirspecPrimary();

/// EXTRACT1D of the present pipeline: all 18 columns in their order, NRS wavelengths from 0.97 µm, DQ as
/// uint32.
std::vector<TestColumn> extract1dColumns(std::size_t samples);
/// The nine columns of 2020: ERROR, BERROR, no variances.
std::vector<TestColumn> oldExtract1dColumns(std::size_t samples);
/// The column of that name. REQUIRES: it exists.
TestColumn& columnNamed(std::vector<TestColumn>& columns, std::string_view name);
/// One row per spectrum as since jwst 1.19: every column becomes a vector of `samples`, plus INT_NUM or
/// SOURCE_ID and N_ALONGDISP = samples − 10 · row; beyond it floats are NaN and DQ is 1.
std::vector<TestColumn> vectorColumns(std::size_t samples, std::size_t rows, const std::string& numberColumn);

/// TZERO of an unsigned 32-bit column, as the pipeline writes DQ: `column` is its number.
Cards unsignedColumn(int column);

} // namespace syzygy::test
