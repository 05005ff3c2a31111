#pragma once

namespace syzygy {

/// OpenBLAS before 0.3.25 does not know processors younger than itself (13th generation Core, Emerald Rapids;
/// OpenBLAS issue 4267) and multiplies matrices as on a Pentium 4 there: an analysis takes 1.6 times as long.
/// Names kernels that suit (OPENBLAS_CORETYPE), unless the user has named some; other processors are left to
/// OpenBLAS. To be called before LibTorch is loaded, by a single thread.
void nameBlasKernels();

/// The same, and OpenMP's threads are told to sleep while they wait, unless the user has told them otherwise
/// (OMP_WAIT_POLICY): libgomp's spin at every one of LibTorch's small products, and stand still where another
/// program wants the core.
void settleMathLibraries();

} // namespace syzygy
