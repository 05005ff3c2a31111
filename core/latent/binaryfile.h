#pragma once

// Private to core/latent: the little-endian files of atlas and projections.

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace syzygy {

static_assert(std::endian::native == std::endian::little, "the files are written as memory holds them");

/// Eight characters that begin a file, the version that follows, and what the file is called in messages.
struct BinaryFormat {
    std::string_view magic;
    std::uint32_t version = 1;
    std::string_view name;
};

/// Gathers numbers and writes them at once.
class BinaryWriter {
public:
    explicit BinaryWriter(const BinaryFormat& format);

    template <typename T>
    requires std::is_arithmetic_v<T>
    void put(T value) { putAll(std::span<const T>(&value, 1)); }
    template <typename T>
    requires std::is_trivially_copyable_v<T>
    void putAll(std::span<const T> values)
    {
        m_bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    }
    void save(const std::filesystem::path& file) const; ///< atomically; throws Error

private:
    std::string m_bytes;
};

/// Hands out the numbers of a file in order; never reads beyond its end nor allocates more than it holds.
class BinaryReader {
public:
    /// Reads the whole file. Throws Error if it is not of this format and version.
    BinaryReader(const std::filesystem::path& file, const BinaryFormat& format);

    template <typename T>
    requires std::is_arithmetic_v<T> T get() { return getAll<T>(1).front(); }
    template <typename T>
    requires std::is_trivially_copyable_v<T> std::vector<T> getAll(std::uint64_t count)
    {
        if (count > (m_bytes.size() - m_position) / sizeof(T))
            refuse("it is cut short");
        std::vector<T> values(count);
        if (count > 0)
            std::memcpy(values.data(), m_bytes.data() + m_position, count * sizeof(T));
        m_position += count * sizeof(T);
        return values;
    }
    void requireEnd() const; ///< throws Error if bytes are left
    [[noreturn]] void refuse(const std::string& why) const;

private:
    std::string m_name; // of the file and what it should be, for messages
    std::string m_bytes;
    std::size_t m_position = 0;
};

} // namespace syzygy
