#include "core/nn/blasthreads.h"

// Present where LibTorch's BLAS is OpenBLAS, absent elsewhere.
extern "C" {
__attribute__((weak)) int openblas_get_num_threads();
__attribute__((weak)) void openblas_set_num_threads(int);
}

namespace syzygy {

SingleThreadedBlas::SingleThreadedBlas()
{
    if (openblas_get_num_threads && openblas_set_num_threads) {
        m_blasThreads = openblas_get_num_threads();
        openblas_set_num_threads(1);
    }
}

SingleThreadedBlas::~SingleThreadedBlas()
{
    if (m_blasThreads > 0)
        openblas_set_num_threads(m_blasThreads);
}

} // namespace syzygy
