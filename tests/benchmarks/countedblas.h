#pragma once

// Linked into a program, it stands between all that the program and its libraries ask of BLAS and LAPACK and
// what answers, and counts. Private to the benchmarks: one thread, and only the routines that our code and
// LibTorch's forward passes spend their time in.

namespace syzygy::test {

/// Floating-point operations of the calls so far.
double blasOperations();

} // namespace syzygy::test
