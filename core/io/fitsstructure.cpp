#include "core/io/fitsstructure.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace syzygy {

namespace {

constexpr std::size_t cardSize = 80;
constexpr std::size_t mostHeaderBlocks = 4000; ///< 144,000 cards
constexpr double mostBytes = 1e15;

/// Without blanks around it. Other white space is no part of a header: cfitsio does not read over it.
std::string_view unpadded(std::string_view text)
{
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// "NAXIS1" of "NAXIS1  =                  140 / length".
std::string_view keyOf(std::string_view card)
{
    return unpadded(card.substr(0, 8));
}

std::optional<long long> integerOf(std::string_view card)
{
    if (card.substr(8, 2) != "= ")
        return std::nullopt;
    auto text = unpadded(card.substr(10, card.substr(10).find('/')));
    if (text.starts_with('+'))
        text.remove_prefix(1);
    long long value = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(value) : std::nullopt;
}

class StructureScan {
public:
    StructureScan(const std::filesystem::path& file, const ByteSource& source)
        : m_file(file)
        , m_source(source)
    {
    }

    std::size_t run()
    {
        for (std::size_t offset = 0; readHeader(offset); ++m_number) {
            const double data = checkedDataSize();
            const double end = static_cast<double>(offset + m_header.size()) + data;
            if (end > mostBytes)
                return m_number + 1; // far beyond the end of any file
            offset = wholeBlocks(static_cast<std::size_t>(end));
        }
        return m_number;
    }

private:
    /// False at the end of the file, or of what looks like FITS in it.
    bool readHeader(std::size_t offset)
    {
        m_header.clear();
        for (std::size_t block = 0; block < mostHeaderBlocks; ++block) {
            std::array<char, fitsBlock> bytes;
            const auto count = m_source(offset + m_header.size(), bytes);
            if (block == 0 && m_number > 0 && !std::string_view(bytes.data(), count).starts_with("XTENSION"))
                return false;
            if (count < fitsBlock)
                fail("the file ends within the header: it is truncated; download it again.");
            m_header.append(bytes.data(), bytes.size());
            if (endsHere(m_header.size() - fitsBlock))
                return true;
        }
        fail("the header has no END; take another copy of the file, or write it anew.");
    }

    bool endsHere(std::size_t start) const
    {
        for (auto place = start; place < m_header.size(); place += cardSize)
            if (card(place / cardSize).starts_with("END")) {
                const auto key = card(place / cardSize).substr(0, 8);
                if (keyOf(key) == "END")
                    return true;
                if (key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ ")
                    != std::string_view::npos)
                    fail("the END of the header is damaged; take another copy of the file, or write it "
                         "anew."); // cfitsio takes it
                                   // for END
            }
        return false;
    }

    std::string_view card(std::size_t index) const
    {
        return std::string_view(m_header).substr(index * cardSize, cardSize);
    }

    /// The standard fixes the place of these; cfitsio relies on it.
    long long mandatory(std::size_t index, const std::string& key, long long least, long long most) const
    {
        const bool present = (index + 1) * cardSize <= m_header.size() && keyOf(card(index)) == key;
        const auto value = present ? integerOf(card(index)) : std::nullopt;
        if (!value || *value < least || *value > most)
            fail("the keyword " + key
                 + " is missing or has no possible value; take another copy of the file, or write it anew.");
        return *value;
    }

    double checkedDataSize() const
    {
        const auto bits = mandatory(1, "BITPIX", -64, 64);
        if (bits != 8 && bits != 16 && bits != 32 && bits != 64 && bits != -32 && bits != -64)
            fail("the keyword BITPIX is " + std::to_string(bits)
                 + ", which no FITS file has; take another copy of the file, or write it anew.");
        const auto axes = mandatory(2, "NAXIS", 0, 999);
        double values = axes == 0 ? 0 : 1;
        for (long long axis = 1; axis <= axes; ++axis)
            values
                *= static_cast<double>(mandatory(static_cast<std::size_t>(2 + axis),
                                                 "NAXIS" + std::to_string(axis), 0, 1'000'000'000'000'000));
        if (isTable())
            requireTableKeywords(axes);
        return static_cast<double>(std::abs(bits) / 8) * (values + checkedExtras());
    }

    bool isTable() const
    {
        return m_header.starts_with("XTENSION") && card(0).find("TABLE") != std::string_view::npos;
    }

    /// Where one of the three is not in its place, cfitsio allocates by a count that it never read.
    void requireTableKeywords(long long axes) const
    {
        const auto next = static_cast<std::size_t>(3 + axes);
        mandatory(next, "PCOUNT", 0, 1'000'000'000'000'000);
        mandatory(next + 1, "GCOUNT", 1, 1);
        mandatory(next + 2, "TFIELDS", 0, 999);
    }

    /// PCOUNT; refuses the groups of the 1980s, for which it means something else.
    double checkedExtras() const
    {
        long long extra = 0;
        for (std::size_t index = 3; index < m_header.size() / cardSize; ++index) {
            const auto key = keyOf(card(index));
            if (key == "PCOUNT") // cfitsio would read an image from behind so many values
                extra = mandatory(index, "PCOUNT", 0, isTable() ? 1'000'000'000'000'000 : 0);
            else if (key == "GCOUNT")
                mandatory(index, "GCOUNT", 1, 1);
            else if (key == "TFIELDS")
                mandatory(index, "TFIELDS", 0, 999);
            else if (key == "THEAP")
                mandatory(index, "THEAP", 0, 1'000'000'000'000'000);
            else if (key.starts_with("TTYPE"))
                requireQuoted(index);
            else if (key == "GROUPS" && unpadded(card(index).substr(10, 20)) == "T")
                fail("holds random groups, which no spectrum uses; convert the file.");
        }
        return static_cast<double>(extra);
    }

    /// Quotes bound a text to the 68 characters that cfitsio has room for; it takes any '=' for the sign of a
    /// value.
    void requireQuoted(std::size_t index) const
    {
        const auto sign = card(index).find('=');
        if (sign != std::string_view::npos && !unpadded(card(index).substr(sign + 1)).starts_with('\''))
            fail("the name of a column in "
                 + std::string(unpadded(card(index).substr(0, std::min<std::size_t>(sign, 8))))
                 + " is not in quotes; take another copy of the file, or write it anew.");
    }

    [[noreturn]] void fail(const std::string& sentence) const
    {
        throw Error(m_file.string() + ", HDU " + std::to_string(m_number) + ": " + sentence);
    }

    const std::filesystem::path& m_file;
    const ByteSource& m_source;
    std::string m_header;
    std::size_t m_number = 0;
};

/// The header at `offset`, END included, in whole blocks; empty if it has no END.
std::span<char> headerAt(std::span<char> file, std::size_t offset)
{
    for (auto end = offset; end + fitsBlock <= file.size() && (end - offset) / fitsBlock < mostHeaderBlocks;
         end += fitsBlock)
        for (auto place = end; place < end + fitsBlock; place += cardSize)
            if (keyOf({ file.data() + place, cardSize }) == "END")
                return file.subspan(offset, end + fitsBlock - offset);
    return {};
}

std::string_view cardOf(std::span<const char> header, std::size_t index)
{
    return { header.data() + index * cardSize, cardSize };
}

/// The first card of that name from `from` on; nothing if there is none.
std::optional<std::size_t> findCard(std::span<const char> header, std::string_view key, std::size_t from)
{
    for (auto index = from; (index + 1) * cardSize <= header.size(); ++index)
        if (keyOf(cardOf(header, index)) == key)
            return index;
    return {};
}

/// Brings one keyword to its place, those before it behind; its value, if it has one.
std::optional<long long> place(std::span<char> header, std::string_view key, std::size_t index, bool& moved)
{
    const auto found = findCard(header, key, index);
    if (!found)
        return {};
    if (*found != index) {
        const auto at
            = [&](std::size_t card) { return header.begin() + static_cast<std::ptrdiff_t>(card * cardSize); };
        std::rotate(at(index), at(*found), at(*found + 1));
        moved = true;
    }
    return integerOf(cardOf(header, index));
}

/// Orders one header; the size of its data, if it has all that the standard wants.
std::optional<double> orderHeader(std::span<char> header, bool& moved)
{
    std::size_t index = 1;
    const auto bits = place(header, "BITPIX", index++, moved), axes = place(header, "NAXIS", index++, moved);
    if (!bits || !axes || *axes < 0 || *axes > 999)
        return {};
    double values = *axes == 0 ? 0 : 1;
    for (long long axis = 1; axis <= *axes; ++axis) {
        const auto length = place(header, "NAXIS" + std::to_string(axis), index++, moved);
        if (!length || *length < 0)
            return {};
        values *= static_cast<double>(*length);
    }
    if (cardOf(header, 0).starts_with("XTENSION")
        && cardOf(header, 0).find("TABLE") != std::string_view::npos)
        for (const auto* key : { "PCOUNT", "GCOUNT", "TFIELDS" })
            if (!place(header, key, index++, moved))
                return {};
    const auto extras = findCard(header, "PCOUNT", 3);
    const auto extra = extras ? integerOf(cardOf(header, *extras)) : std::optional<long long>(0);
    if (!extra || *extra < 0)
        return {};
    return static_cast<double>(std::abs(*bits) / 8) * (values + static_cast<double>(*extra));
}

} // namespace

bool orderMandatoryKeywords(std::span<char> file)
{
    bool moved = false;
    for (std::size_t offset = 0; offset < file.size();) {
        const auto header = headerAt(file, offset);
        const auto data = header.empty() ? std::nullopt : orderHeader(header, moved);
        if (!data || *data > static_cast<double>(file.size()))
            break;
        offset = wholeBlocks(offset + header.size() + static_cast<std::size_t>(*data));
    }
    return moved;
}

std::size_t requireSoundStructure(const std::filesystem::path& file, const ByteSource& source)
{
    return StructureScan(file, source).run();
}

} // namespace syzygy
