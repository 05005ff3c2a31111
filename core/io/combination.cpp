#include "core/io/combination.h"

#include "core/io/fitsoutput.h"
#include "core/io/text.h"

#include <algorithm>
#include <array>

namespace syzygy {

namespace {

constexpr std::string_view countKey = "NCOMBINE", inputKey = "INPUT", badBitsKey = "BADBITS",
                           frameKey = "SPECSYS";
constexpr std::size_t longestCard = 70; ///< characters of HISTORY
constexpr std::string_view continuation = "  ";

using Keyword = std::pair<std::string, std::string>;

bool isInput(const Keyword& keyword)
{
    return keyword.first == countKey || keyword.first.starts_with(inputKey);
}

/// As FITS (paper III) calls it; empty if unknown.
std::string specsys(Frame frame)
{
    return frame == Frame::Rest       ? "SOURCE"
        : frame == Frame::Barycentric ? "BARYCENT"
        : frame == Frame::Topocentric ? "TOPOCENT"
                                      : "";
}

Frame frameOf(const std::string& specsys)
{
    return specsys == "SOURCE"  ? Frame::Rest
        : specsys == "BARYCENT" ? Frame::Barycentric
        : specsys == "TOPOCENT" ? Frame::Topocentric
                                : Frame::Unknown;
}

/// A header holds nothing else.
std::string ascii(std::string text)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> spellings {
        { { "σ", "sigma" },
          { "χ²", "chi2" },
          { "µ", "u" },
          { "″", "arcsec" },
          { "−", "-" },
          { "±", "+-" },
          { "×", "x" },
          { "…", "..." } }
    };
    for (const auto& [symbol, spelling] : spellings)
        for (auto at = text.find(symbol); at != std::string::npos; at = text.find(symbol, at))
            text.replace(at, symbol.size(), spelling);
    return printable(text);
}

/// Broken at blanks; every card but the first begins with two.
std::vector<std::string> cardsOf(const std::string& note)
{
    std::vector<std::string> cards;
    std::string rest = ascii(note);
    while (rest.size() > longestCard) {
        const auto blank = rest.rfind(' ', longestCard);
        const auto end = blank == std::string::npos || blank < longestCard / 2 ? longestCard : blank;
        cards.push_back(rest.substr(0, end));
        rest = std::string(continuation) + std::string(trimmed(rest.substr(end)));
    }
    cards.push_back(rest);
    return cards;
}

std::vector<std::string> notesOf(const std::vector<std::string>& cards)
{
    std::vector<std::string> notes;
    for (const auto& card : cards)
        if (card.starts_with(continuation) && !notes.empty())
            notes.back() += " " + std::string(trimmed(card));
        else
            notes.emplace_back(trimmed(card));
    return notes;
}

std::vector<Keyword> inputsOf(const FitsHeader& header)
{
    std::vector<Keyword> inputs { { std::string(countKey), header.text(countKey) } };
    for (int number = 1;; ++number) {
        const auto key = std::string(inputKey) + std::to_string(number);
        if (!header.has(key))
            return inputs;
        inputs.emplace_back(key, header.text(key));
    }
}

} // namespace

bool isCombination(const Spectrum& spectrum)
{
    const auto& keywords = spectrum.provenance.keywords;
    return std::ranges::find(keywords, countKey, &Keyword::first) != keywords.end();
}

bool isCombination(const FitsHdu& table)
{
    return table.header.has(countKey) && table.header.has(badBitsKey);
}

void writeCombination(CCfits::HDU& table, const Spectrum& combined)
{
    addText(table, std::string(frameKey), specsys(combined.frame), "Reference frame of the wavelengths");
    table.addKey(std::string(badBitsKey), static_cast<long>(combined.badBits),
                 "Bits of DQ that exclude a sample");
    for (const auto& [key, value] : combined.provenance.keywords)
        if (isInput({ key, value }))
            addText(table, key, value, key == countKey ? "Number of spectra combined" : "");
    for (const auto& note : combined.provenance.notes)
        for (const auto& card : cardsOf(note))
            table.writeHistory(card);
}

void restoreCombination(Spectrum& spectrum, FitsFile& file, const FitsHdu& table)
{
    auto& origin = spectrum.provenance;
    origin.product = combinationProduct;
    origin.notes = notesOf(file.readHistory(table));
    auto inputs = inputsOf(table.header);
    origin.keywords.insert(origin.keywords.begin(), inputs.begin(), inputs.end());
    spectrum.frame = frameOf(table.header.text(frameKey));
    spectrum.badBits = static_cast<std::uint32_t>(table.header.integer(badBitsKey).value_or(1));
}

} // namespace syzygy
