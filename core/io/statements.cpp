#include "core/io/statements.h"

#include "core/io/text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace syzygy {

namespace {

/// Runs of letters and digits, in capitals.
std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words(1);
    for (const char c : upperCased(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0)
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty())
        words.pop_back();
    return words;
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> known)
{
    return std::ranges::find(known, word) != known.end();
}

bool beginsAsOneOf(std::string_view word, std::initializer_list<std::string_view> beginnings)
{
    return std::ranges::any_of(beginnings, [&](auto beginning) { return word.starts_with(beginning); });
}

/// "not in air", "not corrected to vacuum", "without barycentric correction"
bool isNegated(const std::vector<std::string>& words, std::size_t place)
{
    constexpr std::size_t reach = 4;
    for (std::size_t back = 1; back <= std::min(place, reach); ++back)
        if (isOneOf(words[place - back], { "NOT", "NO", "NON", "NEVER", "WITHOUT", "UNCORRECTED" }))
            return true;
    return false;
}

bool speaksOfWavelengths(const std::vector<std::string>& words)
{
    return std::ranges::any_of(words, [](const auto& word) {
        return beginsAsOneOf(word, { "WAVE", "LAMBDA", "LAM", "ANGSTROM", "AIRWAVE", "DISPERSION" });
    });
}

bool speaksOfMotion(const std::vector<std::string>& words)
{
    const bool ofTime = std::ranges::any_of(words, [](const auto& word) {
        return isOneOf(word, { "JULIAN", "JD", "BJD", "HJD", "MJD", "TIME", "DATE" });
    });
    return !ofTime
        && (speaksOfWavelengths(words) || std::ranges::any_of(words, [](const auto& word) {
                return beginsAsOneOf(word, { "VELOC", "FRAME", "CORRECT", "SHIFT", "SPECSYS", "RV" });
            }));
}

Medium otherThan(Medium medium)
{
    return medium == Medium::Air ? Medium::Vacuum : Medium::Air;
}

std::optional<Medium> mediumOfWord(std::string_view word)
{
    if (isOneOf(word, { "AIR", "AIRWAVE", "AIRWAVELENGTH", "AWAV", "VAC2AIR", "VACTOAIR" }))
        return Medium::Air;
    if (isOneOf(word, { "VACUUM", "VAC", "VACUO", "AIR2VAC", "AIRTOVAC", "AIRTOVACUUM" }))
        return Medium::Vacuum;
    return {};
}

/// What is said last holds where it follows "to": "from air to vacuum".
std::optional<Medium> mediumOf(const std::vector<std::string>& words)
{
    std::optional<Medium> result;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto medium = mediumOfWord(words[i]);
        if (!medium)
            continue;
        if (isNegated(words, i))
            medium = otherThan(*medium);
        const bool isConversion = i > 0 && isOneOf(words[i - 1], { "TO", "2", "INTO" });
        if (result && *result != *medium && !isConversion)
            return {};
        result = medium;
    }
    return result;
}

/// T, 1, YES against F, 0, NO; nothing for other words and numbers.
std::optional<bool> truthOf(std::string_view value)
{
    const auto word = upperCased(trimmed(value));
    if (isOneOf(word, { "T", "TRUE", "YES", "Y", "1", "1.0", "APPLIED", "DONE", "PERFORM", "COMPLETE" }))
        return true;
    if (isOneOf(word, { "F", "FALSE", "NO", "N", "0", "0.0", "NONE", "OMIT", "SKIPPED" }))
        return false;
    return {};
}

std::optional<Medium> mediumOfKeywords(const FitsHeader& header)
{
    for (const auto* key : { "AIRORVAC", "VACORAIR", "WAVETYPE", "WAVEMED", "VACUUM" })
        if (const auto medium = mediumOf(wordsOf(header.text(key))))
            return medium;
    if (const auto vacuum = truthOf(header.text("VACUUM")))
        return *vacuum ? Medium::Vacuum : Medium::Air;
    const auto type = upperCased(header.text("CTYPE1"));
    if (type.starts_with("AWAV"))
        return Medium::Air;
    return type == "WAVE" || type.starts_with("WAVE-") ? std::optional(Medium::Vacuum) : std::nullopt;
}

std::optional<Medium> mediumOfRemarks(const FitsHeader& header)
{
    for (const auto& remark : header.remarks())
        if (const auto medium = mediumInWords(remark))
            return medium;
    return {};
}

Frame frameOf(std::string_view word)
{
    if (beginsAsOneOf(word, { "BARY", "HELIO" }))
        return Frame::Barycentric;
    if (beginsAsOneOf(word, { "TOPO", "GEOC", "OBSERVE", "OBSERVA" }))
        return Frame::Topocentric;
    return beginsAsOneOf(word, { "SOURCE", "REST" }) ? Frame::Rest : Frame::Unknown;
}

std::optional<Frame> frameOfName(const FitsHeader& header, std::vector<std::string>& notes)
{
    for (const std::string key : { "SPECSYS", "VELFRAME", "VEL_TYPE", "RVFRAME" }) {
        const auto value = header.text(key);
        if (value.empty())
            continue;
        const auto words = wordsOf(value);
        const auto frame = words.empty() ? Frame::Unknown : frameOf(words.front());
        if (frame == Frame::Unknown)
            notes.push_back(key + " is " + value
                            + ", a frame that is not known here: the velocity is as the wavelengths stand.");
        return frame;
    }
    return {};
}

std::optional<Frame> frameOfFlag(const FitsHeader& header, std::vector<std::string>& notes)
{
    for (const std::string key : { "HELIO", "HELIOCOR", "HELCORR", "BARYCORR", "BARYCOR", "BERVCORR" }) {
        const auto value = header.text(key);
        if (value.empty())
            continue;
        if (const auto applied = truthOf(value))
            return *applied ? Frame::Barycentric : Frame::Topocentric;
        const auto words = wordsOf(value);
        if (const auto frame = frameOf(words.front()); frame != Frame::Unknown)
            return frame;
        notes.push_back(key + " is " + value
                        + ", without whether that was applied: the velocity is as the wavelengths stand.");
        return Frame::Unknown;
    }
    return {};
}

} // namespace

std::optional<Medium> mediumInWords(std::string_view sentence)
{
    const auto words = wordsOf(sentence);
    return speaksOfWavelengths(words) ? mediumOf(words) : std::nullopt;
}

std::optional<Medium> mediumInName(std::string_view name)
{
    const bool air = containsIgnoringCase(name, "air") || containsIgnoringCase(name, "awav");
    const bool vacuum = containsIgnoringCase(name, "vac");
    return air == vacuum ? std::nullopt : std::optional(air ? Medium::Air : Medium::Vacuum);
}

std::optional<Medium> statedMedium(const FitsHeader& own, const FitsHeader& primary)
{
    for (const auto* header : { &own, &primary })
        if (const auto medium = mediumOfKeywords(*header))
            return medium;
    for (const auto* header : { &own, &primary })
        if (const auto medium = mediumOfRemarks(*header))
            return medium;
    return {};
}

Frame statedFrame(const FitsHeader& own, const FitsHeader& primary, std::vector<std::string>& notes)
{
    for (const auto* header : { &own, &primary })
        if (const auto frame = frameOfName(*header, notes))
            return *frame;
    for (const auto* header : { &own, &primary })
        if (const auto frame = frameOfFlag(*header, notes))
            return *frame;
    return Frame::Unknown;
}

Frame frameInWords(std::string_view sentence)
{
    const auto words = wordsOf(sentence);
    if (!speaksOfMotion(words)) // "barycentric Julian date 2460000.5" does not
        return Frame::Unknown;
    auto result = Frame::Unknown;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto frame = frameOf(words[i]);
        if (frame != Frame::Barycentric && frame != Frame::Topocentric)
            continue;
        if (beginsAsOneOf(words[i], { "OBSERV" }))
            continue; // "observed at La Silla"
        if (isNegated(words, i))
            frame = frame == Frame::Barycentric ? Frame::Topocentric : Frame::Unknown;
        if (result != Frame::Unknown && result != frame)
            return Frame::Unknown;
        result = frame;
    }
    return result;
}

} // namespace syzygy
