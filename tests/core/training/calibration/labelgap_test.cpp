#include "core/random.h"
#include "core/training/calibration/labelgap.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace syzygy;

namespace {

constexpr double sigma = 0.05; ///< stated, of every label but Teff
constexpr auto mg = indexOf(Label::Mg);

/// Stars whose errors are what σ states; then `change` makes Mg wrong.
template <typename Change>
std::vector<LabelResidual> starsWith(std::size_t count, std::uint64_t seed, Change change)
{
    Random random(seed);
    std::vector<LabelResidual> stars(count);
    for (auto& star : stars) {
        star.truth = { random.uniform(4000, 5500), random.uniform(1, 4), random.uniform(-1.5, 0.2) };
        star.sigma.fill(sigma);
        star.sigma[0] = 50;
        for (std::size_t k = 0; k < labelCount; ++k)
            star.estimate[k] = star.truth[k] + star.sigma[k] * random.normal();
        star.estimate[mg] += change(star.truth, random);
    }
    return stars;
}

double none(const Labels&, Random&)
{
    return 0;
}

double shiftAt(const LabelCorrection& correction, const Labels& star)
{
    return correction.trends[mg].shift(correction.position(star));
}

} // namespace

class LabelGapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void honestStarsAreLeftAlone();
    void findsAConstantShift();
    void shrinksWhatFewStarsSay();
    void findsASlopeInManyStars();
    void findsScatterThatSigmaDoesNotState();
    void scatterOnlyShiftsNothing();
    void ignoresLabelsThatAreNotKnown();
};

void LabelGapTest::honestStarsAreLeftAlone()
{
    double largest = 0;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto correction = fitLabelGap(starsWith(20, seed, none), Shifts::Fit);
        for (std::size_t k = 1; k < labelCount; ++k)
            largest = std::max(largest, std::abs(correction.trends[k].weight[0]));
    }
    QVERIFY2(largest < 0.7 * sigma, qPrintable(QString::number(largest)));
}

void LabelGapTest::findsAConstantShift()
{
    const auto correction
        = fitLabelGap(starsWith(10, 3, [](const Labels&, Random&) { return 0.2; }), Shifts::Fit);
    const Labels star { 4700, 2.5, -0.6 };
    QVERIFY2(std::abs(shiftAt(correction, star) - 0.2) < 0.05,
             qPrintable(QString::number(shiftAt(correction, star))));
    const double uncertainty = std::sqrt(correction.trends[mg].variance(correction.position(star)));
    QVERIFY(uncertainty > 0.3 * sigma / std::sqrt(10) && uncertainty < 2 * sigma);
}

void LabelGapTest::shrinksWhatFewStarsSay()
{
    auto stars = starsWith(2, 4, none);
    for (auto& star : stars)
        star.estimate[mg] = star.truth[mg] + sigma; // both 1 σ off: may be chance
    const double shift = shiftAt(fitLabelGap(stars, Shifts::Fit), stars[0].estimate);
    QVERIFY2(shift >= 0 && shift < 0.8 * sigma, qPrintable(QString::number(shift)));
}

void LabelGapTest::findsASlopeInManyStars()
{
    const auto slope = [](const Labels& truth, Random&) { return 0.1 * (truth[0] - 4750) / 500; };
    const auto correction = fitLabelGap(starsWith(100, 5, slope), Shifts::Fit);
    const double across = shiftAt(correction, { 5250, 2.5, -0.6 }) - shiftAt(correction, { 4250, 2.5, -0.6 });
    QVERIFY2(std::abs(across - 0.2) < 0.05, qPrintable(QString::number(across)));
}

void LabelGapTest::findsScatterThatSigmaDoesNotState()
{
    const auto scatter = [](const Labels&, Random& random) { return random.normal(0, 0.15); };
    const auto found = fitLabelGap(starsWith(80, 6, scatter), Shifts::Fit).trends[mg].scatter;
    QVERIFY2(std::abs(found - 0.15) < 0.04, qPrintable(QString::number(found)));
    QVERIFY(fitLabelGap(starsWith(80, 6, none), Shifts::Fit).trends[mg].scatter < 0.5 * sigma);
}

void LabelGapTest::scatterOnlyShiftsNothing()
{
    const auto stars = starsWith(20, 7, [](const Labels&, Random&) { return 0.2; });
    const auto correction = fitLabelGap(stars, Shifts::None);
    QCOMPARE(shiftAt(correction, stars[0].estimate), 0.0);
    QVERIFY(correction.trends[mg].scatter > 0.15);
}

void LabelGapTest::ignoresLabelsThatAreNotKnown()
{
    auto stars = starsWith(10, 8, [](const Labels&, Random&) { return 0.2; });
    for (auto& star : stars)
        star.truth[indexOf(Label::V)] = std::numeric_limits<double>::quiet_NaN();
    const auto correction = fitLabelGap(stars, Shifts::Fit);
    QVERIFY(correction.trends[indexOf(Label::V)].weight[0] == 0
            && correction.trends[indexOf(Label::V)].scatter == 0);
    QVERIFY(std::abs(shiftAt(correction, stars[0].estimate) - 0.2) < 0.05);
}

QTEST_APPLESS_MAIN(LabelGapTest)

#include "labelgap_test.moc"
