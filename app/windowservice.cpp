#include "app/windowservice.h"

#include "core/analysis/noisecloud.h"
#include "core/analysis/otherview.h"
#include "core/analysis/why.h"
#include "core/nn/blasthreads.h"

namespace syzygy {

AnalysisService loadService(const std::optional<std::filesystem::path>& bundle)
{
    auto service = readingService();
    static const SingleThreadedBlas
        singleThreaded; // spectra in parallel, each on one thread: BLAS' own threads would fight them
    keepFreedMemory();
    try {
        const auto analyzer
            = std::make_shared<const Analyzer>(Analyzer::load(bundle ? *bundle : defaultBundle()));
        service.analyze
            = [analyzer](const Spectrum& spectrum, const AnalysisOptions& options, std::stop_token stop) {
                  setTorchThreadsHere(1);
                  return analyzer->analyze(spectrum, options, stop);
              };
        service.fit = [analyzer](const Spectrum& spectrum, const Analysis& analysis,
                                 const AnalysisOptions& options, std::stop_token stop) {
            setTorchThreadsHere(1);
            PhysicalFitOptions fitOptions;
            fitOptions.given = options.given;
            return analyzer->fit(spectrum, analysis, fitOptions, stop);
        };
        service.reference = [analyzer](const StellarParameters& star, const ModelGrid& grid) {
            return analyzer->referenceSpectrum(star, grid);
        };
        service.view = [analyzer](const Analysis& analysis, Instrument instrument) {
            setTorchThreadsHere(1);
            return viewBy(*analyzer, analysis, instrument);
        };
        service.why = [analyzer](const Analysis& analysis, Label label) {
            setTorchThreadsHere(1);
            return whyOf(*analyzer, analysis, label);
        };
        service.noiseCloud = [analyzer](const Spectrum& spectrum, const Analysis& analysis,
                                        const AnalysisOptions& options, std::stop_token stop) {
            constexpr int draws = 64;
            setTorchThreadsHere(1);
            return noiseCloud(*analyzer, spectrum, analysis, options, draws, 1, stop);
        };
        service.nearest = [analyzer](std::span<const float> latent, int k, std::optional<Instrument> seenBy) {
            return analyzer->nearest(latent, k, seenBy);
        };
        service.atlas = std::shared_ptr<const Atlas>(analyzer, &analyzer->atlas());
        service.manifest = analyzer->manifest();
    } catch (const std::exception& error) {
        service.problem = error.what();
    }
    return service;
}

} // namespace syzygy
