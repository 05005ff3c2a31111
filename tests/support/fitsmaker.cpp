#include "tests/support/fitsmaker.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <fstream>

namespace syzygy::test {

namespace {

constexpr std::size_t blockSize = 2880, cardSize = 80;

std::string card(const std::string& key, const std::string& value)
{
    auto text = key;
    text.resize(std::max<std::size_t>(8, text.size()), ' ');
    if (key != "HISTORY")
        text += "= ";
    text += (value.starts_with('\'') ? value
                                     : std::string(value.size() < 20 ? 20 - value.size() : 0, ' ') + value);
    text.resize(cardSize, ' ');
    return text;
}

template <typename Integer>
void appendInteger(std::string& bytes, Integer value)
{
    for (int shift = 8 * (static_cast<int>(sizeof(Integer)) - 1); shift >= 0; shift -= 8)
        bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> shift);
}

void appendValue(std::string& bytes, char type, double value)
{
    switch (type) {
    case 'L':
        bytes += value != 0 ? 'T' : 'F';
        break;
    case 'B':
        bytes += static_cast<char>(static_cast<int>(value));
        break;
    case 'I':
        appendInteger(bytes, static_cast<std::int16_t>(value));
        break;
    case 'J':
        appendInteger(bytes, static_cast<std::int32_t>(value));
        break;
    case 'K':
        appendInteger(bytes, static_cast<std::int64_t>(value));
        break;
    case 'E':
        appendInteger(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
        break;
    default:
        appendInteger(bytes, std::bit_cast<std::uint64_t>(value));
    }
}

char typeOf(int bitsPerPixel)
{
    return bitsPerPixel == 8  ? 'B'
        : bitsPerPixel == 16  ? 'I'
        : bitsPerPixel == 32  ? 'J'
        : bitsPerPixel == 64  ? 'K'
        : bitsPerPixel == -32 ? 'E'
                              : 'D';
}

std::size_t sizeOf(char type)
{
    return std::string_view("LBA").find(type) != std::string_view::npos ? 1
        : type == 'I'                                                   ? 2
        : type == 'J' || type == 'E'                                    ? 4
                                                                        : 8;
}

struct Format {
    std::size_t repeat;
    char type;
};
Format parseFormat(const std::string& format)
{
    const auto repeat = std::strtoul(format.c_str(), nullptr, 10);
    return { format.front() >= '0' && format.front() <= '9' ? repeat : 1, format.back() };
}

void appendCell(std::string& bytes, const TestColumn& column, std::size_t row)
{
    const auto [repeat, type] = parseFormat(column.format);
    if (type == 'A') {
        auto text = row < column.texts.size() ? column.texts[row] : std::string();
        text.resize(repeat, ' ');
        bytes += text;
        return;
    }
    for (std::size_t i = row * repeat; i < (row + 1) * repeat; ++i)
        appendValue(bytes, type, i < column.values.size() ? column.values[i] : 0);
}

} // namespace

FitsMaker::FitsMaker(const Cards& primary)
{
    header({ { "SIMPLE", "T" }, { "BITPIX", "8" }, { "NAXIS", "0" }, { "EXTEND", "T" } }, primary);
}

FitsMaker& FitsMaker::image(const std::string& name, int bitsPerPixel, const std::vector<std::size_t>& axes,
                            const std::vector<double>& pixels, const Cards& cards)
{
    Cards required { { "XTENSION", "'IMAGE   '" },
                     { "BITPIX", std::to_string(bitsPerPixel) },
                     { "NAXIS", std::to_string(axes.size()) } };
    for (std::size_t i = 0; i < axes.size(); ++i)
        required.emplace_back("NAXIS" + std::to_string(i + 1), std::to_string(axes[i]));
    required.insert(required.end(), { { "PCOUNT", "0" }, { "GCOUNT", "1" } });
    if (!name.empty())
        required.emplace_back("EXTNAME", "'" + name + "'");
    header(required, cards);
    for (const double pixel : pixels)
        appendValue(m_bytes, typeOf(bitsPerPixel), pixel);
    pad('\0');
    return *this;
}

FitsMaker& FitsMaker::table(const std::string& name, const std::vector<TestColumn>& columns, std::size_t rows,
                            const Cards& cards)
{
    std::size_t rowBytes = 0;
    for (const auto& column : columns) {
        const auto [repeat, type] = parseFormat(column.format);
        rowBytes += repeat * sizeOf(type);
    }
    Cards required { { "XTENSION", "'BINTABLE'" },
                     { "BITPIX", "8" },
                     { "NAXIS", "2" },
                     { "NAXIS1", std::to_string(rowBytes) },
                     { "NAXIS2", std::to_string(rows) },
                     { "PCOUNT", "0" },
                     { "GCOUNT", "1" },
                     { "TFIELDS", std::to_string(columns.size()) } };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto number = std::to_string(i + 1);
        required.emplace_back("TTYPE" + number, "'" + columns[i].name + "'");
        required.emplace_back("TFORM" + number, "'" + columns[i].format + "'");
        if (!columns[i].unit.empty())
            required.emplace_back("TUNIT" + number, "'" + columns[i].unit + "'");
    }
    if (!name.empty())
        required.emplace_back("EXTNAME", "'" + name + "'");
    header(required, cards);
    for (std::size_t row = 0; row < rows; ++row)
        for (const auto& column : columns)
            appendCell(m_bytes, column, row);
    pad('\0');
    return *this;
}

FitsMaker& FitsMaker::raw(std::string_view bytes)
{
    m_bytes += bytes;
    return *this;
}

void FitsMaker::write(const std::filesystem::path& file) const
{
    writeBytes(file, m_bytes);
}

void FitsMaker::header(const Cards& required, const Cards& cards)
{
    const auto given
        = [&](const std::string& key) { return std::ranges::find(cards, key, &Cards::value_type::first); };
    for (const auto& [key, value] : required)
        m_bytes += card(key, given(key) == cards.end() ? value : given(key)->second);
    for (const auto& [key, value] : cards)
        if (std::ranges::find(required, key, &Cards::value_type::first) == required.end())
            m_bytes += card(key, value);
    m_bytes += "END" + std::string(cardSize - 3, ' ');
    pad(' ');
}

void FitsMaker::pad(char fill)
{
    m_bytes.resize((m_bytes.size() + blockSize - 1) / blockSize * blockSize, fill);
}

std::string asPrimary(std::string bytes)
{
    bytes.erase(0, 2880);
    return bytes.replace(0, 80, "SIMPLE  =                    T" + std::string(50, ' '));
}

void writeBytes(const std::filesystem::path& file, std::string_view bytes)
{
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace syzygy::test
