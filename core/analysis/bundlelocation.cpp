#include "core/analysis/analyzer.h"
#include "core/analysis/samplespectra.h"
#include "core/error.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace syzygy {

namespace {

constexpr auto bundleName = "nirspec-apogee";

std::vector<std::filesystem::path> placesToLook()
{
    std::vector<std::filesystem::path> places;
    if (const char* given = std::getenv("SYZYGY_MODELS"))
        places.emplace_back(given);
    std::error_code failure;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
    if (!failure)
        places.push_back(program.parent_path() / "models");
    if (*SYZYGY_SOURCE_MODELS != '\0')
        places.emplace_back(SYZYGY_SOURCE_MODELS);
    places.emplace_back(SYZYGY_INSTALLED_MODELS);
    return places;
}

} // namespace

std::filesystem::path defaultBundle()
{
    std::string tried;
    for (const auto& place : placesToLook()) {
        if (std::filesystem::exists(place / "manifest.json"))
            return place;
        if (std::filesystem::exists(place / bundleName / "manifest.json"))
            return place / bundleName;
        tried += (tried.empty() ? "" : ", ") + place.string();
    }
    throw Error("No model bundle was found in " + tried
                + "; give one with --bundle DIR or set SYZYGY_MODELS.");
}

std::vector<std::filesystem::path> sampleSpectra()
{
    std::vector<std::filesystem::path> spectra;
    for (const auto& place : placesToLook())
        for (const auto& folder :
             std::array { place.parent_path() / "samples", place.parent_path() / "resources" / "samples" }) {
            std::error_code failure;
            for (const auto& entry : std::filesystem::directory_iterator(folder, failure))
                if (entry.path().extension() == ".fits")
                    spectra.push_back(entry.path());
            std::ranges::sort(spectra);
            if (!spectra.empty())
                return spectra;
        }
    return spectra;
}

} // namespace syzygy
