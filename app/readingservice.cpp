#include "app/windowservice.h"
#include "core/analysis/samplespectra.h"

namespace syzygy {

AnalysisService readingService()
{
    AnalysisService service;
    service.read = readSpectra;
    service.samples = sampleSpectra();
    return service;
}

} // namespace syzygy
