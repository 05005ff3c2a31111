#include "core/error.h"
#include "core/latent/projection.h"
#include "core/random.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

using namespace syzygy;

namespace {

constexpr std::size_t dimensions = 16;
constexpr int clusters = 4;
constexpr std::size_t perCluster = 150;

/// Tight clusters about orthogonal directions of the unit sphere.
std::vector<float> clusteredLatents(std::size_t count = clusters * perCluster)
{
    Random random(1);
    std::vector<float> latents;
    for (std::size_t row = 0; row < count; ++row) {
        std::array<double, dimensions> vector {};
        for (auto& value : vector)
            value = random.normal(0, 0.05);
        vector[row % clusters] += 1;
        double squares = 0;
        for (double value : vector)
            squares += value * value;
        for (double value : vector)
            latents.push_back(static_cast<float>(value / std::sqrt(squares)));
    }
    return latents;
}

const ParametricMap& trainedMap()
{
    static const auto map = [] {
        MapOptions options;
        options.epochs = 25;
        options.hidden = 32;
        return ParametricMap::train(clusteredLatents(), dimensions, options, {}, {});
    }();
    return map;
}

double distance(const MapPosition& a, const MapPosition& b)
{
    return std::hypot(a[0] - b[0], a[1] - b[1]);
}

std::string bytesOf(const std::filesystem::path& file)
{
    std::ostringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    return bytes.str();
}

void write(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
}

/// Is a file with these bytes refused as every hostile file must be: with an Error that names it?
template <typename Load>
bool isRefused(const std::filesystem::path& file, const std::string& bytes, Load load)
{
    write(file, bytes);
    try {
        load(file);
        return false;
    } catch (const Error& error) {
        return QString::fromUtf8(error.what()).startsWith(QString::fromStdString(file.string()));
    }
}

/// Cut short anywhere, longer, another kind or version, absurd sizes, infinite numbers.
template <typename Load>
void checkHostileFiles(const std::filesystem::path& file, Load load)
{
    const auto good = bytesOf(file);
    for (std::size_t length : { std::size_t(0), std::size_t(5), std::size_t(9), std::size_t(14),
                                good.size() / 2, good.size() - 1 })
        QVERIFY(isRefused(file, good.substr(0, length), load));
    QVERIFY(isRefused(file, good + "x", load));
    auto other = good;
    other[0] = 'X';
    QVERIFY(isRefused(file, other, load));
    auto newer = good;
    newer[8] = 9;
    QVERIFY(isRefused(file, newer, load));
    for (const auto& size : { std::string(4, '\0'), std::string(4, '\xff'), std::string("\0\0\0\1", 4) }) {
        auto absurd = good;
        absurd.replace(12, 4, size);
        QVERIFY(isRefused(file, absurd, load));
    }
    auto infinite = good;
    infinite.replace(24, 8, "\0\0\x80\x7f\0\0\xf0\x7f",
                     8); // infinity as f32, as f64 (with its first half zero)
    QVERIFY(isRefused(file, infinite, load));
}

} // namespace

class ProjectionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;

private Q_SLOTS:
    void init();
    void pcaFindsTheWidestAxes();
    void pcaSharesOfVarianceAreThoseOfTheAxes();
    void pcaSurvivesSaving();
    void pcaRefusesHostileFiles();
    void mapSeparatesClusters();
    void mapIsSpreadOut();
    void mapPlacesATrainingPointWhereItWas();
    void mapPlacesANewPointAmongItsLike();
    void mapIsReproducible();
    void mapReportsAndCancels();
    void mapSurvivesSaving();
    void mapRefusesHostileFiles();
    void preservationIsOneForAnIsometry();
    void preservationIsChanceForARandomMap();
};

void ProjectionTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = std::filesystem::path(m_folder->path().toStdString()) / "projection.bin";
}

void ProjectionTest::pcaFindsTheWidestAxes()
{
    Random random(2);
    std::vector<float> latents;
    for (int row = 0; row < 2000; ++row)
        for (double sigma : { 0.1, 3.0, 0.1, 1.0 })
            latents.push_back(static_cast<float>(random.normal(5, sigma)));
    const auto pca = PcaProjection::fit(latents, 4);
    const std::vector<float> points { 5, 5, 5, 5, 5, 7, 5, 5, 5, 5, 5, 7 };
    const auto placed = pca.place(points);
    QVERIFY(std::abs(placed[1][0] - placed[0][0] - 2) < 0.01 && std::abs(placed[1][1] - placed[0][1]) < 0.1);
    QVERIFY(std::abs(placed[2][1] - placed[0][1] - 2) < 0.01 && std::abs(placed[2][0] - placed[0][0]) < 0.1);
}

void ProjectionTest::pcaSharesOfVarianceAreThoseOfTheAxes()
{
    Random random(3);
    std::vector<float> latents;
    for (int row = 0; row < 20000; ++row)
        for (double sigma : { 1.0, 2.0, 4.0 })
            latents.push_back(static_cast<float>(random.normal(0, sigma)));
    const auto explained = PcaProjection::fit(latents, 3).explainedVariance();
    QVERIFY(std::abs(explained[0] - 16.0 / 21) < 0.01);
    QVERIFY(std::abs(explained[1] - 4.0 / 21) < 0.01);
}

void ProjectionTest::pcaSurvivesSaving()
{
    const auto latents = clusteredLatents();
    const auto pca = PcaProjection::fit(latents, dimensions);
    pca.save(m_file);
    const auto loaded = PcaProjection::load(m_file);
    QCOMPARE(loaded.place(latents), pca.place(latents));
    QCOMPARE(loaded.explainedVariance(), pca.explainedVariance());
}

void ProjectionTest::pcaRefusesHostileFiles()
{
    PcaProjection::fit(clusteredLatents(), dimensions).save(m_file);
    checkHostileFiles(m_file, &PcaProjection::load);
    QVERIFY_EXCEPTION_THROWN(PcaProjection::load(m_file.parent_path() / "absent"), Error);
    QVERIFY_EXCEPTION_THROWN(PcaProjection::load(m_file.parent_path()), Error);
}

void ProjectionTest::mapSeparatesClusters()
{
    const auto placed = trainedMap().place(clusteredLatents());
    for (std::size_t i = 0; i < placed.size(); ++i) {
        double nearest = 1e9;
        std::size_t found = i;
        for (std::size_t j = 0; j < placed.size(); ++j)
            if (const double apart = distance(placed[i], placed[j]); j != i && apart < nearest) {
                nearest = apart;
                found = j;
            }
        QCOMPARE(found % clusters, i % clusters);
    }
    QVERIFY(neighbourPreservation(clusteredLatents(), dimensions, placed, 149) > 0.85);
}

void ProjectionTest::mapIsSpreadOut()
{
    const auto placed = trainedMap().place(clusteredLatents());
    std::size_t crowded = 0; // pairs of a cluster closer than a hundredth of a map unit
    for (std::size_t i = 0; i < placed.size(); ++i)
        for (std::size_t j = i + 1; j < placed.size(); ++j)
            crowded += distance(placed[i], placed[j]) < 0.01;
    QVERIFY2(crowded < placed.size() / 2, qPrintable(QString::number(crowded)));
}

void ProjectionTest::mapPlacesATrainingPointWhereItWas()
{
    const auto latents = clusteredLatents();
    const auto together = trainedMap().place(latents);
    for (std::size_t row = 0; row < together.size(); row += 37) {
        const auto alone = trainedMap().place(std::span(latents).subspan(row * dimensions, dimensions));
        QVERIFY(distance(alone.front(), together[row]) < 1e-4);
    }
    QVERIFY(trainedMap().place({}).empty());
}

void ProjectionTest::mapPlacesANewPointAmongItsLike()
{
    const auto placed = trainedMap().place(clusteredLatents());
    std::vector<float> centres(clusters * dimensions, 0.0F);
    for (std::size_t i = 0; i < clusters; ++i)
        centres[i * dimensions + i] = 1;
    const auto found = trainedMap().place(centres);
    for (std::size_t i = 0; i < clusters; ++i) {
        const auto nearest = std::ranges::min_element(
            placed, {}, [&](const MapPosition& position) { return distance(position, found[i]); });
        QCOMPARE(static_cast<std::size_t>(nearest - placed.begin()) % clusters, i);
    }
}

void ProjectionTest::mapIsReproducible()
{
    const auto latents = clusteredLatents(200);
    MapOptions options;
    options.epochs = 3;
    options.hidden = 16;
    const auto first = ParametricMap::train(latents, dimensions, options, {}, {}).place(latents);
    const auto second = ParametricMap::train(latents, dimensions, options, {}, {}).place(latents);
    options.seed = 2;
    const auto other = ParametricMap::train(latents, dimensions, options, {}, {}).place(latents);
    for (std::size_t i = 0; i < first.size(); ++i)
        QVERIFY(distance(first[i], second[i]) < 1e-4);
    QVERIFY(distance(first[0], other[0]) > 1e-4);
}

void ProjectionTest::mapReportsAndCancels()
{
    const auto latents = clusteredLatents(200);
    std::stop_source stop;
    std::vector<double> fractions;
    const auto progress = [&](double fraction, const std::string& message) {
        fractions.push_back(fraction);
        QVERIFY(!message.empty());
        if (fractions.size() == 3)
            stop.request_stop();
    };
    QVERIFY_EXCEPTION_THROWN(ParametricMap::train(latents, dimensions, {}, progress, stop.get_token()),
                             Cancelled);
    QCOMPARE(fractions.size(), std::size_t(3));
    QVERIFY(std::ranges::is_sorted(fractions) && fractions.front() > 0 && fractions.back() < 1);
}

void ProjectionTest::mapSurvivesSaving()
{
    trainedMap().save(m_file);
    QCOMPARE(ParametricMap::load(m_file).place(clusteredLatents()), trainedMap().place(clusteredLatents()));
}

void ProjectionTest::mapRefusesHostileFiles()
{
    trainedMap().save(m_file);
    checkHostileFiles(m_file, &ParametricMap::load);
    QVERIFY_EXCEPTION_THROWN(ParametricMap::load(m_file.parent_path() / "absent"), Error);
}

void ProjectionTest::preservationIsOneForAnIsometry()
{
    std::vector<float> latents;
    std::vector<MapPosition> positions;
    for (int i = 0; i < 50; ++i) { // on an arc shorter than a half circle chords keep their order
        const double angle = 0.06 * i + 0.0005 * i * i / 50;
        latents.insert(latents.end(),
                       { static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)) });
        positions.push_back({ static_cast<float>(3 * angle), 1.0F });
    }
    QVERIFY(neighbourPreservation(latents, 2, positions, 5) > 0.99);
    QCOMPARE(neighbourPreservation(latents, 2, positions, 49), 1.0);
    QCOMPARE(neighbourPreservation(latents, 2, positions, 500), 1.0);
}

void ProjectionTest::preservationIsChanceForARandomMap()
{
    Random random(5);
    const auto latents = clusteredLatents();
    std::vector<MapPosition> positions(latents.size() / dimensions);
    for (auto& position : positions)
        position = { static_cast<float>(random.normal()), static_cast<float>(random.normal()) };
    const double preserved = neighbourPreservation(latents, dimensions, positions, 30);
    QVERIFY2(std::abs(preserved - 30.0 / 599) < 0.01, qPrintable(QString::number(preserved)));
}

QTEST_APPLESS_MAIN(ProjectionTest)
#include "projection_test.moc"
