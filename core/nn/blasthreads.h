#pragma once

#include "core/parallel.h"

#include <cstddef>

namespace syzygy {

/// While it lives, OpenBLAS uses one thread (in the whole program): for code that is parallel over
/// stars itself, whose small matrix products lose more to waking threads than they gain.
class SingleThreadedBlas {
public:
    SingleThreadedBlas();
    ~SingleThreadedBlas();
    SingleThreadedBlas(const SingleThreadedBlas&) = delete;
    SingleThreadedBlas& operator=(const SingleThreadedBlas&) = delete;

private:
    int m_blasThreads = 0;
};

/// LibTorch's own operators use this many threads when called from the calling thread; 0: as many as the
/// machine has.
void setTorchThreadsHere(int threads);

/// parallelFor() of work on networks and matrices: each item has one thread. Threads that shared an item
/// would wait for one another at every operator, very long where other programs run.
template <typename Work>
void parallelOnOneThreadEach(std::size_t count, Work work)
{
    const SingleThreadedBlas singleThreaded;
    parallelFor(count, [&](std::size_t i) {
        setTorchThreadsHere(1);
        work(i);
    });
    setTorchThreadsHere(0);
}

/// Freed memory stays with the program (glibc; elsewhere nothing happens). LibTorch takes and frees megabytes
/// many times for each spectrum; a system that takes the pages back and clears them again costs as much as
/// the products themselves.
void keepFreedMemory();

} // namespace syzygy
