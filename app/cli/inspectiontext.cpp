#include "app/cli/inspection.h"
#include "app/cli/textcolumns.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <iterator>

namespace syzygy {

namespace {

/// Lines "name  value" without those that have nothing to say.
class Facts {
public:
    void add(std::string name, std::string value)
    {
        if (!value.empty())
            m_rows.push_back({ std::move(name), std::move(value) });
    }
    bool empty() const { return m_rows.empty(); }
    std::string text() const { return alignedColumns(m_rows, Align::Left); }

private:
    std::vector<std::vector<std::string>> m_rows;
};

std::string joinWords(const std::vector<std::string>& words, std::string_view separator)
{
    return fmt::format("{}", fmt::join(words, separator));
}

std::string coordinates(const Provenance& origin)
{
    if (!origin.rightAscension || !origin.declination)
        return {};
    return fmt::format("RA {:.6f}°, Dec {:+.6f}°", *origin.rightAscension, *origin.declination);
}

std::string wavelengths(const Spectrum& spectrum, const Inspection& inspection)
{
    const auto& origin = spectrum.provenance;
    return fmt::format(
        "{:.5f} to {:.5f} µm, vacuum{}, {} samples, median step {:.3f} Å{}", inspection.firstWavelength,
        inspection.lastWavelength,
        origin.wavelengthsWereAir ? " (converted from air)"
            : origin.mediumStated ? ""
                                  : " (assumed)",
        spectrum.size(), 1e4 * inspection.medianStep,
        origin.wavelengthUnit.empty() ? "" : fmt::format(", in the file as {}", origin.wavelengthUnit));
}

std::string gaps(const Inspection& inspection)
{
    if (inspection.gaps.empty())
        return "none";
    constexpr std::size_t shown = 5;
    auto widest = inspection.gaps;
    const auto width = [](const auto& gap) { return gap.to - gap.from; };
    std::ranges::stable_sort(widest, std::greater<>(), width);
    widest.resize(std::min(shown, widest.size()));
    std::ranges::sort(widest, {}, [](const auto& gap) { return gap.from; });
    std::vector<std::string> words;
    for (const auto& gap : widest)
        words.push_back(fmt::format("{:.5f} to {:.5f} µm", gap.from, gap.to));
    const auto others = inspection.gaps.size() - widest.size();
    return joinWords(words, "; ")
        + (others > 0 ? fmt::format(" and {} narrower ones", others) : std::string());
}

std::string quality(const Spectrum& spectrum, const Inspection& inspection)
{
    if (spectrum.quality.empty())
        return "no quality column";
    if (inspection.quality.empty())
        return "no bit is set";
    std::vector<std::string> words;
    for (const auto& count : inspection.quality)
        words.push_back(fmt::format("{} × {}{}", count.samples, count.name, count.bad ? "" : " (kept)"));
    return joinWords(words, ", ");
}

std::string dropped(const Inspection& inspection)
{
    std::vector<std::string> words;
    for (std::size_t i = 1; i < maskReasonCount; ++i)
        if (inspection.samples[i] > 0)
            words.push_back(fmt::format("{} {}", inspection.samples[i], nameOf(static_cast<MaskReason>(i))));
    return words.empty() ? "none" : joinWords(words, ", ");
}

std::string snr(const Spectrum& spectrum, const Inspection& inspection)
{
    const auto& stated = spectrum.provenance.statedSnr;
    return fmt::format("{:.1f} per pixel (median){}", inspection.snr,
                       stated ? fmt::format(", the file says {:.1f}", *stated) : "");
}

/// "slit S200A1, order 2, integration 7": which of the file's spectra it is, as far as the file says.
std::string partOf(const Provenance& origin)
{
    std::vector<std::string> words;
    for (const auto& [name, value] : { std::pair { "slit", &origin.slit },
                                       { "order", &origin.order },
                                       { "integration", &origin.integration } })
        if (!value->empty())
            words.push_back(fmt::format("{} {}", name, *value));
    return joinWords(words, ", ");
}

bool isJwst(const Provenance& origin)
{
    return origin.product.starts_with("JWST");
}

void addOrigin(Facts& facts, const Spectrum& spectrum)
{
    const auto& origin = spectrum.provenance;
    facts.add("source", origin.source);
    facts.add("coordinates", coordinates(origin));
    facts.add("instrument",
              fmt::format("{} {} {}", nameOf(spectrum.instrument), origin.mode, origin.detector));
    facts.add("part", partOf(origin));
    facts.add("exposure", origin.exposureType);
    facts.add("pipeline", origin.pipelineVersion);
    if (isJwst(origin))
        facts.add("SRCTYPE", origin.sourceType.empty() ? "missing" : origin.sourceType);
}

void addSamples(Facts& facts, const Spectrum& spectrum, const Inspection& inspection)
{
    const auto& origin = spectrum.provenance;
    facts.add("wavelengths", wavelengths(spectrum, inspection));
    facts.add("frame", std::string(describe(spectrum.frame)));
    facts.add("gaps", gaps(inspection));
    facts.add("flux",
              (isJwst(origin) ? fmt::format("column {}, ", nameOf(origin.fluxColumn)) : std::string())
                  + (spectrum.fluxUnit.empty() ? "no unit" : spectrum.fluxUnit));
    facts.add("errors", std::string(nameOf(origin.errorSource)));
    facts.add("quality", quality(spectrum, inspection));
    facts.add("not used", dropped(inspection));
    facts.add("S/N", snr(spectrum, inspection));
    if (origin.statedVelocity)
        facts.add("velocity", fmt::format("{:+.2f} km/s, the file says", *origin.statedVelocity));
}

} // namespace

std::string toText(const Spectrum& spectrum, const Inspection& inspection)
{
    Facts facts;
    addOrigin(facts, spectrum);
    addSamples(facts, spectrum, inspection);
    for (const auto& note : spectrum.provenance.notes)
        facts.add("note", note);
    Facts keywords;
    for (const auto& [key, value] : spectrum.provenance.keywords)
        keywords.add("  " + key, value);
    return facts.text() + (keywords.empty() ? "" : "  header\n" + keywords.text());
}

} // namespace syzygy
