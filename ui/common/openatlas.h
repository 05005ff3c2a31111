#pragma once

#include "core/atlas/twins.h"
#include "ui/common/labeldistributions.h"

#include <QString>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace syzygy {

/// A number that an atlas has of its stars beside our labels, and that a map can be coloured by.
struct StarColumn {
    QString title;                      ///< with its unit, "Teff, catalogue [K]"
    std::string name;                   ///< of the file's column
    std::optional<std::size_t> ours {}; ///< the label that the column is taken away from: "ours − catalogue"
};

/// The neighbours of a spectrum among real stars, and what their catalogue says of them.
struct NamedTwins {
    std::vector<AtlasNeighbour> neighbours;
    TwinLabels catalogue;
    QString problem {}; ///< why there are none, a sentence; mostly empty
};

/// A star's own spectrum, or a phrase on why there is none.
struct OwnSpectrum {
    std::optional<PreparedSpectrum> spectrum; ///< NaN where it has no samples
    QString why;
};

/// An atlas of real stars that the window has open. Immutable; safe to ask from several threads. The
/// constructor and all that is said to take long are for worker threads.
class OpenAtlas {
public:
    /// Takes long. Throws Error if the file is no atlas, or one of another model.
    OpenAtlas(const std::filesystem::path& file, const std::string& modelId);

    const StarAtlas& stars() const { return *m_stars; }
    QString title() const; ///< the file's name
    const std::shared_ptr<const Atlas>& drawn() const { return m_drawn; }
    const LabelDistributions& distributions() const { return m_distributions; }

    QString nameOf(std::size_t star) const;
    /// "4480 K, log g 2.31, [Fe/H] −0.10"; empty if the catalogue has none of them.
    QString catalogueOf(std::size_t star) const;
    /// Name, place, labels of both kinds, a line each.
    QString describe(std::size_t star) const;

    const std::vector<StarColumn>& columns() const { return m_columns; }
    std::vector<double> valuesOf(const StarColumn& column) const; ///< NaN where nothing is known; takes long

    /// Of those that one instrument saw, or of all, without the spectrum itself; takes long, the first time
    /// above all.
    NamedTwins twinsOf(const Spectrum& spectrum, const Analysis& analysis,
                       std::optional<Instrument> seenBy = {}) const;
    /// On that grid: the row's, or another row's of the same star; null: on the row's own. Takes long.
    OwnSpectrum spectrumOf(std::size_t star, const ModelGrid* grid) const;

private:
    const TwinSearch& search() const;

    std::shared_ptr<const StarAtlas> m_stars;
    std::shared_ptr<const Atlas> m_drawn;
    LabelDistributions m_distributions;
    std::vector<StarColumn> m_columns;
    mutable std::once_flag m_indexed;
    mutable std::unique_ptr<const TwinSearch> m_search; // made when first asked for
};

/// "HD 94481", or "Star 13145" of a mock, which has no name (null).
QString nameOfStar(const OpenAtlas* atlas, std::size_t star);

} // namespace syzygy
