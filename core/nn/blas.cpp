#include "core/nn/blas.h"

extern "C" {
void spotrf_(const char* triangle, const int* n, float* a, const int* lda, int* info);
void strtri_(const char* triangle, const char* diagonal, const int* n, float* a, const int* lda, int* info);
void strmm_(const char* side, const char* triangle, const char* transposed, const char* diagonal,
            const int* m, const int* n, const float* alpha, const float* a, const int* lda, float* b,
            const int* ldb);
void strsm_(const char* side, const char* triangle, const char* transposed, const char* diagonal,
            const int* m, const int* n, const float* alpha, const float* a, const int* lda, float* b,
            const int* ldb);
void sgemm_(const char* transposedA, const char* transposedB, const int* m, const int* n, const int* k,
            const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
            const float* beta, float* c, const int* ldc);
void strsv_(const char* triangle, const char* transposed, const char* diagonal, const int* n, const float* a,
            const int* lda, float* x, const int* incx);
void ssyrk_(const char* triangle, const char* transposed, const int* n, const int* k, const float* alpha,
            const float* a, const int* lda, const float* beta, float* c, const int* ldc);
}

namespace syzygy::blas {

namespace {

constexpr float one = 1, none = 0, minus = -1;

int rowsOf(const Matrix& matrix)
{
    return static_cast<int>(matrix.rows());
}
int columnsOf(const Matrix& matrix)
{
    return static_cast<int>(matrix.cols());
}

/// In halves: OpenBLAS goes column by column below 256 of them, three times as long.
void invertTriangle(float* lower, int n, int stride)
{
    constexpr int smallest = 32;
    int info = 0;
    if (n <= smallest) {
        strtri_("L", "N", &n, lower, &stride, &info);
        return;
    }
    const int first = n / 2, second = n - first;
    float *below = lower + first, *corner = below + first * stride;
    invertTriangle(lower, first, stride);
    invertTriangle(corner, second, stride);
    strmm_("R", "L", "N", "N", &second, &first, &minus, lower, &stride, below, &stride);
    strmm_("L", "L", "N", "N", &second, &first, &one, corner, &stride, below, &stride);
}

} // namespace

bool factorise(Matrix& a)
{
    const int n = rowsOf(a);
    int info = 0;
    spotrf_("L", &n, a.data(), &n, &info);
    return info == 0;
}

void multiply(const Matrix& lower, Transposed transposed, Matrix& b)
{
    const int m = rowsOf(b), n = columnsOf(b);
    const char operation = static_cast<char>(transposed);
    strmm_("L", "L", &operation, "N", &m, &n, &one, lower.data(), &m, b.data(), &m);
}

void multiplyFromRight(Matrix& b, const Matrix& lower)
{
    const int m = rowsOf(b), n = columnsOf(b);
    strmm_("R", "L", "N", "N", &m, &n, &one, lower.data(), &n, b.data(), &m);
}

void solve(const Matrix& lower, Transposed transposed, Matrix& b)
{
    const int m = rowsOf(b), n = columnsOf(b), next = 1;
    const char operation = static_cast<char>(transposed);
    if (n == 1) // a third of the time
        strsv_("L", &operation, "N", &m, lower.data(), &m, b.data(), &next);
    else
        strsm_("L", "L", &operation, "N", &m, &n, &one, lower.data(), &m, b.data(), &m);
}

void invert(Matrix& lower)
{
    const int n = rowsOf(lower);
    invertTriangle(lower.data(), n, n);
}

void addSquare(float sign, const Matrix& a, Eigen::Ref<Matrix> c)
{
    const int n = rowsOf(a), k = columnsOf(a), stride = static_cast<int>(c.outerStride());
    if (k > 0)
        ssyrk_("L", "N", &n, &k, &sign, a.data(), &n, &one, c.data(), &stride);
}

Matrix product(const Eigen::Ref<const Matrix>& a, Transposed transposed, const Matrix& b)
{
    const bool flipped = transposed == Transposed::Yes;
    const int m = static_cast<int>(flipped ? a.cols() : a.rows()), k = rowsOf(b), n = columnsOf(b),
              lda = static_cast<int>(a.outerStride());
    const char operation = static_cast<char>(transposed);
    Matrix c(m, n);
    sgemm_(&operation, "N", &m, &n, &k, &one, a.data(), &lda, b.data(), &k, &none, c.data(), &m);
    return c;
}

} // namespace syzygy::blas
