#include "core/training/mocks/labelpriordensity.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr double giantLimit = 3.8;             // log g
constexpr double highestCarbonToOxygen = 0.15; // [C/O]
constexpr int attempts = 1000;                 // a sane prior needs a few; a strange file must not hang

/// Draws stars of one density with one stream of random numbers.
class Sampler {
public:
    Sampler(const LabelPrior::Density& density, Random& random)
        : m_density(density)
        , m_random(random)
    {
    }

    StellarParameters sample();

private:
    enum class Kind { Observed, Uniform, Alpha, Cluster };

    Kind drawKind();
    void drawParameters(Kind kind);
    void drawAbundances(Kind kind);

    void drawMixture();
    void drawBand(double lowestFeH, double highestFeH);
    double giantTemperature();
    double dwarfGravity();

    void drawFollowing(double width);
    void drawUniform();
    void drawAlpha();
    void drawPolluted();
    double drawMicroturbulence();
    double drawCarbonIsotopes(Kind kind);

    bool parametersFit() const;
    bool abundancesFit() const;
    double uniformIn(Label label)
    {
        return m_random.uniform(labelBox().lower[label], labelBox().upper[label]);
    }

    const LabelPrior::Density& m_density;
    Random& m_random;
    StellarParameters m_star;
    bool m_giant = true;
};

void clampIntoBox(StellarParameters& star)
{
    for (std::size_t i = 0; i < labelCount; ++i)
        star.labels[i] = std::clamp(star.labels[i], labelBox().lower.labels[i], labelBox().upper.labels[i]);
    star[Label::C] = std::min(star[Label::C], star[Label::O] + highestCarbonToOxygen);
}

/// Gaussian cut to [from, to] by drawing again; the nearer end if that does not help.
double truncatedNormal(Random& random, double mean, double sigma, std::array<double, 2> range)
{
    double drawn = random.normal(mean, sigma);
    for (int left = 20; left > 0 && (drawn < range[0] || drawn > range[1]); --left)
        drawn = random.normal(mean, sigma);
    return std::clamp(drawn, range[0], range[1]);
}

StellarParameters Sampler::sample()
{
    m_giant = m_random.chance(m_density.options.giantShare);
    const auto kind = drawKind();
    int left = attempts;
    do
        drawParameters(kind);
    while (!parametersFit() && --left > 0);
    m_star.vmic = drawMicroturbulence();
    m_star.logC12C13 = drawCarbonIsotopes(kind);
    left = attempts;
    do
        drawAbundances(kind);
    while (!abundancesFit() && --left > 0);
    clampIntoBox(m_star);
    return m_star;
}

Sampler::Kind Sampler::drawKind()
{
    const auto& options = m_density.options;
    const double draw = m_random.uniform();
    if (m_giant && draw < options.clusterShare)
        return Kind::Cluster;
    if (draw > 1.0 - options.broadShare)
        return m_random.chance(0.5) ? Kind::Uniform : Kind::Alpha;
    return Kind::Observed;
}

void Sampler::drawParameters(Kind kind)
{
    switch (kind) {
    case Kind::Observed:
        return drawMixture();
    case Kind::Cluster:
        return drawBand(-2.2, -0.3); // globular clusters of the Milky Way
    case Kind::Uniform:
    case Kind::Alpha:
        return drawBand(labelBox().lower[Label::FeH], labelBox().upper[Label::FeH]);
    }
}

void Sampler::drawAbundances(Kind kind)
{
    // One in five stars scatters twice as widely: real residuals have tails that a Gaussian has not.
    constexpr double tailShare = 0.2;
    constexpr double tailWidth = 2.0;
    switch (kind) {
    case Kind::Observed:
        return drawFollowing(m_random.chance(tailShare) ? tailWidth : 1.0);
    case Kind::Uniform:
        return drawUniform();
    case Kind::Alpha:
        return drawAlpha();
    case Kind::Cluster:
        return drawPolluted();
    }
}

void Sampler::drawMixture()
{
    const auto& cumulative = m_density.cumulativeWeights;
    const auto found = std::upper_bound(cumulative.begin(), cumulative.end() - 1, m_random.uniform());
    const auto k = static_cast<std::size_t>(found - cumulative.begin());
    MixtureVector normal;
    for (auto& value : normal)
        value = m_random.normal();
    const MixtureVector drawn = m_density.components[k].mean + m_density.factors[k] * normal;
    for (std::size_t i = 0; i < mixtureLabels.size(); ++i)
        m_star[mixtureLabels[i]] = drawn[static_cast<Eigen::Index>(i)];
}

/// A wide band around where stars are found, whatever their metallicity.
void Sampler::drawBand(double lowestFeH, double highestFeH)
{
    m_star[Label::FeH] = m_random.uniform(lowestFeH, highestFeH);
    m_star[Label::O] = m_star[Label::Mg] = 0;
    if (m_giant) {
        m_star[Label::Logg] = m_random.uniform(labelBox().lower[Label::Logg], giantLimit);
        m_star[Label::Teff] = giantTemperature();
    } else {
        m_star[Label::Teff] = m_random.uniform(3900, labelBox().upper[Label::Teff]);
        m_star[Label::Logg] = dwarfGravity();
    }
}

/// Quadratic in log g and [Fe/H] fitted to the giants of APOGEE DR17 (rms 113 K), scattered twice as widely;
/// subgiants (log g > 3.3) reach up to 900 K hotter.
double Sampler::giantTemperature()
{
    const double g = m_star[Label::Logg] - 2.0;
    const double metals = m_star[Label::FeH];
    const double branch = 4399 + 587 * g - 75 * g * g - 392 * metals - 45 * metals * metals + 64 * metals * g;
    const double subgiant = std::clamp((g - 1.3) / 0.5, 0.0, 1.0) * m_random.uniform(0, 900);
    return branch + subgiant + m_random.normal(0, 220);
}

/// The main sequence, and above 5200 K also the turn-off (log g of APOGEE DR17's dwarfs, scattered widely).
double Sampler::dwarfGravity()
{
    if (m_star[Label::Teff] < 5200)
        return m_random.normal(4.58, 0.12);
    return m_random.uniform(giantLimit, 4.65) + m_random.normal(0, 0.08);
}

void Sampler::drawFollowing(double width)
{
    FollowingVector normal;
    for (auto& value : normal)
        value = m_random.normal(0, width);
    const FollowingVector drawn
        = m_density.regression * predictors(m_star.labels) + m_density.residualFactor * normal;
    for (std::size_t i = 0; i < followingLabels.size(); ++i)
        m_star[followingLabels[i]] = drawn[static_cast<Eigen::Index>(i)];
}

void Sampler::drawUniform()
{
    for (auto label : followingLabels)
        m_star[label] = uniformIn(label);
    m_star[Label::O] = uniformIn(Label::O);
    m_star[Label::Mg] = uniformIn(Label::Mg);
}

/// From dwarf galaxies poor in α elements to the rich halo, with any C and N.
void Sampler::drawAlpha()
{
    const double alpha = m_random.uniform(-0.3, 0.6);
    m_star[Label::Mg] = alpha + m_random.normal(0, 0.10);
    m_star[Label::O] = alpha + m_random.normal(0.05, 0.15);
    drawFollowing(1.5);
    m_star[Label::C] = uniformIn(Label::C);
    m_star[Label::N] = uniformIn(Label::N);
}

/// Old stars rich in α whose matter went in part through the CNO, NeNa and MgAl cycles: N to +1.2, Na and Al
/// to +0.7, against C, O and Mg, as APOGEE finds in globular clusters (Mészáros et al. 2020, MNRAS 492,
/// 1641).
void Sampler::drawPolluted()
{
    m_star[Label::Mg] = m_random.normal(0.30, 0.10);
    m_star[Label::O] = m_random.normal(0.40, 0.12);
    drawFollowing(1.0);
    const double share = m_random.uniform();
    m_star[Label::C] -= 0.45 * share;
    m_star[Label::N] += 1.00 * share;
    m_star[Label::O] -= 0.50 * share;
    m_star[Label::Na] += 0.50 * share;
    m_star[Label::Al] += 0.60 * share;
    m_star[Label::Mg] -= 0.25 * share * share;
}

/// Anywhere between the relation of Holtzman et al. (2018), log vmic = 0.226 − 0.0228 g + 0.0297 g² − 0.0113
/// g³, and the grid's, with 0.2 km/s of scatter.
double Sampler::drawMicroturbulence()
{
    const double g = m_star[Label::Logg];
    const double holtzman = std::pow(10.0, 0.226 + g * (-0.0228 + g * (0.0297 - 0.0113 * g)));
    const double grid = 2.50 - 0.355 * g;
    return truncatedNormal(m_random, std::lerp(holtzman, grid, m_random.uniform()), 0.2,
                           { labelBox().lower.vmic, labelBox().upper.vmic });
}

/// First dredge-up and extra mixing: ¹²C/¹³C from some 60 (before log g 3.6) to some 9 (after log g 1.5).
double Sampler::drawCarbonIsotopes(Kind kind)
{
    const double lowest = labelBox().lower.logC12C13, highest = labelBox().upper.logC12C13;
    if (kind == Kind::Uniform)
        return m_random.uniform(lowest, highest);
    const double mixed = std::clamp((m_star[Label::Logg] - 1.5) / 2.1, 0.0, 1.0);
    return truncatedNormal(m_random, std::lerp(0.95, 1.75, mixed), 0.25, { lowest, highest });
}

bool Sampler::parametersFit() const
{
    return (m_star[Label::Logg] < giantLimit) == m_giant
        && std::ranges::all_of(mixtureLabels, [&](Label label) {
               return m_star[label] >= labelBox().lower[label] && m_star[label] <= labelBox().upper[label];
           });
}

bool Sampler::abundancesFit() const
{
    return labelBox().contains(m_star) && m_star[Label::C] - m_star[Label::O] <= highestCarbonToOxygen;
}

} // namespace

StellarParameters LabelPrior::sample(Random& random) const
{
    return Sampler(*m_density, random).sample();
}

} // namespace syzygy
