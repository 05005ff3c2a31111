#include "core/training/calibration/linelists.h"

#include "core/error.h"
#include "core/random.h"
#include "core/training/calibration/linelistproblem.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::size_t likelyStars = 30'000;
constexpr std::uint64_t likelySeed = 7;

Eigen::Index asIndex(std::size_t i)
{
    return static_cast<Eigen::Index>(i);
}

/// What one star says of the offsets once its own parameters follow them.
struct Said {
    Eigen::MatrixXd information;
    Eigen::VectorXd pull; ///< towards offsets of 0 + information⁻¹ pull
};

Said marginalised(const LinearStar& linear, const Eigen::VectorXd& offsets)
{
    const auto own = asIndex(ownParameters);
    const auto rest = linear.normal.rows() - own;
    const Eigen::MatrixXd a = linear.normal.topLeftCorner(own, own),
                          b = linear.normal.topRightCorner(own, rest);
    const Eigen::LDLT<Eigen::MatrixXd> solver(a);
    Said said;
    said.information = linear.normal.bottomRightCorner(rest, rest) - b.transpose() * solver.solve(b);
    said.pull = linear.gradient.tail(rest) - b.transpose() * solver.solve(linear.gradient.head(own))
        + said.information * offsets;
    return said;
}

Eigen::VectorXd ownStep(const LinearStar& linear, const Eigen::VectorXd& offsetStep)
{
    const auto own = asIndex(ownParameters);
    const auto rest = linear.normal.rows() - own;
    const Eigen::VectorXd right
        = linear.gradient.head(own) - linear.normal.topRightCorner(own, rest) * offsetStep;
    return linear.normal.topLeftCorner(own, own).ldlt().solve(right);
}

/// Covariance of the offsets before any star: each of width `width` about a mean that the species of its list
/// share.
Eigen::MatrixXd priorCovariance(std::size_t lists, double width, double meanWidth)
{
    const auto size = asIndex(speciesCount);
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(asIndex(lists) * size, asIndex(lists) * size);
    for (std::size_t list = 0; list < lists; ++list) {
        auto block = covariance.block(asIndex(list) * size, asIndex(list) * size, size, size);
        block.setConstant(meanWidth * meanWidth);
        block.diagonal().array() += width * width;
    }
    return covariance;
}

struct OffsetPosterior {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
    double logEvidence = 0; ///< over offsets of zero
};

OffsetPosterior posteriorOf(const Said& said, const Eigen::MatrixXd& prior)
{
    // (P⁻¹ + S)⁻¹ = P (I + S P)⁻¹, which needs no inverse of either
    const Eigen::MatrixXd both
        = Eigen::MatrixXd::Identity(prior.rows(), prior.cols()) + said.information * prior;
    const Eigen::PartialPivLU<Eigen::MatrixXd> solver(both);
    OffsetPosterior posterior;
    posterior.covariance = prior * solver.inverse();
    posterior.mean = posterior.covariance * said.pull;
    posterior.logEvidence
        = 0.5 * said.pull.dot(posterior.mean) - 0.5 * std::log(std::abs(solver.determinant()));
    return posterior;
}

struct Likeliest {
    double width = 0;
    OffsetPosterior posterior;
};

Likeliest likeliest(const Said& said, std::size_t lists, double meanWidth)
{
    // The likelihood takes pixels for independent and would choose wider still (.55); left out, stars come
    // out alike.
    constexpr std::array widths { 0.02, 0.05, 0.08, 0.12, 0.15 };
    Likeliest best;
    for (const double width : widths) {
        auto posterior = posteriorOf(said, priorCovariance(lists, width, meanWidth));
        if (best.width == 0 || posterior.logEvidence > best.posterior.logEvidence)
            best = { width, std::move(posterior) };
    }
    return best;
}

LineStrengths strengthsOf(const Eigen::VectorXd& offsets, const std::vector<double>& ends)
{
    LineStrengths strengths;
    for (std::size_t list = 0; list <= ends.size(); ++list) {
        LineList lines;
        if (list < ends.size())
            lines.end = ends[list];
        for (std::size_t species = 0; species < speciesCount; ++species)
            lines.offset[species] = offsets(asIndex(list * speciesCount + species));
        strengths.lists.push_back(lines);
    }
    return strengths;
}

std::vector<std::array<double, speciesCount>> sigmasOf(const OffsetPosterior& posterior, std::size_t lists)
{
    std::vector<std::array<double, speciesCount>> sigmas(lists);
    for (std::size_t list = 0; list < lists; ++list)
        for (std::size_t species = 0; species < speciesCount; ++species) {
            const auto at = asIndex(list * speciesCount + species);
            sigmas[list][species] = std::sqrt(std::max(0.0, posterior.covariance(at, at)));
        }
    return sigmas;
}

OwnParameters startOf(const StandardStar& star, const OwnPrior& prior, const PhysicalFit& known)
{
    OwnParameters start = prior.mean;
    for (std::size_t k = 0; k < labelCount; ++k)
        if (!std::isfinite(prior.sigma[k]))
            start[k] = star.analysis.estimates[k].value;
    start[labelCount] = known.star.vmic;
    start[labelCount + 1] = known.star.logC12C13;
    start[labelCount + 2] = known.velocity;
    start[labelCount + 3] = known.fwhm;
    return start;
}

std::vector<StellarParameters> likelyOf(const LabelPrior& prior)
{
    Random random(likelySeed);
    std::vector<StellarParameters> stars;
    for (std::size_t i = 0; i < likelyStars; ++i)
        stars.push_back(prior.sample(random));
    return stars;
}

std::vector<StarProblem> problemsOf(const Emulator& emulator, const LabelPrior& prior,
                                    const std::vector<StandardStar>& standards, const std::stop_token& stop)
{
    const auto likely = likelyOf(prior);
    std::vector<StarProblem> problems;
    for (const auto& star : standards) {
        const auto known = priorOf(star, likely);
        PhysicalFitOptions options;
        options.labelsFixed = true;
        StellarParameters start;
        std::copy_n(known.mean.begin(), labelCount, start.labels.begin());
        start.vmic = known.mean[labelCount];
        start.logC12C13 = known.mean[labelCount + 1];
        const auto fit = fitEmulator(emulator, star.spectrum, star.analysis.prepared, start, options, stop);
        problems.emplace_back(star, known, startOf(star, known, fit));
    }
    return problems;
}

StellarParameters blindStart(const Analysis& analysis)
{
    StellarParameters start;
    for (std::size_t k = 0; k < labelCount; ++k)
        start.labels[k] = analysis.estimates[k].value;
    return start;
}

/// All stars but those of a name.
Said withoutStar(const std::vector<Said>& all, const std::vector<StandardStar>& standards,
                 const std::string& name)
{
    Said sum { Eigen::MatrixXd::Zero(all[0].information.rows(), all[0].information.cols()),
               Eigen::VectorXd::Zero(all[0].pull.size()) };
    for (std::size_t i = 0; i < all.size(); ++i)
        if (standards[i].name != name) {
            sum.information += all[i].information;
            sum.pull += all[i].pull;
        }
    return sum;
}

void checkStop(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Cancelled();
}

/// Each standard as a star of unknown labels, with the lines as they are and with what all others taught.
std::vector<StandardFit> leftOut(const Emulator& emulator, const std::vector<StandardStar>& standards,
                                 const std::vector<Said>& said, const LineListOptions& options, double width,
                                 const Progress& progress, const std::stop_token& stop)
{
    const auto covariance = priorCovariance(options.ends.size() + 1, width, options.meanWidth);
    std::vector<StandardFit> fits;
    for (const auto& star : standards) {
        checkStop(stop);
        progress(static_cast<double>(fits.size()) / static_cast<double>(standards.size()), star.title);
        const auto others = posteriorOf(withoutStar(said, standards, star.name), covariance);
        const auto corrected = emulator.withLineStrengths(strengthsOf(others.mean, options.ends));
        const auto& prepared = star.analysis.prepared;
        const auto start = blindStart(star.analysis);
        fits.push_back({ star.name, star.title, star.truth, star.sigma,
                         fitEmulator(emulator, star.spectrum, prepared, start, {}, stop),
                         fitEmulator(corrected, star.spectrum, prepared, start, {}, stop) });
    }
    return fits;
}

} // namespace

std::vector<StandardStar> readStandards(const std::vector<std::filesystem::path>& files,
                                        const std::vector<LabelRow>& rows, const Analyzer& analyzer,
                                        const Progress& progress, std::stop_token stop)
{
    std::vector<StandardStar> standards;
    for (std::size_t i = 0; i < files.size(); ++i) {
        progress(static_cast<double>(i) / static_cast<double>(files.size()), files[i].string());
        for (auto& [row, spectrum] : bestOf(files[i], rows)) {
            auto analysis = analyzer.analyze(spectrum, {}, stop);
            if (!isUsable(analysis))
                continue;
            StandardStar star { row->names.front(), files[i].filename().string(),
                                spectrum,           std::move(analysis),
                                row->labels,        row->sigma };
            standards.push_back(std::move(star));
        }
    }
    if (standards.empty())
        throw Error("None of the spectra can be used as a standard: analyze says why.");
    return standards;
}

LineListResult learnLineStrengths(const Emulator& emulator, const LabelPrior& prior,
                                  const std::vector<StandardStar>& standards, const LineListOptions& options,
                                  const Progress& progress, std::stop_token stop)
{
    const std::size_t lists = options.ends.size() + 1;
    // A line that is wrong is so in every star: averaging stars does not make it better known.
    const double lineScatter = options.lineScatter * std::sqrt(static_cast<double>(standards.size()));
    Eigen::VectorXd offsets = Eigen::VectorXd::Zero(asIndex(lists * speciesCount));
    auto problems = problemsOf(emulator, prior, standards, stop);
    std::vector<Said> said(standards.size());
    Likeliest best;
    for (int iteration = 0; iteration < options.iterations; ++iteration) {
        checkStop(stop);
        progress(0.5 * iteration / options.iterations,
                 fmt::format("line strengths: step {} of {}", iteration + 1, options.iterations));
        const auto corrected = emulator.withLineStrengths(strengthsOf(offsets, options.ends));
        std::vector<LinearStar> linear;
        for (std::size_t i = 0; i < problems.size(); ++i) {
            linear.push_back(problems[i].linearise(corrected, lineScatter));
            said[i] = marginalised(linear.back(), offsets);
        }
        best = likeliest(withoutStar(said, standards, {}), lists, options.meanWidth);
        const Eigen::VectorXd step = (best.posterior.mean - offsets).cwiseMax(-0.2).cwiseMin(0.2);
        for (std::size_t i = 0; i < problems.size(); ++i)
            problems[i].step(ownStep(linear[i], step));
        offsets += step;
    }
    LineListResult result {
        strengthsOf(offsets, options.ends), {}, best.width, best.posterior.logEvidence, {}
    };
    result.sigma = sigmasOf(best.posterior, lists);
    result.fits = leftOut(emulator, standards, said, options, best.width, partOf(progress, 0.5, 1), stop);
    return result;
}

} // namespace syzygy
