#pragma once

#include "core/atlas/columnfile.h"
#include "core/catalogue/cataloguelabels.h"
#include "core/catalogue/place.h"
#include "core/latent/atlas.h"
#include "core/spectrum.h"

#include <optional>
#include <vector>

namespace syzygy {

/// An atlas of real stars on disk, a row for each spectrum. Nothing is read before it is asked for;
/// immutable, safe to ask from several threads. REQUIRES, of every function with a row: row < size().
class StarAtlas {
public:
    /// Throws Error if the file is no atlas, or is damaged so that it shows without reading all of it.
    explicit StarAtlas(const std::filesystem::path& file);

    const ColumnFile& file() const { return m_file; }
    std::size_t size() const { return m_file.rows(); }
    std::size_t dimensions() const { return m_latent->width; }
    std::string modelId() const { return m_file.property("model"); }
    /// Throws Error with the cure if it is of another model.
    void requireModel(const std::string& modelId) const;

    std::string_view name(std::size_t row) const { return m_name->text(row); }
    std::filesystem::path
    spectrumFile(std::size_t row) const;              ///< as it was, or of that name beside the atlas
    std::size_t spectrumIndex(std::size_t row) const; ///< of what readSpectra() gives
    Instrument encodedAs(std::size_t row) const;
    std::size_t star(std::size_t row) const; ///< rows of one star share it
    std::optional<SkyPlace> place(std::size_t row) const;
    std::string_view storedFile(std::size_t row) const { return m_spectrumFile->text(row); } ///< as it was
    std::string_view source(std::size_t row) const { return m_source->text(row); }
    std::string_view hdu(std::size_t row) const { return m_hdu->text(row); }
    std::string_view flags(std::size_t row) const { return m_flags->text(row); }
    double snr(std::size_t row) const;      ///< NaN: not known
    double velocity(std::size_t row) const; ///< km/s; NaN: not known
    double label(std::size_t k, std::size_t row) const { return m_labels[k]->number(row); }
    double sigma(std::size_t k, std::size_t row) const { return m_sigmas[k]->number(row); }
    double knownLabel(std::size_t k, std::size_t row) const; ///< of the catalogue; NaN: not known
    double knownSigma(std::size_t k, std::size_t row) const; ///< 0: not stated
    KnownLabels known(std::size_t row) const;                ///< all of them
    std::vector<std::size_t> rowsEncodedAs(Instrument instrument) const;
    /// Unit vectors, row after row. Throws Error if one is none: the file is damaged.
    std::vector<float> latents() const;
    std::vector<float> latents(std::span<const std::size_t> rows) const; ///< the same of some rows

    MapPosition mapPosition(std::size_t row) const { return positionIn(*m_map, row); }
    MapPosition pcaPosition(std::size_t row) const { return positionIn(*m_pca, row); }
    /// Names of the columns that a map can be coloured by.
    std::vector<std::string> numericColumns() const;

private:
    void readLatent(std::size_t row, std::span<float> target) const;
    static MapPosition positionIn(const MappedColumn& column, std::size_t row);
    const MappedColumn* requireColumn(const std::string& name, ColumnType type, std::size_t width) const;

    ColumnFile m_file;
    const MappedColumn *m_name = nullptr, *m_spectrumFile = nullptr, *m_source = nullptr, *m_hdu = nullptr,
                       *m_flags = nullptr;
    const MappedColumn *m_spectrum = nullptr, *m_encoder = nullptr, *m_star = nullptr;
    const MappedColumn *m_rightAscension = nullptr, *m_declination = nullptr;
    const MappedColumn *m_snr = nullptr, *m_velocity = nullptr; // may be missing
    const MappedColumn *m_latent = nullptr, *m_map = nullptr, *m_pca = nullptr;
    std::array<const MappedColumn*, labelCount> m_labels {}, m_sigmas {}, m_known {}, m_knownErrors {};
};

/// As a window draws it: the labels that we found and the places on the maps, no latents.
Atlas drawn(const StarAtlas& atlas);

} // namespace syzygy
