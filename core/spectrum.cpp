#include "core/spectrum.h"

#include "core/median.h"

#include <algorithm>

namespace syzygy {

std::string_view nameOf(Instrument instrument)
{
    switch (instrument) {
    case Instrument::Nirspec:
        return "NIRSpec";
    case Instrument::Apogee:
        return "APOGEE";
    case Instrument::Irtf:
        return "IRTF/SpeX";
    case Instrument::Other:
        break;
    }
    return "other";
}

std::string_view nameOf(ErrorSource source)
{
    switch (source) {
    case ErrorSource::FluxError:
        return "error column";
    case ErrorSource::Variances:
        return "variance columns";
    case ErrorSource::InverseVariance:
        return "inverse variance column";
    case ErrorSource::Empirical:
        return "estimated from the scatter of the flux";
    case ErrorSource::None:
        break;
    }
    return "none";
}

std::vector<SampleRange> contiguousRanges(const std::vector<double>& wavelength, double factor)
{
    if (wavelength.empty())
        return {};
    if (wavelength.size() < 3)
        return { { 0, wavelength.size() } };
    std::vector<double> steps(wavelength.size() - 1);
    for (std::size_t i = 0; i < steps.size(); ++i)
        steps[i] = wavelength[i + 1] - wavelength[i];
    const double limit = factor * medianOf(steps);

    std::vector<SampleRange> ranges;
    std::size_t first = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i] <= limit)
            continue;
        ranges.push_back({ first, i + 1 });
        first = i + 1;
    }
    ranges.push_back({ first, wavelength.size() });
    return ranges;
}

std::string_view jwstQualityName(int bit)
{
    // jwst datamodels' dqflags.pixel.
    static constexpr std::array<std::string_view, 32> names { "DO_NOT_USE",
                                                              "SATURATED",
                                                              "JUMP_DET",
                                                              "DROPOUT",
                                                              "OUTLIER",
                                                              "PERSISTENCE",
                                                              "AD_FLOOR",
                                                              "CHARGELOSS",
                                                              "RESERVED",
                                                              "NON_SCIENCE",
                                                              "DEAD",
                                                              "HOT",
                                                              "WARM",
                                                              "LOW_QE",
                                                              "RC",
                                                              "TELEGRAPH",
                                                              "NONLINEAR",
                                                              "BAD_REF_PIXEL",
                                                              "NO_FLAT_FIELD",
                                                              "NO_GAIN_VALUE",
                                                              "NO_LIN_CORR",
                                                              "NO_SAT_CHECK",
                                                              "UNRELIABLE_BIAS",
                                                              "UNRELIABLE_DARK",
                                                              "UNRELIABLE_SLOPE",
                                                              "UNRELIABLE_FLAT",
                                                              "OPEN",
                                                              "ADJ_OPEN",
                                                              "FLUX_ESTIMATED",
                                                              "MSA_FAILED_OPEN",
                                                              "OTHER_BAD_PIXEL",
                                                              "REFERENCE_PIXEL" };
    return bit >= 0 && bit < 32 ? names[static_cast<std::size_t>(bit)] : std::string_view("UNKNOWN");
}

std::string_view apogeeQualityName(int bit)
{
    // SDSS data model, APOGEE_PIXMASK.
    static constexpr std::array<std::string_view, 15> names {
        "BADPIX",      "CRPIX",       "SATPIX",      "UNFIXABLE",     "BADDARK",
        "BADFLAT",     "BADERR",      "NOSKY",       "LITTROW_GHOST", "PERSIST_HIGH",
        "PERSIST_MED", "PERSIST_LOW", "SIG_SKYLINE", "SIG_TELLURIC",  "NOT_ENOUGH_PSF"
    };
    return bit >= 0 && bit < 15 ? names[static_cast<std::size_t>(bit)] : std::string_view("UNKNOWN");
}

} // namespace syzygy
