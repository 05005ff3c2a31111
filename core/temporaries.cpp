#include "core/temporaries.h"

#include "core/processes.h"

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <unistd.h>

namespace syzygy {

namespace {

constexpr std::string_view mark = ".syzygy-", ending = ".part";
constexpr std::size_t placeDigits = 8;

/// Where process numbers mean the same: the machine and its space of process numbers (a container has its
/// own). FNV-1a of both.
std::string placeOfProcesses()
{
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    std::error_code ignored;
    const auto processes = std::filesystem::read_symlink("/proc/self/ns/pid", ignored).string();
    std::uint32_t hash = 2166136261U;
    for (const char c : host + processes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    std::string digits(placeDigits, '0');
    for (std::size_t i = placeDigits; i-- > 0; hash >>= 4)
        digits[i] = "0123456789abcdef"[hash & 15];
    return digits;
}

const std::string& thisPlace()
{
    static const auto place = placeOfProcesses();
    return place;
}

struct Writer {
    std::string place;
    int process = 0;
};

/// Who writes a temporary, "PLACE-PROCESS-COUNT"; no process if it is none of ours.
Writer writerOf(const std::string& name)
{
    const auto begin = name.rfind(mark), end = begin == std::string::npos ? begin : name.find(ending, begin);
    if (!name.starts_with('.') || end == std::string::npos)
        return {};
    const auto words = std::string_view(name).substr(begin + mark.size(), end - begin - mark.size());
    if (words.size() < placeDigits + 2 || words[placeDigits] != '-')
        return {};
    Writer writer { std::string(words.substr(0, placeDigits)), 0 };
    const auto parsed
        = std::from_chars(words.data() + placeDigits + 1, words.data() + words.size(), writer.process);
    return parsed.ec == std::errc() && parsed.ptr != words.data() + words.size() && *parsed.ptr == '-'
        ? writer
        : Writer {};
}

bool isOlderThanADay(const std::filesystem::path& file)
{
    std::error_code failure;
    const auto touched = std::filesystem::last_write_time(file, failure);
    return !failure && std::filesystem::file_time_type::clock::now() - touched > std::chrono::hours(24);
}

} // namespace

std::filesystem::path temporaryBeside(const std::filesystem::path& file)
{
    constexpr std::size_t longestName = 255; // bytes, of most file systems
    static std::atomic<unsigned> count = 0;
    const auto tail = std::string(mark) + thisPlace() + '-' + std::to_string(::getpid()) + '-'
        + std::to_string(++count) + std::string(ending) + file.extension().string();
    auto stem = file.stem().string();
    if (1 + stem.size() + tail.size() > longestName && file.filename().string().size() <= longestName)
        stem.resize(longestName - std::min(longestName, 1 + tail.size()));
    return file.parent_path() / ('.' + stem + tail);
}

bool isAbandoned(const std::filesystem::path& file)
{
    const auto writer = writerOf(file.filename().string());
    if (writer.process <= 0)
        return false;
    return writer.place == thisPlace() ? !mayBeWriting(writer.process, file) : isOlderThanADay(file);
}

void sweepAbandoned(const std::filesystem::path& folder)
{
    static std::mutex mutex;
    static std::set<std::filesystem::path> swept;
    std::error_code failure;
    const auto place = std::filesystem::canonical(folder, failure);
    {
        const std::lock_guard lock(mutex);
        if (failure || !swept.insert(place).second)
            return;
    }
    std::set<std::filesystem::path> abandoned;
    for (auto entry = std::filesystem::directory_iterator(place, failure);
         !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure))
        if (isAbandoned(entry->path()))
            abandoned.insert(entry->path());
    for (const auto& path : abandoned)
        std::filesystem::remove_all(path, failure);
}

} // namespace syzygy
