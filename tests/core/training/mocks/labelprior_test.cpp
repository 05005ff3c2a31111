#include "core/error.h"
#include "core/training/mocks/labelprior.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

using namespace syzygy;

namespace {

constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();

double& at(Labels& labels, Label label)
{
    return labels[indexOf(label)];
}

/// Giants and dwarfs with a known relation: [Mg/Fe] = 0.1 − 0.3 [Fe/H], [Si/Fe] = 0.5 [Mg/Fe] with 0.05 dex
/// of scatter.
std::vector<Labels> inventedStars(std::size_t count)
{
    Random random(42);
    std::vector<Labels> stars(count);
    for (std::size_t i = 0; i < count; ++i) {
        auto& star = stars[i];
        star.fill(notMeasured);
        const bool giant = i % 3 != 0;
        at(star, Label::Teff) = random.normal(giant ? 4700 : 5700, 150);
        at(star, Label::Logg) = random.normal(giant ? 2.5 : 4.3, 0.15);
        at(star, Label::FeH) = random.normal(-0.3, 0.2);
        at(star, Label::Mg) = random.normal(0.1 - 0.3 * at(star, Label::FeH), 0.03);
        at(star, Label::O) = random.normal(at(star, Label::Mg), 0.03);
        at(star, Label::Si) = random.normal(0.5 * at(star, Label::Mg), 0.05);
        at(star, Label::Ni) = random.normal(0, 0.02);
    }
    return stars;
}

LabelPriorOptions onlyObserved()
{
    LabelPriorOptions options;
    options.components = 4;
    options.broadShare = options.clusterShare = 0;
    options.inflation = 1;
    return options;
}

const LabelPrior& inventedPrior()
{
    static const auto stars = inventedStars(3000);
    static const auto prior = LabelPrior::fit(stars, stars, onlyObserved());
    return prior;
}

std::vector<StellarParameters> draw(const LabelPrior& prior, std::size_t count, std::uint64_t seed = 1)
{
    Random random(seed);
    std::vector<StellarParameters> stars(count);
    std::ranges::generate(stars, [&] { return prior.sample(random); });
    return stars;
}

template <typename Value>
double mean(const std::vector<StellarParameters>& stars, Value value)
{
    double sum = 0;
    for (const auto& star : stars)
        sum += value(star);
    return sum / static_cast<double>(stars.size());
}

LabelPrior shippedPrior()
{
    return LabelPrior::load(SYZYGY_SOURCE_DIR "/models/nirspec-apogee/label_prior.json");
}

std::filesystem::path pathIn(const QTemporaryDir& folder)
{
    return std::filesystem::path(folder.path().toStdString()) / "prior.json";
}

std::string textOf(const std::filesystem::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

} // namespace

class LabelPriorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fitRecoversAKnownDensity()
    {
        auto stars = draw(inventedPrior(), 20000);
        std::erase_if(stars, [](const auto& star) { return star[Label::Logg] > 3.8; });
        const auto teff = mean(stars, [](const auto& star) { return star[Label::Teff]; });
        const auto feH = mean(stars, [](const auto& star) { return star[Label::FeH]; });
        QVERIFY2(std::abs(teff - 4700) < 15, qPrintable(QString::number(teff)));
        QVERIFY2(std::abs(feH + 0.3) < 0.02, qPrintable(QString::number(feH)));
        const auto offRelation = mean(stars, [](const auto& star) {
            return std::pow(star[Label::Mg] - 0.1 + 0.3 * star[Label::FeH], 2);
        });
        QVERIFY2(std::sqrt(offRelation) < 0.05, qPrintable(QString::number(std::sqrt(offRelation))));
    }

    void otherAbundancesFollowTheirPredictors()
    {
        double covariance = 0, variance = 0;
        for (const auto& star : draw(inventedPrior(), 20000)) {
            const double mg = star[Label::Mg] - 0.19;
            covariance += mg * star[Label::Si];
            variance += mg * mg;
        }
        QVERIFY2(std::abs(covariance / variance - 0.5) < 0.1,
                 qPrintable(QString::number(covariance / variance)));
    }

    void sameSeedSameStars()
    {
        const auto first = draw(inventedPrior(), 50, 3), second = draw(inventedPrior(), 50, 3),
                   other = draw(inventedPrior(), 50, 4);
        for (std::size_t i = 0; i < first.size(); ++i)
            QCOMPARE(first[i].labels, second[i].labels);
        QVERIFY(first.front().labels != other.front().labels);
    }

    void fitIsReproducible()
    {
        const auto stars = inventedStars(3000);
        const auto again = LabelPrior::fit(stars, stars, onlyObserved());
        QCOMPARE(draw(again, 5).back().labels, draw(inventedPrior(), 5).back().labels);
    }

    void savedAndLoadedDrawsTheSame()
    {
        QTemporaryDir folder;
        const auto file = pathIn(folder);
        inventedPrior().save(file);
        const auto saved = draw(inventedPrior(), 100), loaded = draw(LabelPrior::load(file), 100);
        for (std::size_t i = 0; i < saved.size(); ++i)
            for (std::size_t label = 0; label < labelCount; ++label)
                QVERIFY(std::abs(saved[i].labels[label] - loaded[i].labels[label]) < 1e-9 * 6600);
    }

    void shippedPriorStaysInTheBoxWithoutCarbonStars()
    {
        for (const auto& star : draw(shippedPrior(), 20000)) {
            QVERIFY(labelBox().contains(star));
            QVERIFY(star[Label::C] - star[Label::O] <= 0.15);
        }
    }

    void shippedPriorDrawsGiantsAndDwarfsAsAsked()
    {
        const auto share = mean(draw(shippedPrior(), 50000),
                                [](const auto& star) { return star[Label::Logg] < 3.8 ? 1.0 : 0.0; });
        QVERIFY2(std::abs(share - 0.70) < 0.01, qPrintable(QString::number(share)));
    }

    void shippedPriorReachesUnusualStars_data()
    {
        QTest::addColumn<double>("feH");
        QTest::addColumn<double>("nitrogen");
        QTest::addColumn<double>("magnesium");
        QTest::newRow("second generation in M71") << -0.75 << 0.85 << 0.25;
        QTest::newRow("metal-poor halo") << -2.2 << 0.2 << 0.35;
        QTest::newRow("alpha-poor dwarf galaxy") << -1.2 << 0.0 << -0.2;
        QTest::newRow("metal-rich disc") << 0.35 << 0.2 << 0.0;
    }

    void shippedPriorReachesUnusualStars()
    {
        QFETCH(double, feH);
        QFETCH(double, nitrogen);
        QFETCH(double, magnesium);
        const auto stars = draw(shippedPrior(), 100000);
        const auto alike = std::ranges::count_if(stars, [&](const auto& star) {
            return star[Label::Logg] < 3.5 && std::abs(star[Label::FeH] - feH) < 0.2
                && std::abs(star[Label::N] - nitrogen) < 0.15 && std::abs(star[Label::Mg] - magnesium) < 0.15;
        });
        QVERIFY2(alike >= 50, qPrintable(QString::number(alike)));
    }

    void microturbulenceAndIsotopesFollowGravity()
    {
        const auto stars = draw(shippedPrior(), 50000);
        auto giants = stars, dwarfs = stars;
        std::erase_if(giants, [](const auto& star) { return star[Label::Logg] > 1.5; });
        std::erase_if(dwarfs, [](const auto& star) { return star[Label::Logg] < 4.2; });
        const auto vmic = [](const auto& star) { return star.vmic; };
        const auto isotopes = [](const auto& star) { return star.logC12C13; };
        QVERIFY(mean(giants, vmic) > 1.6 && mean(dwarfs, vmic) < 1.0);
        QVERIFY(mean(giants, isotopes) < 1.2 && mean(dwarfs, isotopes) > 1.5);
    }

    void refusesTooFewStars()
    {
        const auto few = inventedStars(30), many = inventedStars(3000);
        QVERIFY_EXCEPTION_THROWN(LabelPrior::fit(few, many, onlyObserved()), Error);
        QVERIFY_EXCEPTION_THROWN(LabelPrior::fit(many, few, onlyObserved()), Error);
    }

    void refusesWhatIsNoPrior_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("cut short") << "\"mixture\""
                                   << "";
        QTest::newRow("newer format") << "\"format\": 1"
                                      << "\"format\": 2";
        QTest::newRow("other content") << "label prior"
                                       << "shopping list";
        QTest::newRow("other labels") << "\"mg_fe\""
                                      << "\"zr_fe\"";
        QTest::newRow("share above one") << "\"broad_share\": 0.0"
                                         << "\"broad_share\": 7.0";
        QTest::newRow("no width") << "\"inflation\": 1.0"
                                  << "\"inflation\": 0.0";
        QTest::newRow("text for a number") << "\"weight\": "
                                           << "\"weight\": \"a lot\", \"mass\": ";
        QTest::newRow("missing list") << "\"covariance\""
                                      << "\"variance\"";
        QTest::newRow("number where a matrix should be") << "\"mean\": ["
                                                         << "\"mean\": 3, \"median\": [";
    }

    void refusesWhatIsNoPrior()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QTemporaryDir folder;
        const auto file = pathIn(folder);
        inventedPrior().save(file);
        auto text = QString::fromStdString(textOf(file));
        QVERIFY(text.contains(from));
        std::ofstream(file) << text.replace(from, to).toStdString();
        try {
            LabelPrior::load(file);
            QFAIL("loaded all the same");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).startsWith(QString::fromStdString(file.string())),
                     error.what());
        }
    }

    void refusesAMissingFile() { QVERIFY_EXCEPTION_THROWN(LabelPrior::load("/nowhere/prior.json"), Error); }
};

QTEST_APPLESS_MAIN(LabelPriorTest)
#include "labelprior_test.moc"
