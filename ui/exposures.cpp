#include "ui/exposures.h"

#include "core/processing/stitch.h"
#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace syzygy {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("exposures", text);
}

bool contains(std::span<const SourceId> ids, SourceId id)
{
    return std::ranges::find(ids, id) != ids.end();
}

} // namespace

std::vector<SourceGroup> findGroups(std::span<const Source> sources)
{
    std::vector<const Spectrum*> spectra;
    std::vector<SourceId> ids;
    for (const auto& source : sources) {
        if (!source.spectrum || !source.parts.empty())
            continue;
        spectra.push_back(source.spectrum.get());
        ids.push_back(source.id);
    }
    std::vector<SourceGroup> groups;
    for (const auto& found : combinable(spectra)) {
        SourceGroup group { {}, toQString(found.words) };
        for (const auto member : found.members)
            group.members.push_back(ids[member]);
        groups.push_back(std::move(group));
    }
    return groups;
}

const SourceGroup* groupOf(std::span<const SourceGroup> groups, const Source& source)
{
    const auto id = source.parts.empty() ? source.id : source.parts.front();
    const auto found
        = std::ranges::find_if(groups, [&](const SourceGroup& group) { return contains(group.members, id); });
    return found == groups.end() ? nullptr : &*found;
}

SourceGroup narrowed(const SourceGroup& group, std::span<const SourceId> selected,
                     std::span<const Source> sources)
{
    std::vector<Source> chosen;
    for (const auto& source : sources)
        if (contains(group.members, source.id) && contains(selected, source.id))
            chosen.push_back(source);
    if (chosen.size() < 2 || chosen.size() == group.members.size())
        return group;
    const auto groups = findGroups(chosen);
    return groups.empty() ? group : groups.front();
}

ExposureComparison compareSources(std::span<const Source> members, const Source* combined)
{
    ExposureComparison comparison;
    std::vector<Analysis> analyses; // only what is compared: an analysis holds whole spectra
    for (const auto& member : members) {
        if (!member.isEncoded())
            continue;
        comparison.exposures.push_back(member);
        auto& analysis = analyses.emplace_back();
        analysis.encoded = true;
        analysis.estimates = member.analysis->estimates;
    }
    comparison.agreement = compareExposures(analyses);
    if (combined && combined->isEncoded())
        comparison.combined = combined->analysis;
    return comparison;
}

QString agreementWords(const LabelAgreement& agreement)
{
    constexpr double unlikely = 0.01, rare = 0.05;
    const auto chiSquare = tr("χ² %1").arg(formatNumber(agreement.chiSquare, 1));
    if (agreement.probability >= rare)
        return tr("yes (%1)").arg(chiSquare);
    const auto odds = QStringLiteral("%1, %2 %").arg(chiSquare).arg(100 * agreement.probability, 0, 'g', 2);
    return (agreement.probability < unlikely ? tr("no (%1)") : tr("hardly (%1)")).arg(odds);
}

} // namespace syzygy
