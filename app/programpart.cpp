#include "app/programpart.h"

namespace syzygy {

std::filesystem::path findProgramPart(std::string_view name)
{
    std::error_code error;
    const auto folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto& file : { folder / name, folder / SYZYGY_LIBEXEC / name })
        if (std::filesystem::exists(file, error))
            return file;
    return {};
}

} // namespace syzygy
