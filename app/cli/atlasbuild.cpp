#include "app/cli/atlasbuild.h"

#include "app/cli/commonoptions.h"
#include "app/cli/filegroup.h"
#include "app/cli/fileoutcome.h"
#include "app/cli/inputfiles.h"
#include "app/cli/parallel.h"
#include "app/cli/terminal.h"
#include "core/atlas/atlasjoin.h"
#include "core/atlas/staratlas.h"
#include "core/atlas/starrecord.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/io/cataloguereader.h"
#include "core/nn/blasthreads.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <unordered_set>

namespace syzygy {

namespace {

using Json = nlohmann::json;

/// Name, size and time of the files, and how they are read: a part is of these and no others.
std::string stateOf(std::span<const std::string> files, const AtlasBuildOptions& options)
{
    Json state = { options.reading.wavelengthUnit, options.reading.mode, options.reading.wavelengthsInAir,
                   static_cast<int>(options.reading.fluxColumn) };
    state.push_back(options.analysis.velocity ? Json(*options.analysis.velocity) : Json());
    state.push_back(options.analysis.lineError ? Json(*options.analysis.lineError) : Json());
    for (const auto& file : files) {
        std::error_code ignored;
        state.push_back({ file, std::filesystem::file_size(file, ignored),
                          std::filesystem::last_write_time(file, ignored).time_since_epoch().count() });
    }
    return sha256Of(state.dump(-1, ' ', true, Json::error_handler_t::replace));
}

/// The part as it was left by an earlier run; none if there is no sound one of the same files.
std::optional<ColumnTable> keptPart(const std::filesystem::path& file, const std::string& state,
                                    const std::string& modelId)
{
    try {
        if (!std::filesystem::exists(file))
            return {};
        const ColumnFile part(file);
        if (part.property("state") == state && part.property("model") == modelId && part.damage().empty())
            return part.table();
    } catch (const Error&) { // made again
    }
    return {};
}

/// What is refused is counted, not kept.
ColumnTable madePart(const Analyzer& analyzer, std::span<const std::string> files,
                     const AtlasBuildOptions& options, const std::stop_token& stop)
{
    struct FileStars {
        ColumnTable stars;
        std::size_t refused = 0;
        std::string failure {};
    };
    const auto nothing = emptyAtlas(analyzer.manifest().modelId, analyzer.atlas().dimensions);
    std::vector<FileStars> found(files.size());
    FileGroup group { files,
                      options.reading,
                      [&](const Spectrum&) { return options.analysis; },
                      [&](std::size_t file) { found[file] = { nothing }; },
                      {},
                      [&](std::size_t file, const std::string& sentence) {
                          found[file].failure = sentence;
                      } };
    group.analyzed = [&](std::size_t file, std::size_t index, const Spectrum& spectrum,
                         const Analysis& analysis, const AnalysisOptions&) {
        if (analysis.encoded && !isRefused(analysis))
            appendStar(found[file].stars, spectrum, index, analysis);
        else
            ++found[file].refused;
    };
    analyzeTogether(analyzer, group, stop);
    auto part = nothing;
    Json failures = Json::array();
    std::size_t refused = 0;
    for (std::size_t file = 0; file < files.size(); ++file) {
        part.append(found[file].stars);
        refused += found[file].refused;
        if (!found[file].failure.empty())
            failures.push_back({ files[file], found[file].failure });
    }
    part.properties["failures"] = failures.dump(-1, ' ', true, Json::error_handler_t::replace);
    part.properties["refused"] = std::to_string(refused);
    return part;
}

struct Gathered {
    ColumnTable stars;
    std::size_t refused = 0, kept = 0;
};

void gather(ColumnTable part, Gathered& gathered, Session& session)
{
    for (const auto& failure : Json::parse(part.properties.at("failures")))
        fileFailed(failure[0].get<std::string>(), failure[1].get<std::string>(), session);
    gathered.refused += std::stoul(part.properties.at("refused"));
    for (const auto* word : { "failures", "refused", "state" })
        part.properties.erase(word);
    mergeInto(gathered.stars, part);
}

Gathered analyzed(const Analyzer& analyzer, const std::vector<std::string>& files,
                  const AtlasBuildOptions& options, const std::filesystem::path& folder, Session& session)
{
    const auto size = filesPerGroup(files.size()); // what a kill loses at most, of each job
    const auto count = (files.size() + size - 1) / size;
    const auto filesOf = [&](std::size_t i) {
        return std::span(files).subspan(i * size, std::min(size, files.size() - i * size));
    };
    std::vector<ColumnTable> parts(count);
    std::atomic<std::size_t> kept { 0 };
    inParallel(
        count, options.jobs, session, [&](std::size_t i) { return filesOf(i).back(); },
        [&](std::size_t i) {
            const auto state = stateOf(filesOf(i), options);
            const auto file = folder / (state.substr(0, 32) + ".part");
            if (auto part = keptPart(file, state, analyzer.manifest().modelId)) {
                parts[i] = std::move(*part);
                ++kept;
                return;
            }
            parts[i] = madePart(analyzer, filesOf(i), options, session.stop);
            parts[i].properties["state"] = state;
            parts[i].write(file);
        });
    Gathered gathered { emptyAtlas(analyzer.manifest().modelId, analyzer.atlas().dimensions), 0, kept };
    for (auto& part : parts)
        gather(std::move(part), gathered, session);
    return gathered;
}

/// An output that is there: its stars stay. Nothing where there is none.
std::optional<ColumnTable> existing(const AtlasBuildOptions& options, const std::string& modelId)
{
    if (!std::filesystem::exists(options.output))
        return {};
    const StarAtlas atlas(options.output);
    atlas.requireModel(modelId);
    if (const auto damage = atlas.file().damage(); !damage.empty())
        throw Error(damage.front());
    return atlas.file().table();
}

std::vector<std::string> filesToDo(const AtlasBuildOptions& options, const std::optional<ColumnTable>& before,
                                   Session& session)
{
    std::unordered_set<std::string_view> known;
    for (std::size_t row = 0; before && !options.again && row < before->rows; ++row)
        known.insert(before->find("file")->text(row));
    const auto all = options.files.empty() ? std::vector<std::string>() : inputFiles(options.files, session);
    const auto isTable = [&](const std::string& file) {
        std::error_code ignored;
        return !options.labels.empty() && std::filesystem::equivalent(file, options.labels, ignored);
    };
    std::vector<std::string> files;
    for (std::size_t i = options.part.number - 1; i < all.size(); i += options.part.of)
        if (!isTable(all[i])
            && !known.contains(std::filesystem::absolute(all[i]).lexically_normal().string()))
            files.push_back(all[i]);
    return files;
}

void joinLabels(ColumnTable& atlas, const RowMatcher& matcher)
{
    const auto report = joinCatalogue(atlas, matcher);
    const auto& table = matcher.catalogue().file;
    atlas.properties["labels"] = table.filename().string();
    for (const auto& note : report.notes)
        complain(table, note);
    constexpr std::size_t shown = 5;
    std::string names;
    for (std::size_t i = 0; i < std::min(shown, report.unmatched.size()); ++i)
        names += (i == 0 ? ": " : ", ") + report.unmatched[i];
    if (!report.unmatched.empty())
        complain(table,
                 fmt::format("has no row for {} of {} spectra{}{}; they are kept without its columns.",
                             report.unmatched.size(), atlas.rows, names,
                             report.unmatched.size() > shown ? ", ..." : ""));
}

} // namespace

void buildAtlas(const AtlasBuildOptions& options, Session& session)
{
    std::optional<RowMatcher> labels; // before the work, not after it
    if (!options.labels.empty())
        labels.emplace(std::make_shared<const Catalogue>(readCatalogue(options.labels)),
                       MatchOptions { options.matchColumn });
    const SingleThreadedBlas singleThreaded;
    setTorchThreadsHere(1);
    const auto analyzer = Analyzer::load(bundleDirectory(options.bundle));
    auto atlas = existing(options, analyzer.manifest().modelId);
    const auto files = filesToDo(options, atlas, session);
    const std::filesystem::path folder = options.output + ".parts";
    requireFolder(folder);
    auto gathered = analyzed(analyzer, files, options, folder, session);
    const auto added = gathered.stars.rows;
    if (atlas)
        mergeInto(*atlas, gathered.stars);
    else
        atlas = std::move(gathered.stars);
    if (atlas->rows == 0)
        throw Error(
            options.output
            + ": was not written, because no spectrum could be analysed; syzygy-cli analyze FILE tells why.");
    if (labels)
        joinLabels(*atlas, *labels);
    groupStars(*atlas);
    atlas->write(options.output);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    print(fmt::format(
        "{}: {} spectra, {} of them new{}; {} refused and left out.\n", options.output, atlas->rows, added,
        gathered.kept > 0 ? fmt::format(" ({} parts of an earlier run were taken up)", gathered.kept) : "",
        gathered.refused));
}

} // namespace syzygy
