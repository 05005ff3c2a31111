#include "tests/benchmarks/countedblas.h"

#include <dlfcn.h>

namespace {

double operations = 0;

/// What would have been called were this file not here.
template <typename Routine>
Routine* next(Routine*, const char* name)
{
    return reinterpret_cast<Routine*>(dlsym(RTLD_NEXT, name));
}

double cubed(int n)
{
    return static_cast<double>(n) * n * n;
}

/// A triangle of the matrix's left or right size, over all of the other operand.
double triangular(const char* side, int m, int n)
{
    return static_cast<double>(m) * n * (*side == 'L' || *side == 'l' ? m : n);
}

} // namespace

double syzygy::test::blasOperations()
{
    return operations;
}

// Named and declared by BLAS and LAPACK.
extern "C" {

void sgemm_(const char* transposedA, const char* transposedB, const int* m, const int* n, const int* k,
            const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
            const float* beta, float* c, const int* ldc)
{
    static const auto real = next(&sgemm_, "sgemm_");
    operations += 2.0 * *m * *n * *k;
    real(transposedA, transposedB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

void sgemv_(const char* transposed, const int* m, const int* n, const float* alpha, const float* a,
            const int* lda, const float* x, const int* incx, const float* beta, float* y, const int* incy)
{
    static const auto real = next(&sgemv_, "sgemv_");
    operations += 2.0 * *m * *n;
    real(transposed, m, n, alpha, a, lda, x, incx, beta, y, incy);
}

void ssyrk_(const char* triangle, const char* transposed, const int* n, const int* k, const float* alpha,
            const float* a, const int* lda, const float* beta, float* c, const int* ldc)
{
    static const auto real = next(&ssyrk_, "ssyrk_");
    operations += static_cast<double>(*n) * *n * *k;
    real(triangle, transposed, n, k, alpha, a, lda, beta, c, ldc);
}

void strmm_(const char* side, const char* triangle, const char* transposed, const char* diagonal,
            const int* m, const int* n, const float* alpha, const float* a, const int* lda, float* b,
            const int* ldb)
{
    static const auto real = next(&strmm_, "strmm_");
    operations += triangular(side, *m, *n);
    real(side, triangle, transposed, diagonal, m, n, alpha, a, lda, b, ldb);
}

void strsm_(const char* side, const char* triangle, const char* transposed, const char* diagonal,
            const int* m, const int* n, const float* alpha, const float* a, const int* lda, float* b,
            const int* ldb)
{
    static const auto real = next(&strsm_, "strsm_");
    operations += triangular(side, *m, *n);
    real(side, triangle, transposed, diagonal, m, n, alpha, a, lda, b, ldb);
}

void spotrf_(const char* triangle, const int* n, float* a, const int* lda, int* info)
{
    static const auto real = next(&spotrf_, "spotrf_");
    operations += cubed(*n) / 3;
    real(triangle, n, a, lda, info);
}

void strtri_(const char* triangle, const char* diagonal, const int* n, float* a, const int* lda, int* info)
{
    static const auto real = next(&strtri_, "strtri_");
    operations += cubed(*n) / 3;
    real(triangle, diagonal, n, a, lda, info);
}
}
