#include "app/cli/inputfiles.h"

#include "app/cli/terminal.h"
#include "core/error.h"
#include "core/io/inputs.h"
#include "core/io/reader.h"

namespace syzygy {

std::string sentenceOf(const std::exception& error)
{
    const bool asks = dynamic_cast<const UnitNeeded*>(&error) != nullptr;
    return std::string(error.what()) + (asks ? " The option for it is --wavelength-unit." : "");
}

void fileFailed(const std::string& file, const std::string& sentence, Session& session)
{
    complain(file, sentence);
    session.exitCode = ExitCode::SomeFailed;
}

std::vector<std::string> inputFiles(const std::vector<std::string>& names, Session& session)
{
    std::vector<std::string> sound;
    for (const auto& name : names) {
        try {
            expandInputs({ name });
            sound.push_back(name);
        } catch (const Error& error) {
            fileFailed(name, error.what(), session);
        }
    }
    std::vector<std::string> files;
    for (const auto& file : expandInputs(sound))
        files.push_back(file.string());
    return files;
}

} // namespace syzygy
