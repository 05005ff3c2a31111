#include "core/training/mocks/simulate.h"

#include "core/error.h"
#include "core/io/writer.h"
#include "core/training/mocks/mocks.h"

#include <algorithm>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr double lowestGiantLogg = 3.5;

std::vector<StellarParameters> drawWanted(const LabelPrior& prior, const SimulateOptions& options)
{
    Random random(options.seed);
    std::vector<StellarParameters> stars;
    while (stars.size() < options.count) {
        const auto star = prior.sample(random);
        if (!options.giantsOnly || star[Label::Logg] < lowestGiantLogg)
            stars.push_back(star);
    }
    return stars;
}

CsvTable truthTable(const std::vector<MockPair>& pairs)
{
    CsvTable table;
    table.header = { "star" };
    for (const auto& info : labelInfos)
        table.header.emplace_back(info.key);
    for (const auto* name : { "vmic", "log_c12c13", "snr", "velocity_km_s", "fwhm_angstrom", "apogee_snr" })
        table.header.emplace_back(name);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto& pair = pairs[i];
        std::vector<std::string> row { fmt::format("mock_{:03}", i) };
        for (const double label : pair.star.labels)
            row.push_back(fmt::format("{:.4f}", label));
        for (const double value :
             { pair.star.vmic, pair.star.logC12C13, pair.nirspecTruth.snr, pair.nirspecTruth.velocity,
               1e4 * pair.nirspecTruth.lineSpread.fwhm, pair.apogeeTruth.snr })
            row.push_back(fmt::format("{:.4f}", value));
        table.rows.push_back(std::move(row));
    }
    return table;
}

void writePair(MockPair& pair, const std::filesystem::path& directory, const std::string& name)
{
    pair.nirspec.provenance.source = name;
    pair.apogee.provenance.source = name;
    writeX1d(directory / (name + "_x1d.fits"), { pair.nirspec });
    writeApStar(directory / (name + "_apStar.fits"), pair.apogee);
}

} // namespace

void simulate(const Emulator& emulator, const LabelPrior& prior, const std::filesystem::path& directory,
              const SimulateOptions& options, const Progress& progress, std::stop_token stop)
{
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        throw Error(directory.string() + ": the folder cannot be made: " + failure.message() + ".");
    MockOptions mocks;
    mocks.nirspec.grating = options.grating;
    mocks.nirspec.snrLow = options.snr.value_or(10);
    mocks.nirspec.snrHigh = options.snr.value_or(300);
    const auto spectra = emulateStars(emulator, drawWanted(prior, options));
    Random random(options.seed + 1);
    std::vector<MockPair> pairs;
    for (std::size_t i = 0; i < spectra.stars.size(); ++i) {
        if (stop.stop_requested())
            throw Cancelled();
        pairs.push_back(makeMockPair(spectra, i, mocks, random.fork()));
        const auto name = fmt::format("mock_{:03}", i);
        writePair(pairs.back(), directory, name);
        progress(static_cast<double>(i + 1) / static_cast<double>(spectra.stars.size()), name);
    }
    writeCsv(directory / "truth.csv", truthTable(pairs));
}

} // namespace syzygy
