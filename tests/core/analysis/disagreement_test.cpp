#include "core/analysis/disagreement.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

/// Encoders and fit of the same mind: all constrained, σ 0.1 (K: 50) each.
struct Pair {
    Analysis analysis;
    PhysicalFit fit;
};

Pair agreeing()
{
    Pair pair;
    pair.analysis.encoded = true;
    pair.analysis.estimates.fill({ .value = 0.2, .sigma = 0.1, .constrained = true });
    pair.analysis.estimates[0] = { .value = 4500, .sigma = 50, .constrained = true };
    pair.analysis.velocity.value = -20;
    pair.analysis.velocity.error = 2;
    pair.fit.star.labels.fill(0.2);
    pair.fit.star.labels[0] = 4500;
    pair.fit.sigma.fill(0.1);
    pair.fit.sigma[0] = 50;
    pair.fit.velocity = -21;
    pair.fit.velocitySigma = 1;
    pair.fit.reducedChiSquare = 1.1;
    pair.fit.converged = true;
    return pair;
}

QStringList keysOf(const Pair& pair)
{
    QStringList keys;
    for (const auto& flag : disagreements(pair.analysis, pair.fit))
        keys << QString::fromStdString(flag.key);
    return keys;
}

QString wordsOf(const Pair& pair)
{
    return QString::fromStdString(disagreements(pair.analysis, pair.fit).at(0).words);
}

} // namespace

class DisagreementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void silentWhereBothAgree();
    void namesTheLabelsApart();
    void namesFewOfMany();
    void ignoresWhatTheSpectrumDoesNotShow();
    void comparesVelocities();
    void poorFitIsToldWithChiSquare();
    void unsettledFitIsNotCompared();
    void nothingToSayWithoutEncoders();
    void oneRuleForEveryLabel();
};

void DisagreementTest::silentWhereBothAgree()
{
    auto pair = agreeing();
    QVERIFY(keysOf(pair).isEmpty());
    pair.fit.star[Label::Mg] += 2.9 * std::sqrt(2) * 0.1; // below 3 σ of both
    QVERIFY(keysOf(pair).isEmpty());
}

void DisagreementTest::oneRuleForEveryLabel()
{
    auto pair = agreeing();
    pair.fit.star[Label::Teff] -= 300;
    QVERIFY(std::abs(sigmasApart(pair.analysis.estimates[0], 4200, 50) + 6 / std::sqrt(2)) < 1e-9);
    QVERIFY(disagrees(Label::Teff, pair.analysis, pair.fit));
    QVERIFY(!disagrees(Label::Mg, pair.analysis, pair.fit));
    pair.analysis.estimates[0].constrained = false;
    QVERIFY(!disagrees(Label::Teff, pair.analysis, pair.fit));
    pair.analysis.estimates[0].constrained = true;
    pair.fit.converged = false;
    QVERIFY(!disagrees(Label::Teff, pair.analysis, pair.fit));
}

void DisagreementTest::namesTheLabelsApart()
{
    auto pair = agreeing();
    pair.fit.star[Label::Logg] += 0.5; // 3.5 σ
    pair.fit.star[Label::Teff] -= 300; // 4.2 σ
    QCOMPARE(keysOf(pair), QStringList { QStringLiteral("fit_disagrees") });
    QVERIFY2(wordsOf(pair).contains(QStringLiteral("Teff (−300 K, 4.2 σ) and log g (+0.50 dex, 3.5 σ)")),
             qPrintable(wordsOf(pair)));
    QVERIFY(wordsOf(pair).contains(QStringLiteral("doubt the encoders"))
            && wordsOf(pair).endsWith(QLatin1Char('.')));
}

void DisagreementTest::namesFewOfMany()
{
    auto pair = agreeing();
    for (std::size_t k = 1; k < labelCount; ++k)
        pair.fit.star.labels[k] += 1;
    QVERIFY(wordsOf(pair).contains(QStringLiteral("and 15 more")));
}

void DisagreementTest::ignoresWhatTheSpectrumDoesNotShow()
{
    auto pair = agreeing();
    pair.analysis.estimates[indexOf(Label::V)].constrained = false;
    pair.fit.star[Label::V] += 1;
    QVERIFY(keysOf(pair).isEmpty());
}

void DisagreementTest::comparesVelocities()
{
    auto pair = agreeing();
    pair.fit.velocity = 5;
    QVERIFY(wordsOf(pair).contains(QStringLiteral("velocity (+25 km/s")));
    pair.analysis.velocity.error = 30;
    QVERIFY(keysOf(pair).isEmpty());
}

void DisagreementTest::poorFitIsToldWithChiSquare()
{
    auto pair = agreeing();
    pair.fit.reducedChiSquare = 9;
    QCOMPARE(keysOf(pair), QStringList { QStringLiteral("fit_poor") });
    QVERIFY(wordsOf(pair).contains(QStringLiteral("3.0 × the stated errors")));
    pair.fit.star[Label::Mg] += 1;
    QVERIFY(wordsOf(pair).contains(QStringLiteral("believe neither")));
}

void DisagreementTest::unsettledFitIsNotCompared()
{
    auto pair = agreeing();
    pair.fit.converged = false;
    pair.fit.star[Label::Mg] += 1;
    const auto flags = disagreements(pair.analysis, pair.fit);
    QCOMPARE(flags.size(), std::size_t { 1 });
    QVERIFY(flags[0].key == "fit_not_converged" && flags[0].severity == Flag::Severity::Note);
}

void DisagreementTest::nothingToSayWithoutEncoders()
{
    auto pair = agreeing();
    pair.analysis.encoded = false;
    pair.fit.star[Label::Mg] += 1;
    QVERIFY(keysOf(pair).isEmpty());
}

QTEST_APPLESS_MAIN(DisagreementTest)

#include "disagreement_test.moc"
