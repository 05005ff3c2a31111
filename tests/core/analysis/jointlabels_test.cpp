#include "core/analysis/jointlabels.h"
#include "core/random.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

StarsAlike broadPrior()
{
    StarsAlike prior;
    prior.mean[0] = 4800;
    prior.scatter.fill(0.3);
    prior.scatter[0] = 700;
    return prior;
}

/// Every label `sigmas` prior widths from the prior's mean, known to `share` of its scatter, of which
/// `shared` is no noise.
Analysis analysis(double sigmas, double share, Instrument instrument = Instrument::Nirspec, double shared = 0)
{
    const auto prior = broadPrior();
    Analysis result;
    result.encoded = true;
    result.encodedAs = instrument;
    for (std::size_t k = 0; k < labelCount; ++k) {
        auto& estimate = result.estimates[k];
        estimate.value = prior.mean[k] + sigmas * prior.scatter[k];
        estimate.sigma = share * prior.scatter[k];
        estimate.sigmaNoise = estimate.sigma * std::sqrt(1 - shared * shared);
    }
    return result;
}

double inPriorWidths(double sigma, std::size_t label)
{
    return sigma / broadPrior().scatter[label];
}

} // namespace

class JointLabelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneSpectrumSaysWhatItSays()
    {
        const auto only = analysis(0.5, 0.1, Instrument::Nirspec, 0.6);
        const Analysis* const list[] { &only };
        const auto joint = jointLabels(list, broadPrior());
        for (std::size_t k = 0; k < labelCount; ++k) {
            QVERIFY(std::abs(joint.value[k] - only.estimates[k].value) < 1e-6 * broadPrior().scatter[k]);
            QVERIFY(std::abs(joint.sigma[k] / only.estimates[k].sigma - 1) < 1e-6);
        }
    }

    /// Two exposures that say nothing beyond the prior leave the prior, not half of its width.
    void priorCountsOnce()
    {
        const auto nothing = analysis(0, 1);
        const Analysis* const list[] { &nothing, &nothing, &nothing };
        const auto joint = jointLabels(list, broadPrior());
        for (std::size_t k = 0; k < labelCount; ++k)
            QVERIFY(std::abs(inPriorWidths(joint.sigma[k], k) - 1) < 1e-9);
        // and half-known labels: 1/s² = 2 (1/0.6² − 1) + 1
        const auto half = analysis(0.2, 0.6);
        const Analysis* const two[] { &half, &half };
        const auto better = jointLabels(two, broadPrior());
        QVERIFY(std::abs(inPriorWidths(better.sigma[4], 4) - 1 / std::sqrt(2 / 0.36 - 1)) < 1e-9);
        // whose likelihoods lie further from the prior's mean than their posteriors
        QVERIFY(better.value[4] > half.estimates[4].value);
    }

    void sharedErrorsDoNotAverageDown()
    {
        const auto one = analysis(0.5, 0.1, Instrument::Nirspec, 0.8);
        std::vector<const Analysis*> list(100, &one);
        const auto joint = jointLabels(list, broadPrior());
        const double floor = 0.8 * 0.1;
        QVERIFY(std::abs(inPriorWidths(joint.sigma[2], 2) / floor - 1) < 0.02);
        // another instrument does not share them
        const auto other = analysis(0.5, 0.1, Instrument::Apogee, 0.8);
        const Analysis* const both[] { &one, &other };
        QVERIFY(std::abs(inPriorWidths(jointLabels(both, broadPrior()).sigma[2], 2) - 0.1 / std::sqrt(2))
                < 1e-3);
    }

    /// log g is tied to Teff in one spectrum, and the other measures Teff: log g follows.
    void correlationsAreHeeded()
    {
        auto tied = analysis(0, 0.5), sharp = analysis(0, 0.9, Instrument::Apogee);
        tied.correlation.assign(labelCount * labelCount, 0);
        for (std::size_t k = 0; k < labelCount; ++k)
            tied.correlation[k * labelCount + k] = 1;
        tied.correlation[1] = tied.correlation[labelCount] = 0.9;
        sharp.estimates[0].sigma = sharp.estimates[0].sigmaNoise = 7;
        sharp.estimates[0].value += 350;
        const Analysis* const list[] { &tied, &sharp };
        const auto joint = jointLabels(list, broadPrior());
        QVERIFY(joint.value[1] > 0.1);
        QVERIFY(joint.sigma[1] < 0.6 * tied.estimates[1].sigma);
    }

    /// Posteriors of 2,000 made stars, two exposures each: the truth is within 1 σ of the joint labels as
    /// often as it should be.
    void sigmaIsHonest()
    {
        Random random(5);
        const auto prior = broadPrior();
        int within = 0;
        constexpr int stars = 2000;
        for (int star = 0; star < stars; ++star) {
            const double truth = random.normal(); // in prior widths
            std::vector<Analysis> exposures;
            for (const double noise : { 0.7, 1.1 }) { // of the likelihood
                const double precision = 1 / (noise * noise),
                             mean = random.normal(truth, noise) * precision / (precision + 1);
                exposures.push_back(analysis(mean, 1 / std::sqrt(precision + 1)));
            }
            const Analysis* const list[] { &exposures[0], &exposures[1] };
            const auto joint = jointLabels(list, prior);
            within += std::abs(joint.value[3] - prior.scatter[3] * truth) < joint.sigma[3];
        }
        QVERIFY(std::abs(within / double(stars) - 0.683) < 0.03);
    }
};

QTEST_APPLESS_MAIN(JointLabelsTest)
#include "jointlabels_test.moc"
