#include "ui/sources/exposures.h"

#include "core/processing/stitch.h"
#include "ui/common/format.h"

#include <QCoreApplication>
#include <QSet>

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

enum class Side { Left, Right };

/// Characters at that end, up to a whole word between '_', '-' or '.', that all names share.
qsizetype sharedWords(const QStringList& names, Side side)
{
    const auto at = [side](const QString& name, qsizetype i) {
        return name[side == Side::Left ? i : name.size() - 1 - i];
    };
    qsizetype shortest = names.isEmpty() ? 0 : names.front().size();
    for (const auto& name : names)
        shortest = std::min(shortest, name.size());
    qsizetype shared = 0;
    for (qsizetype i = 0; i < shortest; ++i) {
        const auto letter = at(names.front(), i);
        if (std::ranges::any_of(names, [&](const QString& name) { return at(name, i) != letter; }))
            break;
        if (letter == QLatin1Char('_') || letter == QLatin1Char('-') || letter == QLatin1Char('.'))
            shared = i + 1;
    }
    return shared;
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
    if (combined && combined->spectrum)
        comparison.raisedErrors = toQString(raisedErrorWords(*combined->spectrum));
    return comparison;
}

QStringList shortTitles(std::span<const Source> exposures)
{
    QStringList names;
    for (const auto& exposure : exposures)
        names << QString::fromStdString(exposure.file.stem().string());
    const auto head = sharedWords(names, Side::Left);
    auto tail = sharedWords(names, Side::Right);
    if (std::ranges::any_of(names, [&](const QString& name) { return name.size() <= head + tail; }))
        tail = 0; // "a_1", "a_1_1"
    QStringList titles;
    for (const auto& name : names) {
        const auto middle = name.mid(head, name.size() - head - tail);
        titles << (head > 0 ? QStringLiteral("…") : QString()) + middle
                + (tail > 0 ? QStringLiteral("…") : QString());
    }
    const bool differ = QSet<QString>(titles.begin(), titles.end()).size() == titles.size();
    return differ ? titles : names;
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
