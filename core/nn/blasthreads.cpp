#include "core/nn/blasthreads.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <dlfcn.h>
#include <thread>
#ifdef __GLIBC__
#include <malloc.h> // mallopt
#endif

namespace syzygy {

namespace {

/// A function of OpenBLAS, if that is the BLAS in this process; LibTorch does not say.
template <typename Function>
Function* openBlasFunction(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_DEFAULT, name));
}

} // namespace

SingleThreadedBlas::SingleThreadedBlas()
{
    auto* get = openBlasFunction<int()>("openblas_get_num_threads");
    auto* set = openBlasFunction<void(int)>("openblas_set_num_threads");
    if (!get || !set)
        return;
    m_blasThreads = get();
    set(1);
}

SingleThreadedBlas::~SingleThreadedBlas()
{
    if (m_blasThreads > 0)
        openBlasFunction<void(int)>("openblas_set_num_threads")(m_blasThreads);
}

void keepFreedMemory()
{
#ifdef __GLIBC__
    constexpr int most = 1 << 30; // bytes
    ::mallopt(M_MMAP_THRESHOLD, most);
    ::mallopt(M_TRIM_THRESHOLD, most);
#endif
}

void setTorchThreadsHere(int threads)
{
    const auto all = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    at::set_num_threads(threads > 0 ? threads : all);
}

} // namespace syzygy
