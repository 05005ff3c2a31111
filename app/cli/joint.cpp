#include "app/cli/joint.h"

#include "app/cli/analysisreport.h"
#include "core/analysis/jointlabels.h"
#include "core/analysis/table.h"
#include "core/processing/stitch.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace syzygy {

namespace {

/// "2 NIRSpec + 1 APOGEE"
std::string instrumentsOf(const std::vector<const Analysis*>& members)
{
    std::string words;
    for (const auto instrument : { Instrument::Nirspec, Instrument::Apogee })
        if (const auto count = std::ranges::count(members, instrument, &Analysis::encodedAs); count > 0)
            words += fmt::format("{}{} {}", words.empty() ? "" : " + ", count, nameOf(instrument));
    return words;
}

Analysis asAnalysis(const JointLabels& labels, const std::vector<const Analysis*>& members)
{
    constexpr auto none = std::numeric_limits<double>::quiet_NaN();
    Analysis joint;
    joint.encoded = true;
    joint.snr = joint.domainScore = none;
    joint.mapPosition.fill(std::numeric_limits<float>::quiet_NaN());
    joint.correlation = labels.correlation;
    joint.modelId = members.front()->modelId;
    for (std::size_t k = 0; k < labelCount; ++k) {
        joint.estimates[k].value = labels.value[k];
        joint.estimates[k].sigma = labels.sigma[k];
        joint.estimates[k].constrained = std::ranges::any_of(
            members, [k](const auto* member) { return member->estimates[k].constrained; });
        for (const auto* member : members)
            if (member->estimates[k].border != GridBorder::None) { // a limit of one is no measurement of all
                joint.estimates[k].border = member->estimates[k].border;
                joint.estimates[k].limit = member->estimates[k].limit;
            }
    }
    for (const auto* member : members)
        for (const auto& flag : member->flags)
            if (flag.key == "outside_grid" && joint.flags.empty())
                joint.flags.push_back(flag);
    return joint;
}

FileOutcome outcomeOf(const CombinableGroup& group, const std::vector<const Analysis*>& members,
                      std::size_t leftOut, std::vector<std::filesystem::path> files, const Atlas& atlas,
                      std::size_t columns)
{
    const auto joint = asAnalysis(jointLabels(members, priorOf(members, atlas)), members);
    Spectrum spectrum;
    spectrum.provenance.file = "joint";
    spectrum.provenance.source = group.source;
    spectrum.provenance.mode = "joint of " + instrumentsOf(members);
    FileOutcome outcome;
    outcome.csvRows.push_back(parameterRow(spectrum, joint));
    outcome.csvRows.back().resize(columns);
    outcome.overviewRows.push_back(overviewRow(spectrum, joint));
    outcome.details = abundanceReport(spectrum, joint);
    outcome.records.push_back(recordOf(spectrum, joint, {}, {}));
    outcome.records.back().inputs = std::move(files);
    if (leftOut > 0)
        outcome.details
            += fmt::format("  note: {} more of its spectra {} no part: not encoded, or refused.\n", leftOut,
                           leftOut == 1 ? "takes" : "take");
    return outcome;
}

} // namespace

std::vector<FileOutcome> jointOutcomes(const std::vector<FileOutcome>& outcomes, const Atlas& atlas,
                                       std::size_t columns)
{
    std::vector<const Spectrum*> spectra;
    std::vector<const Analysis*> analyses;
    for (const auto& outcome : outcomes)
        for (std::size_t i = 0; i < outcome.analyses.size(); ++i) {
            spectra.push_back(&outcome.spectra[i]);
            analyses.push_back(&outcome.analyses[i]);
        }
    std::vector<FileOutcome> joint;
    for (const auto& group : ofOneSource(spectra)) {
        std::vector<const Analysis*> members;
        std::vector<std::filesystem::path> files;
        for (const auto member : group.members)
            if (analyses[member]->encoded && !isRefused(*analyses[member])) {
                members.push_back(analyses[member]);
                files.push_back(spectra[member]->provenance.file);
            }
        if (members.size() > 1)
            joint.push_back(outcomeOf(group, members, group.members.size() - members.size(), std::move(files),
                                      atlas, columns));
    }
    return joint;
}

} // namespace syzygy
