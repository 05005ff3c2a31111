#include "core/training/evaluation/detection.h"

#include "core/analysis/analyzer.h"
#include "core/error.h"
#include "core/nn/blasthreads.h"
#include "core/nn/emulator.h"
#include "core/parallel.h"
#include "core/training/mocks/mocks.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::array<std::string_view, 6> doubts { "broken_extraction", "velocity_not_found",
                                                   "parts_disagree",    "lines_too_broad",
                                                   "two_velocities",    "out_of_domain" };

void note(const Analysis& analysis, Detection& detection)
{
    ++detection.spectra;
    bool doubted = false;
    for (const auto& flag : analysis.flags)
        if (isDoubt(flag.key)) {
            ++detection.causes[flag.key];
            doubted = true;
        }
    detection.doubted += doubted;
}

/// Unspoilt, then spoilt in each way.
std::vector<Spectrum> versionsOf(const MockPair& pair, const MockPair& other, std::uint64_t seed)
{
    std::vector<Spectrum> versions { pair.nirspec };
    for (const auto spoiling : spoilings) {
        Random random(seed + static_cast<std::uint64_t>(spoiling));
        versions.push_back(spoilt(pair.nirspec, spoiling, other.nirspec, pair.nirspecTruth.velocity, random));
    }
    return versions;
}

DetectionScore scoreAt(double snr, const Analyzer& analyzer, const StarSpectra& spectra,
                       const DetectionOptions& options, const Progress& progress, const std::stop_token& stop)
{
    MockOptions mocks;
    mocks.nirspec.snrLow = mocks.nirspec.snrHigh = snr;
    const auto count = spectra.stars.size();
    std::vector<MockPair> pairs(count);
    parallelFor(count,
                [&](std::size_t i) { pairs[i] = makeMockPair(spectra, i, mocks, options.seed + 7919 * i); });
    std::vector<std::vector<Analysis>> analyses(count);
    std::atomic<std::size_t> done = 0;
    parallelOnOneThreadEach(count, [&](std::size_t i) {
        AnalysisOptions analysis;
        analysis.neighbours = 1;
        for (const auto& version :
             versionsOf(pairs[i], pairs[(i + 1) % count], options.seed ^ (104'729 * (i + 1)))) {
            if (stop.stop_requested())
                return;
            analyses[i].push_back(analyzer.analyze(version, analysis));
        }
        progress(static_cast<double>(++done) / static_cast<double>(count),
                 fmt::format("S/N {:.0f}: spoilt spectra of {} of {} stars", snr, done.load(), count));
    });
    if (stop.stop_requested())
        throw Cancelled();
    DetectionScore score { snr, { { "nothing wrong", 0, 0, {} } } };
    for (const auto spoiling : spoilings)
        score.kinds.push_back({ std::string(nameOf(spoiling)), 0, 0, {} });
    for (const auto& versions : analyses)
        for (std::size_t kind = 0; kind < score.kinds.size(); ++kind)
            note(versions[kind], score.kinds[kind]);
    return score;
}

double percent(std::size_t part, std::size_t whole)
{
    return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

bool isDoubt(std::string_view flagKey)
{
    return std::ranges::find(doubts, flagKey) != doubts.end();
}

std::vector<DetectionScore> detectSpoilt(const std::filesystem::path& bundle, const DetectionOptions& options,
                                         const Progress& progress, std::stop_token stop)
{
    const auto analyzer = Analyzer::load(bundle);
    const auto stars
        = drawStars(LabelPrior::load(bundle / "label_prior.json"), options.stars, 0, options.seed);
    const auto spectra = emulateStars(Emulator::load(bundle / "emulator.pt"), stars);
    std::vector<DetectionScore> scores;
    for (const double snr : options.snr)
        scores.push_back(scoreAt(snr, analyzer, spectra, options, progress, stop));
    return scores;
}

std::string toText(const std::vector<DetectionScore>& scores)
{
    std::string text = "Share doubted or refused, in words, of mocks spoilt so; NIRSpec, lines as real stars "
                       "are read with.\n";
    for (const auto& score : scores) {
        text += fmt::format("\n| S/N {:.0f} | doubted |", score.snr);
        std::string rule = "\n|---|---|";
        for (const auto doubt : doubts) {
            text += fmt::format(" {} |", doubt);
            rule += "---|";
        }
        text += rule + '\n';
        for (const auto& kind : score.kinds) {
            text += fmt::format("| {} | {:.1f} % of {} |", kind.kind, percent(kind.doubted, kind.spectra),
                                kind.spectra);
            for (const auto doubt : doubts) {
                const auto found = kind.causes.find(std::string(doubt));
                text += found == kind.causes.end()
                    ? " – |"
                    : fmt::format(" {:.1f} |", percent(found->second, kind.spectra));
            }
            text += '\n';
        }
    }
    return text;
}

} // namespace syzygy
