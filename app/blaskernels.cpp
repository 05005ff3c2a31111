#include "app/blaskernels.h"

#include <cstdlib>
#include <dlfcn.h>
#include <string_view>

namespace syzygy {

namespace {

constexpr const char* variable = "OPENBLAS_CORETYPE"; // read once, when OpenBLAS is loaded

/// The names that OpenBLAS 0.3.25 chooses by what a processor can do where it does not know the model; null
/// for one that is as old as the kernels it has.
const char* suitableKernels()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd")
        && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return "Haswell";
#endif
    return nullptr;
}

/// Is it OpenBLAS that LibTorch will load, and has it chosen the kernels for processors that it does not
/// know?
bool knowsNotTheProcessor()
{
    void* const library = ::dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
    if (!library)
        return false;
    auto* const core = reinterpret_cast<const char* (*)()>(::dlsym(library, "openblas_get_corename"));
    const bool isUnknown = core && core() == std::string_view("Prescott");
    ::dlclose(library);
    return isUnknown;
}

} // namespace

void nameBlasKernels()
{
    const char* const suitable = suitableKernels();
    if (suitable && !std::getenv(variable) && knowsNotTheProcessor())
        ::setenv(variable, suitable, 1);
}

void settleMathLibraries()
{
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
    nameBlasKernels();
}

} // namespace syzygy
