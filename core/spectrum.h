#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syzygy {

enum class Instrument { Nirspec, Apogee, Irtf, Other };
std::string_view nameOf(Instrument);

/// Whose motion the wavelengths still contain.
enum class Frame {
    Barycentric, ///< as JWST and PypeIt write them: the star's own velocity is still in
    Topocentric, ///< as observed: the Earth's motion is still in as well
    Rest,        ///< apStar, aspcapStar: already shifted to the star
    Unknown      ///< the file does not say
};

/// Where Spectrum::error comes from.
enum class ErrorSource { FluxError, Variances, InverseVariance, Empirical, None };
std::string_view nameOf(ErrorSource);

/// Which column Spectrum::flux was taken from, where a product offers two.
enum class FluxColumn { Flux, SurfaceBrightness };

/// Where a spectrum came from and what was decided while it was read. Text fields are empty where unknown.
struct Provenance {
    std::filesystem::path file;
    std::string product; ///< "JWST x1d", "PypeIt spec1d", "APOGEE apStar", ...
    std::string hdu;     ///< "EXTRACT1D,3" or the name of the table
    std::string source;  ///< target or source identifier, what a user would call the star
    std::string mode;    ///< grating/filter "G140H/F100LP", or "R=22500" for APOGEE
    std::string detector;
    std::string exposureType;                          ///< EXP_TYPE
    std::string pipelineVersion;                       ///< CAL_VER, PypeIt version, reduction version
    std::string sourceType;                            ///< SRCTYPE as written; empty where missing
    std::optional<double> rightAscension, declination; ///< degrees, ICRS
    bool placeIsOfObject = false; ///< the place is the object's own; else where the telescope pointed, which
                                  ///< tells no two objects of a mask apart
    std::string slit;             ///< name or number of the slit, fibre or aperture, as the file says
    std::string integration;      ///< number in a time series, as the file says
    std::string order;            ///< of an echelle or of a slitless spectrum, as the file says
    std::optional<double> statedSnr;      ///< the file's own S/N, per pixel
    std::optional<double> statedVelocity; ///< km/s, heliocentric or barycentric, as the file says
    FluxColumn fluxColumn = FluxColumn::Flux;
    ErrorSource errorSource = ErrorSource::None;
    std::string wavelengthUnit;      ///< as found in the file
    bool wavelengthsWereAir = false; ///< converted to vacuum while reading
    bool mediumStated = false; ///< the file or the user says whether the wavelengths are for vacuum or air;
                               ///< else vacuum is assumed
    std::vector<std::pair<std::string, std::string>> keywords; ///< worth showing, in file order
    std::vector<std::string> notes; ///< a sentence per decision: "SRCTYPE is missing: taken as POINT."
};

/// One 1-D spectrum, samples sorted by wavelength. All four vectors have the same length.
/// Non-finite flux and error values are kept (they say "no data"); wavelengths are finite, positive,
/// ascending and distinct.
struct Spectrum {
    std::vector<double> wavelength; ///< µm, vacuum
    std::vector<double> flux;       ///< in fluxUnit; any smooth response may still be in
    std::vector<double> error;      ///< 1σ, same unit; ≤ 0 or non-finite: no error known for this sample
    std::vector<std::uint32_t> quality; ///< the product's own bits; 0 = good (see QualityBits)
    std::uint32_t badBits = 1;          ///< a sample is bad if quality & badBits
    std::string fluxUnit;
    Instrument instrument = Instrument::Other;
    Frame frame = Frame::Unknown;
    Provenance provenance;

    std::size_t size() const { return wavelength.size(); }
};

/// A run [first, last) of neighbouring samples without a jump in wavelength.
struct SampleRange {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Cuts the samples where the wavelength step exceeds `factor` times the median step (a detector gap is a
/// jump, not a run of NaNs; FORMATS: JWST x1d rule 1).
std::vector<SampleRange> contiguousRanges(const std::vector<double>& wavelength, double factor = 5.0);

/// Words for a DQ bit of the JWST data model (0-31), e.g. "DO_NOT_USE".
std::string_view jwstQualityName(int bit);
/// Words for a bit of APOGEE's pixel mask (0-14), e.g. "BADPIX".
std::string_view apogeeQualityName(int bit);

} // namespace syzygy
