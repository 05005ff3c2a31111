#include "core/analysis/noisecloud.h"

#include "core/random.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

Spectrum drawn(const Spectrum& spectrum, double errorScale, std::uint64_t seed)
{
    auto other = spectrum;
    Random random(seed);
    for (std::size_t i = 0; i < other.flux.size(); ++i)
        if (const double noise = random.normal(); std::isfinite(other.error[i]) && other.error[i] > 0)
            other.flux[i] += noise * errorScale * other.error[i];
    return other;
}

NoiseDraw drawOf(const Analysis& analysis)
{
    NoiseDraw draw { analysis.mapPosition, analysis.pcaPosition, {} };
    for (std::size_t k = 0; k < labelCount; ++k)
        draw.labels[k] = analysis.estimates[k].value;
    return draw;
}

} // namespace

std::vector<NoiseDraw> noiseCloud(const Analyzer& analyzer, const Spectrum& spectrum,
                                  const Analysis& analysis, AnalysisOptions options, int draws,
                                  std::uint64_t seed, std::stop_token stop)
{
    constexpr int together = 16; // encoded in one product; a stop is heeded between them
    options.velocity = analysis.velocity.value;
    const double errorScale = std::sqrt(std::max(1.0, analysis.reducedChiSquare));
    Random seeds(seed);
    std::vector<NoiseDraw> cloud;
    for (int done = 0; done < draws; done += together) {
        std::vector<Spectrum> spectra;
        for (int i = done; i < std::min(draws, done + together); ++i)
            spectra.push_back(drawn(spectrum, errorScale, seeds.fork()));
        std::vector<const Spectrum*> pointers;
        for (const auto& one : spectra)
            pointers.push_back(&one);
        for (const auto& one : analyzer.analyze(pointers, std::vector(spectra.size(), options), stop))
            if (one.encoded)
                cloud.push_back(drawOf(one));
    }
    return cloud;
}

} // namespace syzygy
