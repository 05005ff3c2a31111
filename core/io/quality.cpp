#include "core/io/quality.h"

#include "core/io/combination.h"
#include "core/io/text.h"

namespace syzygy {

namespace {

constexpr int bits = 32;

bool isSet(std::uint32_t value, int bit)
{
    return (value >> bit & 1u) != 0;
}

/// A mask of the product without further meaning: PypeIt's OPT_MASK, msaexp's valid.
bool isPlainMask(const std::string& product)
{
    return product == "PypeIt spec1d" || product == "msaexp spec";
}

std::string nameOfBit(const Spectrum& spectrum, int bit)
{
    const auto& product = spectrum.provenance.product;
    if (spectrum.instrument == Instrument::Apogee && bit < 15)
        return std::string(apogeeQualityName(bit));
    if (product.starts_with("JWST") || product == combinationProduct)
        return std::string(jwstQualityName(bit));
    return isPlainMask(product) && bit == 0 ? "masked" : "bit " + std::to_string(bit);
}

} // namespace

std::vector<QualityCount> countQuality(const Spectrum& spectrum)
{
    std::vector<QualityCount> counts;
    for (int bit = 0; bit < bits; ++bit) {
        std::size_t samples = 0;
        for (const auto value : spectrum.quality)
            samples += isSet(value, bit);
        if (samples > 0)
            counts.push_back({ bit, nameOfBit(spectrum, bit), samples, isSet(spectrum.badBits, bit) });
    }
    return counts;
}

std::string qualityWords(const Spectrum& spectrum, std::size_t sample)
{
    std::string words;
    for (int bit = 0; bit < bits; ++bit)
        if (isSet(spectrum.quality[sample], bit))
            words += (words.empty() ? "" : ", ") + nameOfBit(spectrum, bit);
    return words;
}

} // namespace syzygy
