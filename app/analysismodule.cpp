#include "app/analysismodule.h"

#include "app/programpart.h"
#include "app/windowservice.h"
#include "core/error.h"

#include <QLibrary>
#include <QString>

namespace syzygy {

namespace {

using LoadService = void(AnalysisService*, const std::filesystem::path*);

QString findModule()
{
    const auto file = findProgramPart("syzygy-analysis.so");
    if (file.empty())
        throw Error("its part syzygy-analysis.so is missing");
    return QString::fromStdString(file.string());
}

LoadService& openModule()
{
    static QLibrary module(findModule()); // stays open: functions and objects of it are in use until the end
    if (auto* load = reinterpret_cast<LoadService*>(module.resolve("syzygyLoadService")))
        return *load;
    throw Error(module.errorString().toStdString());
}

} // namespace

AnalysisService loadFromModule(const std::optional<std::filesystem::path>& bundle)
{
    AnalysisService service;
    try {
        openModule()(&service, bundle ? &*bundle : nullptr);
    } catch (const std::exception& error) {
        service = readingService();
        service.problem
            = "Spectra are shown without labels: " + std::string(error.what()) + "; install Syzygy again.";
    }
    return service;
}

} // namespace syzygy
