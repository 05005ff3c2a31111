#include "core/io/gzip.h"

#include "core/error.h"
#include "core/io/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <zlib.h>

namespace syzygy {

namespace {

/// A zlib inflater for gzip members, released whatever happens.
class Inflater {
public:
    explicit Inflater(std::span<const char> bytes)
    {
        // zlib's interface predates const; it does not write to its input.
        m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        m_stream.avail_in = static_cast<uInt>(bytes.size());
        constexpr int gzipOnly = 16 + MAX_WBITS;
        m_ready = inflateInit2(&m_stream, gzipOnly) == Z_OK;
    }
    ~Inflater()
    {
        if (m_ready)
            inflateEnd(&m_stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Appends the next piece; returns zlib's status.
    int advance(std::vector<char>& result)
    {
        if (!m_ready)
            return Z_MEM_ERROR;
        std::array<Bytef, 1 << 16> piece;
        m_stream.next_out = piece.data();
        m_stream.avail_out = static_cast<uInt>(piece.size());
        const int status = inflate(&m_stream, Z_NO_FLUSH);
        result.insert(result.end(), piece.begin(), piece.end() - m_stream.avail_out);
        return status;
    }
    bool nextMember()
    {
        return m_stream.avail_in > 2 && *m_stream.next_in == 0x1f && inflateReset(&m_stream) == Z_OK;
    }

private:
    z_stream m_stream {};
    bool m_ready = false;
};

} // namespace

bool isGzip(std::span<const char> firstBytes)
{
    return firstBytes.size() >= 2 && firstBytes[0] == '\x1f' && firstBytes[1] == '\x8b';
}

std::vector<char> inflated(std::span<const char> bytes, const std::filesystem::path& file, std::size_t limit)
{
    Inflater inflater(bytes);
    std::vector<char> result;
    while (true) {
        const int status = inflater.advance(result);
        if (result.size() > limit)
            throw Error(file.string() + ": the compressed file grows beyond " + grouped(limit >> 20)
                        + " MB; if it is meant to be so large, gunzip it first and open the result.");
        if (status == Z_STREAM_END && !inflater.nextMember())
            return result;
        if (status != Z_OK && status != Z_STREAM_END)
            throw Error(file.string()
                        + ": the gzip compression is damaged or cut short; download the file again.");
    }
}

std::vector<char> readBytes(const std::filesystem::path& file, std::size_t count)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw Error(file.string() + ": cannot be opened: " + std::strerror(errno)
                    + "; check its name and permissions.");
    std::error_code failure;
    const auto size = std::filesystem::file_size(file, failure);
    std::vector<char> bytes(failure ? count : std::min<std::size_t>(count, size));
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

std::vector<char> readWhole(const std::filesystem::path& file, std::size_t limit)
{
    auto bytes = readBytes(file, limit + 1);
    if (bytes.size() > limit)
        throw Error(
            file.string() + ": is larger than the " + grouped(limit >> 20)
            + " MB that are read of a text or compressed file; split it, or open it as uncompressed FITS.");
    return bytes;
}

} // namespace syzygy
