#include "core/io/inputs.h"

#include "core/error.h"
#include "core/io/text.h"
#include "core/io/textreader.h"

#include <algorithm>
#include <array>
#include <fnmatch.h>
#include <fstream>
#include <set>
#include <span>

namespace syzygy {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t deepestList = 8; ///< lists may name lists, but not forever

bool endsIgnoringCase(std::string_view name, std::string_view ending)
{
    return name.size() >= ending.size()
        && equalIgnoringCase(name.substr(name.size() - ending.size()), ending);
}

bool endsWithOneOf(std::string_view name, std::span<const std::string_view> endings)
{
    return std::ranges::any_of(endings, [&](auto ending) { return endsIgnoringCase(name, ending); });
}

constexpr std::array<std::string_view, 4> textEndings { ".csv", ".ecsv", ".txt", ".dat" };

/// By the name alone: reading thousands of files only to offer them would take minutes.
bool looksLikeSpectrum(const fs::path& file)
{
    static constexpr std::array<std::string_view, 6> otherEndings { ".fits",    ".fit",    ".fts",
                                                                    ".fits.gz", ".fit.gz", ".csv.gz" };
    static constexpr std::array<std::string_view, 12> others { "_uncal",   "_rate", "_rateints", "_cal",
                                                               "_calints", "_crf",  "_s2d",      "_s3d",
                                                               "_i2d",     "_bsub", "_msa",      "spec2d" };
    const auto name = file.filename().string();
    return (endsWithOneOf(name, textEndings) || endsWithOneOf(name, otherEndings))
        && !endsWithOneOf(name.substr(0, name.find('.')), others);
}

/// Those are small, and few in a folder.
bool isTextOfStars(const fs::path& file)
{
    return endsWithOneOf(file.filename().string(), textEndings) && isTableOfStars(file);
}

class Expansion {
public:
    void add(const std::string& name, std::size_t depth = 0)
    {
        if (name.size() > 1 && name.front() == '@')
            addList(name.substr(1), depth);
        else if (std::error_code failure; fs::is_directory(name, failure))
            addFolder(name);
        else if (!fs::exists(name, failure) && name.find_first_of("*?") != std::string::npos)
            addPattern(name);
        else if (endsIgnoringCase(name, ".lst") || endsIgnoringCase(name, ".list"))
            addList(name, depth);
        else
            addFile(name);
    }
    std::vector<fs::path> take() { return std::move(m_files); }

private:
    void addFile(const fs::path& file)
    {
        if (m_known.insert(file.lexically_normal()).second)
            m_files.push_back(file);
    }

    void addSorted(std::vector<fs::path> found, const std::string& complaint)
    {
        if (found.empty())
            throw Error(complaint);
        std::ranges::sort(found);
        for (const auto& file : found)
            addFile(file);
    }

    void addFolder(const fs::path& folder)
    {
        std::vector<fs::path> found;
        std::error_code failure;
        const auto options = fs::directory_options::skip_permission_denied;
        for (fs::recursive_directory_iterator entry(folder, options, failure), end; !failure && entry != end;
             entry.increment(failure))
            if (entry->is_regular_file(failure) && looksLikeSpectrum(entry->path())
                && !isTextOfStars(entry->path()))
                found.push_back(entry->path());
        addSorted(std::move(found),
                  folder.string()
                      + ": the folder holds no file that looks like a spectrum (.fits, .fits.gz, .csv, "
                        ".ecsv, .txt, .dat); choose another.");
    }

    void addPattern(const fs::path& pattern)
    {
        std::vector<fs::path> found;
        std::error_code failure;
        const auto folder = pattern.has_parent_path() ? pattern.parent_path() : fs::path(".");
        for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
             entry.increment(failure))
            if (fnmatch(pattern.filename().c_str(), entry->path().filename().c_str(), FNM_PERIOD) == 0)
                found.push_back(pattern.has_parent_path() ? entry->path() : entry->path().filename());
        addSorted(std::move(found), pattern.string() + ": no file matches; check the pattern.");
    }

    void addList(const fs::path& list, std::size_t depth)
    {
        std::ifstream stream(list);
        if (!stream || depth > deepestList)
            throw Error(
                list.string()
                + ": the list cannot be read, or names itself; give a text file with one name per line.");
        const auto before = m_files.size();
        bool any = false;
        for (std::string line; std::getline(stream, line);) {
            const auto name = trimmed(std::string_view(line).substr(0, line.find('#')));
            if (name.empty())
                continue;
            any = true;
            const bool nested = name.front() == '@';
            const auto path = list.parent_path() / std::string(name.substr(nested ? 1 : 0));
            add((nested ? "@" : "") + path.string(), depth + 1);
        }
        if (!any && m_files.size() == before)
            throw Error(list.string() + ": the list names no file; write one name per line.");
    }

    std::vector<fs::path> m_files;
    std::set<fs::path> m_known;
};

} // namespace

std::vector<std::filesystem::path> expandInputs(const std::vector<std::string>& names)
{
    Expansion expansion;
    for (const auto& name : names)
        expansion.add(name);
    return expansion.take();
}

} // namespace syzygy
