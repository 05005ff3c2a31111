#include "core/training/calibration/finetuningcurve.h"

#include "core/error.h"
#include "core/nn/blasthreads.h"
#include "core/random.h"
#include "core/training/calibration/finetuningstars.h"
#include "core/training/mocks/mocks.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace syzygy {

namespace {

/// The stars of the grid, and what the bundle says of the same stars as its emulator makes them.
struct Laboratory {
    std::vector<TuningStar> stars;
    std::vector<Labels> undisturbed;
};

MockOptions mocksAt(double snr)
{
    MockOptions mocks;
    mocks.nirspec.snrLow = mocks.nirspec.snrHigh = snr;
    mocks.apogee.snrLow = mocks.apogee.snrHigh = snr;
    return mocks;
}

const Spectrum& sideOf(const MockPair& pair, Instrument instrument)
{
    return instrument == Instrument::Apogee ? pair.apogee : pair.nirspec;
}

/// Stars that cannot be used in either form are left out.
Laboratory furnish(const Analyzer& analyzer, const Encoders& encoders, const Emulator& emulator,
                   const SpectralGrid& truth, const CurveOptions& options, const Progress& progress,
                   const std::stop_token& stop)
{
    const auto disturbed = starsOfGrid(truth);
    const auto plain = emulateStars(emulator, disturbed.stars);
    const auto mocks = mocksAt(options.snr);
    std::vector<TuningStar> stars(truth.stars.size());
    std::vector<Labels> undisturbed(stars.size());
    std::atomic<std::size_t> done { 0 };
    parallelOnOneThreadEach(stars.size(), [&](std::size_t i) {
        if (stop.stop_requested())
            throw Cancelled();
        const auto seed = options.seed + 7919 * i;
        stars[i].name = fmt::format("star {}", i);
        stars[i].truth = truth.stars[i].labels;
        const auto pair = makeMockPair(disturbed, i, mocks, seed);
        auto exposure
            = makeExposure(analyzer, encoders, sideOf(pair, options.instrument), stars[i].truth, stop);
        const auto twin = analyzer.analyze(sideOf(makeMockPair(plain, i, mocks, seed), options.instrument));
        if (exposure && isUsable(twin)) {
            undisturbed[i] = encoders.encode(twin.prepared).value; // without the bundle's own calibration
            stars[i].exposures.push_back(std::move(*exposure));
        }
        progress(0.3 * static_cast<double>(++done) / static_cast<double>(stars.size()),
                 "observing the stars of the grid");
    });
    Laboratory laboratory;
    for (std::size_t i = 0; i < stars.size(); ++i)
        if (!stars[i].exposures.empty()) {
            laboratory.stars.push_back(std::move(stars[i]));
            laboratory.undisturbed.push_back(undisturbed[i]);
        }
    return laboratory;
}

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    Random random(seed);
    for (std::size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[random.index(i)]);
    return order;
}

/// Sums over the test stars of all draws of one point.
struct Sums {
    CurveErrors squares;
    double tested = 0, within1 = 0, within2 = 0;
};

void addSquares(const Labels& value, const Labels& truth, Labels& squares)
{
    for (std::size_t k = 0; k < labelCount; ++k)
        squares[k] += std::pow(value[k] - truth[k], 2);
}

void addCoverage(const StarEstimate& said, const Labels& truth, Sums& sums)
{
    for (std::size_t k = 0; k < labelCount; ++k) {
        const double sigmas = std::abs(said.value[k] - truth[k]) / said.sigma[k];
        sums.within1 += sigmas < 1;
        sums.within2 += sigmas < 2;
    }
}

/// `rows`: of the stars that were not trained on.
void test(const Encoders& encoders, const Laboratory& laboratory, std::span<const std::size_t> rows,
          const std::array<InstrumentCorrection, tuningStrengths>& always, TuningStrength chosen, Sums& sums)
{
    std::vector<const TuningStar*> stars;
    for (const auto row : rows)
        stars.push_back(&laboratory.stars[row]);
    const auto before = estimates(encoders, {}, stars);
    for (std::size_t i = 0; i < stars.size(); ++i) {
        addSquares(before[i].value, stars[i]->truth, sums.squares.before);
        addSquares(laboratory.undisturbed[rows[i]], stars[i]->truth, sums.squares.undisturbed);
    }
    for (std::size_t s = 0; s < tuningStrengths; ++s) {
        const auto said = estimates(encoders, always[s], stars);
        for (std::size_t i = 0; i < stars.size(); ++i) {
            addSquares(said[i].value, stars[i]->truth, sums.squares.always[s]);
            if (s != static_cast<std::size_t>(chosen))
                continue;
            addSquares(said[i].value, stars[i]->truth, sums.squares.after);
            addCoverage(said[i], stars[i]->truth, sums);
        }
    }
    sums.tested += static_cast<double>(stars.size());
}

CurvePoint pointOf(std::size_t stars, const Sums& sums)
{
    const auto root = [&](const Labels& squares) {
        Labels rmse {};
        for (std::size_t k = 0; k < labelCount; ++k)
            rmse[k] = std::sqrt(squares[k] / sums.tested);
        return rmse;
    };
    CurvePoint point;
    point.stars = stars;
    point.rmse = { root(sums.squares.before), root(sums.squares.after), root(sums.squares.undisturbed), {} };
    for (std::size_t s = 0; s < tuningStrengths; ++s)
        point.rmse.always[s] = root(sums.squares.always[s]);
    point.within1 = sums.within1 / (sums.tested * static_cast<double>(labelCount));
    point.within2 = sums.within2 / (sums.tested * static_cast<double>(labelCount));
    return point;
}

CurvePoint measure(const Encoders& encoders, const Laboratory& laboratory, std::size_t count,
                   const CurveOptions& options, const std::stop_token& stop)
{
    Sums sums;
    std::array<std::size_t, tuningStrengths> chosen {};
    for (std::size_t draw = 0; draw < options.draws; ++draw) {
        const auto order = shuffled(laboratory.stars.size(), options.seed + draw);
        std::vector<TuningStar> training;
        for (std::size_t i = 0; i < count; ++i)
            training.push_back(laboratory.stars[order[i]]);
        const auto tuned = fineTune(
            encoders, training, options.tuning, [](double, const std::string&) {}, stop);
        const auto always = corrections(encoders, training, options.tuning);
        ++chosen[static_cast<std::size_t>(tuned.chosen)];
        test(encoders, laboratory, std::span(order).subspan(count), always, tuned.chosen, sums);
    }
    auto point = pointOf(count, sums);
    point.chosen = chosen;
    return point;
}

} // namespace

ExcessLeft excessLeft(const CurveErrors& rmse, const Labels& after)
{
    double linear = 0, linearBefore = 0, squared = 0, squaredBefore = 0;
    for (std::size_t k = 0; k < labelCount; ++k) {
        const double unit = rmse.undisturbed[k];
        linear += after[k] / unit - 1;
        linearBefore += rmse.before[k] / unit - 1;
        squared += std::pow(after[k] / unit, 2) - 1;
        squaredBefore += std::pow(rmse.before[k] / unit, 2) - 1;
    }
    return { linear / linearBefore, squared / squaredBefore };
}

std::vector<CurvePoint> tuningCurve(const Analyzer& analyzer, const Encoders& encoders,
                                    const Emulator& emulator, const SpectralGrid& truth,
                                    const CurveOptions& options, const Progress& progress,
                                    std::stop_token stop)
{
    const auto laboratory = furnish(analyzer, encoders, emulator, truth, options, progress, stop);
    std::vector<CurvePoint> curve;
    for (const auto count : options.stars) {
        if (count < 2 || count >= laboratory.stars.size())
            throw Error(fmt::format(
                "{} stars cannot be trained on: the grid leaves {} usable ones, and some must be tested.",
                count, laboratory.stars.size()));
        progress(0.3 + 0.7 * static_cast<double>(curve.size()) / static_cast<double>(options.stars.size()),
                 fmt::format("tuning on {} stars", count));
        curve.push_back(measure(encoders, laboratory, count, options, stop));
    }
    return curve;
}

std::string toText(const std::vector<CurvePoint>& curve)
{
    std::string text = "| stars |";
    for (const auto& info : labelInfos)
        text += fmt::format(" {} |", info.symbol);
    text += " excess left: rmse | rmse² | within 1σ | 2σ | chosen |\n|---|";
    for (std::size_t i = 0; i < labelCount + 5; ++i)
        text += "---|";
    const auto row = [&](const std::string& name, const CurveErrors& rmse, const Labels& errors) {
        text += fmt::format("\n| {} |", name);
        for (std::size_t k = 0; k < labelCount; ++k)
            text += fmt::format(" {:.{}f} |", errors[k], k == 0 ? 0 : 3);
        const auto left = excessLeft(rmse, errors);
        text += fmt::format(" {:.2f} | {:.2f} |", left.linear, left.squared);
    };
    for (const auto& point : curve) {
        if (&point == &curve.front()) {
            row("undisturbed", point.rmse, point.rmse.undisturbed);
            row("before", point.rmse, point.rmse.before);
        }
        row(fmt::format("{}", point.stars), point.rmse, point.rmse.after);
        text += fmt::format(" {:.2f} | {:.2f} |", point.within1, point.within2);
        for (std::size_t s = 0; s < tuningStrengths; ++s)
            if (point.chosen[s] > 0)
                text += fmt::format(" {} ×{}", nameOf(static_cast<TuningStrength>(s)), point.chosen[s]);
        for (std::size_t s = 1; s < tuningStrengths; ++s)
            row(fmt::format("{}, always {}", point.stars, nameOf(static_cast<TuningStrength>(s))), point.rmse,
                point.rmse.always[s]);
    }
    return text + "\n";
}

} // namespace syzygy
