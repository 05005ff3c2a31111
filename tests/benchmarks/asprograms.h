#pragma once

namespace syzygy::test {

/// Starts the benchmark anew with the kernels and the threads that syzygy and syzygy-cli ask for before their
/// libraries are loaded. First thing in main().
void runAsThePrograms(char** arguments);

} // namespace syzygy::test
