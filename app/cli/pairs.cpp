#include "app/cli/pairs.h"

#include "app/cli/commonoptions.h"
#include "app/cli/inputfiles.h"
#include "app/cli/parallel.h"
#include "core/error.h"
#include "core/io/cataloguereader.h"
#include "core/median.h"
#include "core/nn/blasthreads.h"
#include "core/training/evaluation/scores.h"

#include <cmath>
#include <fmt/format.h>
#include <mutex>
#include <optional>

namespace syzygy {

namespace {

struct Seen {
    std::filesystem::path file;
    std::optional<Analysis> analysis; ///< of the spectrum of the best S/N; only if it is to be believed
};

struct Pair {
    Seen nirspec, apogee;
};

const CatalogueColumn& columnOf(const Catalogue& table, const char* name)
{
    const auto* column = table.column(name);
    if (!column)
        throw Error(table.file.string() + ": has no column " + name
                    + "; name the files of a star in the columns nirspec and apogee.");
    return *column;
}

std::vector<Pair> readPairs(const std::string& file)
{
    const auto table = readCatalogue(file);
    const auto folder = table.file.parent_path();
    const auto& nirspec = columnOf(table, "nirspec");
    const auto& apogee = columnOf(table, "apogee");
    std::vector<Pair> pairs;
    for (std::size_t row = 0; row < table.rows; ++row)
        if (!nirspec.cell(row).empty() && !apogee.cell(row).empty())
            pairs.push_back({ { folder / nirspec.cell(row), {} }, { folder / apogee.cell(row), {} } });
    return pairs;
}

void analyzeBest(const Analyzer& analyzer, Seen& seen, Instrument wanted, const std::stop_token& stop)
{
    for (const auto& spectrum : readSpectra(seen.file)) {
        auto analysis = analyzer.analyze(spectrum, {}, stop);
        if (analysis.encoded && !isRefused(analysis) && analysis.encodedAs == wanted
            && (!seen.analysis || analysis.snr > seen.analysis->snr))
            seen.analysis = std::move(analysis);
    }
    if (!seen.analysis)
        throw Error("has no spectrum that can be encoded as " + std::string(nameOf(wanted))
                    + "; syzygy-cli analyze tells why.");
}

/// Of each star's APOGEE spectrum among all, as its NIRSpec spectrum has them.
std::vector<std::size_t> ranksOf(const std::vector<Pair>& pairs)
{
    std::vector<float> nirspec, apogee;
    for (const auto& pair : pairs) {
        nirspec.insert(nirspec.end(), pair.nirspec.analysis->latent.begin(),
                       pair.nirspec.analysis->latent.end());
        apogee.insert(apogee.end(), pair.apogee.analysis->latent.begin(), pair.apogee.analysis->latent.end());
    }
    return retrievalRanks(nirspec, apogee, nirspec.size() / pairs.size());
}

std::string differencesOf(const std::vector<Pair>& pairs)
{
    std::string text
        = "| label | median difference | robust scatter | within 1 σ | within 2 σ |\n|---|---|---|---|---|\n";
    for (std::size_t k = 0; k < labelCount; ++k) {
        std::vector<double> differences;
        double within1 = 0, within2 = 0;
        for (const auto& pair : pairs) {
            const auto &a = pair.nirspec.analysis->estimates[k], &b = pair.apogee.analysis->estimates[k];
            if (!a.constrained || !b.constrained)
                continue;
            const double tension = std::abs(a.value - b.value) / std::hypot(a.sigma, b.sigma);
            differences.push_back(a.value - b.value);
            within1 += tension <= 1 ? 1 : 0;
            within2 += tension <= 2 ? 1 : 0;
        }
        if (differences.empty())
            continue;
        const double bias = medianOf(differences), count = static_cast<double>(differences.size());
        const auto& info = labelInfos[k];
        const int decimals = info.unit == "K" ? 0 : 3;
        text += fmt::format("| {} [{}], {} | {:+.{}f} | {:.{}f} | {:.2f} | {:.2f} |\n", info.symbol,
                            info.unit, differences.size(), bias, decimals, robustSigmaOf(differences),
                            decimals, within1 / count, within2 / count);
    }
    return text;
}

std::string reportOf(const std::string& table, const std::string& modelId, const std::vector<Pair>& pairs)
{
    const auto ranks = ranksOf(pairs);
    const auto score = scoreRetrieval(ranks);
    auto text = fmt::format("# {}: {} stars seen by both instruments\n\nModel {}. Among {} APOGEE spectra "
                            "that of the same star: success@1 {:.3f}, @10 {:.3f}, MRR {:.3f}.\n\n"
                            "| NIRSpec | APOGEE | rank |\n|---|---|---|\n",
                            std::filesystem::path(table).filename().string(), pairs.size(), modelId,
                            pairs.size(), score.at1, score.at10, score.reciprocalRank);
    for (std::size_t i = 0; i < pairs.size(); ++i)
        text += fmt::format("| {} | {} | {} |\n", pairs[i].nirspec.file.filename().string(),
                            pairs[i].apogee.file.filename().string(), ranks[i]);
    return text + "\n## NIRSpec minus APOGEE\n\nWhere both spectra constrain the label.\n\n"
        + differencesOf(pairs);
}

} // namespace

std::string pairsReport(const std::string& table, const std::string& bundle, Session& session)
{
    auto pairs = readPairs(table);
    const SingleThreadedBlas singleThreaded;
    const auto analyzer = Analyzer::load(bundleDirectory(bundle));
    std::mutex mutex;
    const auto analyze = [&](Seen& seen, Instrument wanted) {
        try {
            analyzeBest(analyzer, seen, wanted, session.stop);
        } catch (const Error& error) {
            const std::lock_guard lock(mutex);
            fileFailed(seen.file.string(), error.what(), session);
        }
    };
    inParallel(
        pairs.size(), coresOfThisMachine(), session,
        [&](std::size_t i) { return pairs[i].nirspec.file.string(); },
        [&](std::size_t i) {
            analyze(pairs[i].nirspec, Instrument::Nirspec);
            analyze(pairs[i].apogee, Instrument::Apogee);
        });
    std::erase_if(pairs, [](const Pair& pair) { return !pair.nirspec.analysis || !pair.apogee.analysis; });
    if (pairs.size() < 2)
        throw Error(table + ": fewer than two of its pairs can be analysed; a rank among one says nothing.");
    return reportOf(table, analyzer.manifest().modelId, pairs);
}

} // namespace syzygy
