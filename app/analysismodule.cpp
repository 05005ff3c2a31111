#include "app/analysismodule.h"

#include "app/windowservice.h"
#include "core/error.h"

#include <QLibrary>
#include <QString>

namespace syzygy {

namespace {

using LoadService = void(AnalysisService*, const std::filesystem::path*);

/// Beside this program, as built, or where it is installed.
QString findModule()
{
    std::error_code error;
    const auto folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto& place : { folder, folder / SYZYGY_LIBEXEC })
        if (const auto file = place / "syzygy-analysis.so"; std::filesystem::exists(file, error))
            return QString::fromStdString(file.string());
    throw Error("its part syzygy-analysis.so is missing");
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
    auto service = readingService();
    try {
        openModule()(&service, bundle ? &*bundle : nullptr);
    } catch (const std::exception& error) {
        service.problem
            = "Spectra are shown without labels: " + std::string(error.what()) + "; install Syzygy again.";
    }
    return service;
}

} // namespace syzygy
