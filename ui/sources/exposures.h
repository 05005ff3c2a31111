#pragma once

#include "core/analysis/agreement.h"
#include "ui/sources/source.h"

#include <QStringList>

#include <optional>
#include <span>
#include <vector>

namespace syzygy {

/// Open spectra of one source, which can be combined and compared.
struct SourceGroup {
    std::vector<SourceId> members; ///< at least two
    QString words;                 ///< "M71-19: 2 spectra, G140H/F100LP"
};

/// Among the spectra that were read from files; combinations are left out.
std::vector<SourceGroup> findGroups(std::span<const Source> sources);

/// The group that a spectrum, or the parts of a combination, belong to; null if none.
const SourceGroup* groupOf(std::span<const SourceGroup> groups, const Source& source);

/// Of the group those that are selected, if two or more are; else all.
SourceGroup narrowed(const SourceGroup& group, std::span<const SourceId> selected,
                     std::span<const Source> sources);

/// Exposures of one star, each analysed alone, and what they say together.
struct ExposureComparison {
    std::vector<Source> exposures; ///< those that are encoded
    Agreement agreement;
    std::shared_ptr<const Analysis> combined; ///< of the combined spectrum; null if there is none
    QString raisedErrors; ///< what scatter cost the combined spectrum, a sentence; empty if nothing
};
ExposureComparison compareSources(std::span<const Source> members, const Source* combined);

/// What tells the exposures apart in the names of their files: "…00002…", "…00003…"; the whole names where
/// that is nothing.
QStringList shortTitles(std::span<const Source> exposures);

/// "yes (χ² 0.8)", "hardly (χ² 4.2, 4 %)", "no (χ² 9.1, 0.3 %)".
QString agreementWords(const LabelAgreement& agreement);

} // namespace syzygy
