#include "core/atlas/twins.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace syzygy {

namespace {

/// How much each twin counts: a Gaussian of its distance, as wide as the median of them, so that no one alone
/// decides.
std::vector<double> weightsOf(std::span<const Twin> twins)
{
    std::vector<double> weights;
    const double width = twins.empty() ? 1 : std::max(twins[twins.size() / 2].distance, 1e-6);
    for (const auto& twin : twins)
        weights.push_back(std::exp(-0.5 * std::pow(twin.distance / width, 2)));
    return weights;
}

std::vector<Twin> nearestOfEachStar(const StarAtlas& atlas, std::span<const Twin> spectra)
{
    std::vector<Twin> twins;
    std::unordered_set<std::size_t> stars;
    for (const auto& twin : spectra)
        if (stars.insert(atlas.star(twin.row)).second)
            twins.push_back(twin);
    return twins;
}

} // namespace

TwinSearch::TwinSearch(std::shared_ptr<const StarAtlas> atlas)
    : m_atlas(std::move(atlas))
    , m_index(m_atlas->latents(), m_atlas->dimensions())
    , m_parts(std::make_unique<std::array<PartIndex, 2>>())
{
}

std::vector<Neighbour> TwinSearch::search(std::span<const float> latent, int k,
                                          std::optional<Instrument> encodedAs) const
{
    if (!encodedAs)
        return m_index.nearest(latent, k);
    const auto& part = (*m_parts)[*encodedAs == Instrument::Apogee ? 1 : 0];
    return part.nearest(latent, k, [&] {
        auto rows = m_atlas->rowsEncodedAs(*encodedAs);
        auto vectors = m_atlas->latents(rows);
        return PartIndex::Contents { std::move(vectors), std::move(rows) };
    });
}

std::vector<Twin> TwinSearch::nearest(std::span<const float> latent, int k, std::optional<std::size_t> self,
                                      std::optional<Instrument> encodedAs) const
{
    constexpr int spectraOfAStar = 16; // at most so many of them stand between the star and its twins
    std::vector<Twin> twins;
    for (const auto& [row, cosine] : search(latent, self ? k + spectraOfAStar : k, encodedAs)) {
        const bool isItself = self && (row == *self || m_atlas->star(row) == m_atlas->star(*self));
        if (!isItself && twins.size() < static_cast<std::size_t>(k))
            twins.push_back({ row, std::acos(std::clamp(static_cast<double>(cosine), -1.0, 1.0)) });
    }
    return twins;
}

std::optional<std::size_t> TwinSearch::rowOf(const Spectrum& spectrum) const
{
    const auto file = std::filesystem::absolute(spectrum.provenance.file).lexically_normal().string();
    for (std::size_t row = 0; row < m_atlas->size(); ++row)
        if (m_atlas->storedFile(row) == file && m_atlas->hdu(row) == spectrum.provenance.hdu
            && m_atlas->source(row) == spectrum.provenance.source)
            return row;
    return {};
}

TwinLabels TwinSearch::labelsOf(std::span<const Twin> spectra, const Estimates& ours) const
{
    const auto twins = nearestOfEachStar(*m_atlas, spectra);
    const auto weights = weightsOf(twins);
    TwinLabels labels;
    for (std::size_t k = 0; k < labelCount; ++k) {
        double sum = 0, weight = 0, squares = 0, weightSquares = 0, measured = 0, seen = 0;
        std::size_t stars = 0;
        for (std::size_t i = 0; i < twins.size(); ++i) {
            const double known = m_atlas->knownLabel(k, twins[i].row),
                         sigma = m_atlas->knownSigma(k, twins[i].row);
            if (!std::isfinite(known))
                continue;
            sum += weights[i] * known;
            squares += weights[i] * known * known;
            measured += weights[i] * sigma * sigma;
            seen += weights[i] * m_atlas->label(k, twins[i].row);
            weight += weights[i];
            weightSquares += weights[i] * weights[i];
            ++stars;
        }
        if (stars < fewestTwins)
            continue;
        const double mean = sum / weight, effective = weight * weight / weightSquares;
        const double variance
            = std::max(0.0, squares / weight - mean * mean) * effective / std::max(effective - 1, 0.5);
        const double unlike = seen / weight - ours[k].value;
        labels[k]
            = TwinLabel { mean, std::hypot(std::sqrt(std::max(variance, measured / weight)), unlike), stars };
    }
    return labels;
}

} // namespace syzygy
