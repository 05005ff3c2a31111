#pragma once

// Private to core/nn. BLAS and LAPACK themselves, which know triangles: half the work of LibTorch's whole
// matrices, and no copies.

#include <Eigen/Core>

namespace syzygy::blas {

using Matrix = Eigen::MatrixXf; ///< columns one after the other, as BLAS has them
enum class Transposed : char { No = 'N', Yes = 'T' };

/// A := its Cholesky factor L, A = LLᵀ, in the lower triangle, which alone is read. False where A is not
/// positive definite; A is spoilt then.
bool factorise(Matrix& a);

// In these the upper triangle of `lower` is not read.
void multiply(const Matrix& lower, Transposed transposed, Matrix& b); ///< B := LB or LᵀB
void multiplyFromRight(Matrix& b, const Matrix& lower);               ///< B := BL
void solve(const Matrix& lower, Transposed transposed, Matrix& b);    ///< B := L⁻¹B or L⁻ᵀB
void invert(Matrix& lower);                                           ///< L := L⁻¹

/// C := C + sign · AAᵀ, in the lower triangle.
void addSquare(float sign, const Matrix& a, Eigen::Ref<Matrix> c);

Matrix product(const Eigen::Ref<const Matrix>& a, Transposed transposed, const Matrix& b); ///< AB or AᵀB

} // namespace syzygy::blas
