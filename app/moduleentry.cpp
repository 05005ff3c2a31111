// What the window calls in the module that has LibTorch (analysismodule.h).
#include "app/windowservice.h"

extern "C" void syzygyLoadService(syzygy::AnalysisService* service, const std::filesystem::path* bundle)
{
    *service = syzygy::loadService(bundle ? std::optional(*bundle) : std::nullopt);
}
