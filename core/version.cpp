#include "core/version.h"

namespace syzygy {

std::string_view programVersion()
{
    return SYZYGY_VERSION;
}

} // namespace syzygy
