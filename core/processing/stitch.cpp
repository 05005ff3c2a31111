#include "core/processing/stitch.h"

#include "core/error.h"
#include "core/processing/coadd.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

using Members = std::vector<const Spectrum*>;

/// Members of each mode together, the finest sampling first.
std::vector<Members> armsOf(std::span<const Spectrum* const> group)
{
    std::vector<Members> arms;
    for (const auto* member : group) {
        const auto arm = std::ranges::find_if(arms, [&](const Members& known) {
            return known.front()->provenance.mode == member->provenance.mode;
        });
        if (arm == arms.end())
            arms.push_back({ member });
        else
            arm->push_back(member);
    }
    std::ranges::stable_sort(arms, {},
                             [](const Members& arm) { return medianStep(arm.front()->wavelength); });
    return arms;
}

void insertSample(Spectrum& target, std::size_t at, const Spectrum& source, std::size_t from)
{
    const auto place = static_cast<std::ptrdiff_t>(at);
    target.wavelength.insert(target.wavelength.begin() + place, source.wavelength[from]);
    target.flux.insert(target.flux.begin() + place, source.flux[from]);
    target.error.insert(target.error.begin() + place, source.error[from]);
    target.quality.insert(target.quality.begin() + place, source.quality[from]);
}

/// Adds what a coarser grating has where the finer one has nothing. Mixing resolving powers would reshape the
/// lines.
void addArm(Spectrum& combined, const Spectrum& arm)
{
    const auto fresh = uncovered(combined.wavelength, arm.wavelength);
    for (const auto i : fresh) {
        const auto at
            = std::ranges::lower_bound(combined.wavelength, arm.wavelength[i]) - combined.wavelength.begin();
        insertSample(combined, static_cast<std::size_t>(at), arm, i);
    }
    auto& origin = combined.provenance;
    origin.mode += " + " + arm.provenance.mode;
    origin.notes.insert(origin.notes.end(), arm.provenance.notes.begin(), arm.provenance.notes.end());
    origin.notes.push_back(fmt::format(
        "{}: {} of {} samples added; where the gratings overlap, the finer sampling alone counts.",
        arm.provenance.mode, fresh.size(), arm.size()));
}

std::string titleOf(const Spectrum& spectrum)
{
    const auto& origin = spectrum.provenance;
    return origin.file.filename().string() + (origin.hdu.empty() ? "" : " [" + origin.hdu + "]");
}

/// "a.fits + b.fits", in the folder of the first; the file itself where all are from one.
std::filesystem::path fileOf(std::span<const Spectrum* const> group)
{
    std::vector<std::string> names;
    for (const auto* member : group) {
        const auto name = member->provenance.file.filename().string();
        if (std::ranges::find(names, name) == names.end())
            names.push_back(name);
    }
    constexpr std::size_t most = 3;
    const auto& folder = group.front()->provenance.file.parent_path();
    return names.size() > most ? folder / fmt::format("{} + {} more", names.front(), names.size() - 1)
                               : folder / fmt::format("{}", fmt::join(names, " + "));
}

std::string detectorsOf(std::span<const Spectrum* const> group)
{
    std::vector<std::string> detectors;
    for (const auto* member : group)
        if (std::ranges::find(detectors, member->provenance.detector) == detectors.end())
            detectors.push_back(member->provenance.detector);
    return fmt::format("{}", fmt::join(detectors, "+"));
}

/// What was decided while the members were read: once where it holds for all, else with the member's name.
void addReadingNotes(std::vector<std::string>& notes, std::span<const Spectrum* const> group)
{
    for (const auto* member : group)
        for (const auto& note : member->provenance.notes) {
            const bool shared = std::ranges::all_of(group, [&](const Spectrum* other) {
                return std::ranges::find(other->provenance.notes, note) != other->provenance.notes.end();
            });
            const auto sentence = shared ? note : titleOf(*member) + ": " + note;
            if (std::ranges::find(notes, sentence) == notes.end())
                notes.push_back(sentence);
        }
}

void noteGaps(Spectrum& combined)
{
    const auto ranges = contiguousRanges(combined.wavelength);
    for (std::size_t i = 1; i < ranges.size(); ++i)
        combined.provenance.notes.push_back(
            fmt::format("No member has samples between {:.4f} and {:.4f} µm: left as a gap.",
                        combined.wavelength[ranges[i - 1].last - 1], combined.wavelength[ranges[i].first]));
}

/// As keywords, so that they stay when the combination is written.
void nameInputs(Provenance& origin, const std::vector<std::string>& titles)
{
    std::vector<std::pair<std::string, std::string>> inputs { { "NCOMBINE",
                                                                fmt::format("{}", titles.size()) } };
    for (std::size_t i = 0; i < titles.size(); ++i)
        inputs.emplace_back(fmt::format("INPUT{}", i + 1), titles[i]);
    std::erase_if(origin.keywords, [](const auto& keyword) { // of a member that was a combination itself
        return keyword.first == "NCOMBINE" || keyword.first.starts_with("INPUT");
    });
    origin.keywords.insert(origin.keywords.begin(), inputs.begin(), inputs.end());
}

void describe(Spectrum& combined, std::span<const Spectrum* const> group)
{
    auto& origin = combined.provenance;
    std::vector<std::string> titles;
    for (const auto* member : group)
        titles.push_back(titleOf(*member));
    origin.notes.insert(
        origin.notes.begin(),
        fmt::format("Combined from {} spectra, as asked: {}.", group.size(), fmt::join(titles, ", ")));
    nameInputs(origin, titles);
    noteGaps(combined);
    addReadingNotes(origin.notes, group);
    origin.file = fileOf(group);
    origin.hdu = fmt::format("combination of {}", group.size());
    origin.source = origin.source.substr(0, origin.source.find(", integration "));
    origin.detector = detectorsOf(group);
    origin.statedSnr.reset();
}

} // namespace

std::string raisedErrorWords(const Spectrum& combined)
{
    std::vector<std::string> found;
    std::ranges::copy_if(combined.provenance.notes, std::back_inserter(found),
                         [](const std::string& note) { return note.starts_with(errorsRaised); });
    return fmt::format("{}", fmt::join(found, " "));
}

Spectrum stitch(std::span<const Spectrum* const> group)
{
    if (group.size() < 2)
        throw Error("Only two spectra or more of one source can be combined; choose another one.");
    const auto arms = armsOf(group);
    auto combined = coadd(arms.front());
    for (std::size_t i = 1; i < arms.size(); ++i)
        addArm(combined, coadd(arms[i]));
    describe(combined, group);
    return combined;
}

} // namespace syzygy
