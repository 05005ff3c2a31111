#include "app/cli/command.h"
#include "app/cli/commonoptions.h"
#include "app/cli/inspection.h"
#include "app/cli/terminal.h"
#include "core/error.h"
#include "core/io/reader.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

using Json = nlohmann::ordered_json;

struct InspectOptions {
    std::vector<std::string> files;
    bool json = false;
    ReadOptions reading;
};

/// One spectrum of a file, or why it cannot be read.
struct InspectedEntry {
    SpectrumEntry entry;
    Spectrum spectrum;
    std::string failure;
};

std::vector<InspectedEntry> readEntries(const FileContents& contents, const ReadOptions& options,
                                        const Session& session)
{
    std::vector<InspectedEntry> entries;
    for (const auto& entry : contents.entries) {
        if (session.stop.stop_requested())
            throw Cancelled();
        entries.push_back({ entry, {}, {} });
        try {
            entries.back().spectrum = readSpectrum(contents, entry.index, options);
        } catch (const Error& error) {
            entries.back().failure = error.what();
        }
    }
    return entries;
}

void refuseIfNothingWasRead(const std::vector<InspectedEntry>& entries)
{
    for (const auto& entry : entries)
        if (entry.failure.empty())
            return;
    throw Error(entries.empty() ? "holds no spectrum." : entries.front().failure);
}

std::string asText(const FileContents& contents, const std::vector<InspectedEntry>& entries)
{
    auto text = fmt::format("{}: {}, {} {}\n", contents.file.string(), contents.product, entries.size(),
                            entries.size() == 1 ? "spectrum" : "spectra");
    for (const auto& [entry, spectrum, failure] : entries) {
        text += fmt::format(" [{}] {}\n", entry.index, entry.hdu);
        text += failure.empty() ? toText(spectrum, inspectSpectrum(spectrum))
                                : fmt::format("  not readable: {}\n", failure);
    }
    return text;
}

Json asJson(const FileContents& contents, const std::vector<InspectedEntry>& entries)
{
    auto spectra = Json::array();
    for (const auto& [entry, spectrum, failure] : entries)
        spectra.push_back(failure.empty() ? toJson(spectrum, inspectSpectrum(spectrum))
                                          : Json { { "hdu", entry.hdu }, { "error", failure } });
    return { { "file", contents.file.string() }, { "product", contents.product }, { "spectra", spectra } };
}

void run(const InspectOptions& options, Session& session)
{
    auto json = Json::array();
    for (const auto& file : options.files) {
        try {
            const auto contents = listSpectra(file);
            const auto entries = readEntries(contents, options.reading, session);
            refuseIfNothingWasRead(entries);
            if (options.json)
                json.push_back(asJson(contents, entries));
            else
                print(asText(contents, entries));
        } catch (const Cancelled&) {
            throw;
        } catch (const Error& error) {
            complain(file, error.what());
            json.push_back({ { "file", file }, { "error", error.what() } });
            session.exitCode = ExitCode::SomeFailed;
        }
    }
    if (options.json)
        print(json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

} // namespace

void addInspect(CLI::App& program, Session& session)
{
    auto options = std::make_shared<InspectOptions>();
    auto* command = program.add_subcommand(
        "inspect", "Tell what is in the files and what was decided while reading them");
    command->add_option("FILE", options->files, "Files with spectra")->required();
    command->add_flag("--json", options->json, "Print JSON");
    addReadOptions(*command, options->reading);
    command->callback([options, &session] { run(*options, session); });
}

} // namespace syzygy
