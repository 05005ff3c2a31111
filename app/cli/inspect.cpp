#include "app/cli/command.h"
#include "app/cli/commandlist.h"
#include "app/cli/inputfiles.h"
#include "app/cli/inspection.h"
#include "app/cli/readoptions.h"
#include "app/cli/terminal.h"
#include "app/cli/textcolumns.h"
#include "core/error.h"
#include "core/io/reader.h"
#include "core/processing/stitch.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

using Json = nlohmann::ordered_json;

struct InspectOptions {
    std::vector<std::string> files;
    bool json = false;
    bool list = false;
    ReadOptions reading;
};

std::vector<SpectrumOutcome> readEntries(const FileContents& contents, const ReadOptions& options,
                                         const Session& session)
{
    std::vector<SpectrumOutcome> entries;
    readEach(contents, options, [&](SpectrumOutcome outcome) {
        if (session.stop.stop_requested())
            throw Cancelled();
        entries.push_back(std::move(outcome));
    });
    return entries;
}

void refuseIfNothingWasRead(const std::vector<SpectrumOutcome>& entries)
{
    for (const auto& entry : entries)
        if (entry.spectrum)
            return;
    throw Error(entries.empty() ? "holds no spectrum." : entries.front().failure);
}

std::string titleOf(const FileContents& contents)
{
    return fmt::format("{}: {}, {} {}\n", contents.file.string(), contents.product, contents.entries.size(),
                       contents.entries.size() == 1 ? "spectrum" : "spectra");
}

std::string notesOf(const FileContents& contents)
{
    std::string text;
    for (const auto& note : contents.notes)
        text += fmt::format("  not readable: {}\n", note);
    return text;
}

/// From the headers alone.
std::string listText(const FileContents& contents)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& entry : contents.entries)
        rows.push_back({ fmt::format(" [{}]", entry.index), entry.hdu, entry.source,
                         fmt::format("{} samples", entry.samples) });
    return titleOf(contents) + alignedColumns(rows, Align::Left) + notesOf(contents);
}

Json listJson(const FileContents& contents)
{
    auto spectra = Json::array();
    for (const auto& entry : contents.entries)
        spectra.push_back({ { "hdu", entry.hdu }, { "source", entry.source }, { "samples", entry.samples } });
    return { { "file", contents.file.string() },
             { "product", contents.product },
             { "spectra", spectra },
             { "notes", contents.notes } };
}

std::string asText(const FileContents& contents, const std::vector<SpectrumOutcome>& entries)
{
    auto text = titleOf(contents);
    for (const auto& [entry, spectrum, failure] : entries) {
        text += fmt::format(" [{}] {}\n", entry.index, entry.hdu);
        text += spectrum ? toText(*spectrum, inspectSpectrum(*spectrum))
                         : fmt::format("  not readable: {}\n", failure);
    }
    return text + notesOf(contents);
}

Json asJson(const FileContents& contents, const std::vector<SpectrumOutcome>& entries)
{
    auto json = listJson(contents);
    json["spectra"] = Json::array();
    for (const auto& [entry, spectrum, failure] : entries)
        json["spectra"].push_back(spectrum ? toJson(*spectrum, inspectSpectrum(*spectrum))
                                           : Json { { "hdu", entry.hdu }, { "error", failure } });
    return json;
}

/// Enough of the spectra to tell which are of one source, however many files there are.
class Offers {
public:
    void add(const std::vector<SpectrumOutcome>& entries)
    {
        for (const auto& entry : entries)
            if (entry.spectrum)
                m_outlines.push_back(outlineOf(*entry.spectrum));
    }

    std::string text() const
    {
        std::string text;
        for (const auto& group : groups()) {
            text += "offered: " + group.words + "; combine them with: syzygy-cli analyze --combine\n";
            for (const auto member : group.members)
                text += "  " + titleOf(member) + '\n';
        }
        return text;
    }

    /// To every file its groups.
    void addTo(Json& files) const
    {
        for (const auto& group : groups()) {
            Json offer { { "source", group.source }, { "words", group.words }, { "members", Json::array() } };
            for (const auto member : group.members)
                offer["members"].push_back({ { "file", m_outlines[member].provenance.file.string() },
                                             { "hdu", m_outlines[member].provenance.hdu } });
            for (auto& file : files)
                if (std::ranges::any_of(offer["members"],
                                        [&](const auto& member) { return member["file"] == file["file"]; }))
                    file["combinable"].push_back(offer);
        }
    }

private:
    static Spectrum outlineOf(const Spectrum& spectrum)
    {
        auto outline = spectrum;
        constexpr std::size_t kept = 20;
        const auto thin = [](auto& values) {
            auto few = values;
            few.clear();
            for (std::size_t i = 0; i < kept; ++i)
                few.push_back(values[i * (values.size() - 1) / (kept - 1)]);
            values = std::move(few);
        };
        thin(outline.wavelength);
        thin(outline.flux);
        thin(outline.error);
        thin(outline.quality);
        return outline;
    }

    std::vector<CombinableGroup> groups() const
    {
        std::vector<const Spectrum*> spectra;
        for (const auto& outline : m_outlines)
            spectra.push_back(&outline);
        return combinable(spectra);
    }

    std::string titleOf(std::size_t member) const
    {
        const auto& origin = m_outlines[member].provenance;
        return fmt::format("{} [{}]", origin.file.string(), origin.hdu);
    }

    std::vector<Spectrum> m_outlines;
};

/// Prints one file, or adds it to the JSON.
void inspectFile(const std::string& file, const InspectOptions& options, const Session& session,
                 Offers& offers, Json& json)
{
    const auto contents = listSpectra(file);
    if (options.list)
        return options.json ? json.push_back(listJson(contents)) : print(listText(contents));
    const auto entries = readEntries(contents, options.reading, session);
    refuseIfNothingWasRead(entries);
    offers.add(entries);
    if (options.json)
        json.push_back(asJson(contents, entries));
    else
        print(asText(contents, entries));
}

void run(const InspectOptions& options, Session& session)
{
    auto json = Json::array();
    Offers offers;
    for (const auto& file : inputFiles(options.files, session)) {
        try {
            inspectFile(file, options, session, offers, json);
        } catch (const Cancelled&) {
            throw;
        } catch (const Error& error) {
            fileFailed(file, sentenceOf(error), session);
            json.push_back({ { "file", file }, { "error", sentenceOf(error) } });
        }
    }
    if (!options.json)
        return print(offers.text());
    offers.addTo(json);
    print(json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

} // namespace

void addInspect(CLI::App& program, Session& session)
{
    auto options = std::make_shared<InspectOptions>();
    auto* command = addCommand(program, "inspect");
    command->add_option("FILE", options->files, inputHelp)->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->add_flag("--list", options->list,
                      "Only list the spectra, from the headers: quick for thousands");
    addReadOptions(*command, options->reading);
    command->callback([options, &session] { run(*options, session); });
}

} // namespace syzygy
