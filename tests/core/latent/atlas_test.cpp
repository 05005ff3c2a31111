#include "core/error.h"
#include "core/latent/atlas.h"
#include "core/random.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

using namespace syzygy;

namespace {

constexpr std::size_t dimensions = 8;

std::vector<float> unitVectors(std::size_t rows, Random& random)
{
    std::vector<float> vectors;
    for (std::size_t row = 0; row < rows; ++row) {
        std::array<double, dimensions> vector {};
        double squares = 0;
        for (auto& value : vector)
            squares += std::pow(value = random.normal(), 2);
        for (double value : vector)
            vectors.push_back(static_cast<float>(value / std::sqrt(squares)));
    }
    return vectors;
}

Atlas smallAtlas(std::size_t stars = 20)
{
    Random random(1);
    Atlas atlas;
    atlas.dimensions = dimensions;
    for (std::size_t i = 0; i < stars; ++i) {
        StellarParameters star;
        star[Label::Teff] = random.uniform(3500, 6600);
        star[Label::Ce] = random.normal();
        star.vmic = random.uniform(0.5, 3);
        star.logC12C13 = random.uniform(0.6, 1.95);
        atlas.stars.push_back(star);
        atlas.mapPositions.push_back({ static_cast<float>(random.normal()), static_cast<float>(i) });
        atlas.pcaPositions.push_back({ -static_cast<float>(i), static_cast<float>(random.normal()) });
    }
    atlas.nirspecLatents = unitVectors(stars, random);
    atlas.apogeeLatents = unitVectors(stars, random);
    return atlas;
}

bool areNear(const std::vector<float>& a, const std::vector<float>& b, float tolerance)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::abs(a[i] - b[i]) > tolerance)
            return false;
    return true;
}

std::string bytesOf(const std::filesystem::path& file)
{
    std::ostringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    return bytes.str();
}

} // namespace

class AtlasTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;

    void refuses(const std::string& bytes)
    {
        std::ofstream(m_file, std::ios::binary) << bytes;
        try {
            loadAtlas(m_file);
            QFAIL("loaded all the same");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).startsWith(QString::fromStdString(m_file.string())),
                     error.what());
        }
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "atlas.bin";
    }

    void loadsWhatWasSaved()
    {
        const auto atlas = smallAtlas();
        saveAtlas(m_file, atlas);
        const auto loaded = loadAtlas(m_file);
        QCOMPARE(loaded.dimensions, dimensions);
        QCOMPARE(loaded.size(), atlas.size());
        for (std::size_t i = 0; i < atlas.size(); ++i) {
            QVERIFY(std::abs(loaded.stars[i][Label::Teff] - atlas.stars[i][Label::Teff]) < 1e-3);
            QVERIFY(std::abs(loaded.stars[i][Label::Ce] - atlas.stars[i][Label::Ce]) < 1e-6);
            QVERIFY(std::abs(loaded.stars[i].vmic - atlas.stars[i].vmic) < 1e-6);
            QVERIFY(std::abs(loaded.stars[i].logC12C13 - atlas.stars[i].logC12C13) < 1e-6);
        }
        QCOMPARE(loaded.mapPositions, atlas.mapPositions);
        QCOMPARE(loaded.pcaPositions, atlas.pcaPositions);
    }

    void latentsKeepSixteenBitsAndUnitLength()
    {
        const auto atlas = smallAtlas();
        saveAtlas(m_file, atlas);
        const auto loaded = loadAtlas(m_file);
        QVERIFY(areNear(loaded.nirspecLatents, atlas.nirspecLatents, 1e-3F)); // half floats: 11 bits
        QVERIFY(areNear(loaded.apogeeLatents, atlas.apogeeLatents, 1e-3F));
        for (std::size_t row = 0; row < loaded.size(); ++row) {
            double squares = 0;
            for (std::size_t i = 0; i < dimensions; ++i)
                squares += std::pow(loaded.nirspecLatents[row * dimensions + i], 2);
            QVERIFY(std::abs(squares - 1) < 1e-6);
        }
    }

    void savingTwiceGivesTheSameBytes()
    {
        saveAtlas(m_file, smallAtlas());
        const auto first = bytesOf(m_file);
        saveAtlas(m_file, loadAtlas(m_file));
        QCOMPARE(bytesOf(m_file).size(), first.size());
        QCOMPARE(first.size(), 8 + 4 + 4 + 8 + 20 * (22 * 4 + 2 * dimensions * 2 + 2 * 8));
    }

    void anEmptyAtlasIsOne()
    {
        saveAtlas(m_file, smallAtlas(0));
        QCOMPARE(loadAtlas(m_file).size(), std::size_t(0));
    }

    void refusesEveryCut()
    {
        saveAtlas(m_file, smallAtlas(2));
        const auto good = bytesOf(m_file);
        for (std::size_t length = 0; length < good.size(); length += 3)
            refuses(good.substr(0, length));
        refuses(good + "x");
    }

    void refusesAbsurdSizes()
    {
        saveAtlas(m_file, smallAtlas());
        const auto good = bytesOf(m_file);
        for (std::uint32_t value : { 0U, 7U, 9U, 4097U, 0xffffffffU }) {
            auto bytes = good;
            std::memcpy(bytes.data() + 12, &value, sizeof(value));
            refuses(bytes);
        }
        for (std::uint64_t stars : { std::uint64_t(19), std::uint64_t(21), std::uint64_t(1) << 32,
                                     std::uint64_t(1) << 62, ~std::uint64_t(0) }) {
            auto bytes = good;
            std::memcpy(bytes.data() + 16, &stars, sizeof(stars));
            refuses(bytes);
        }
    }

    void refusesLatentsOffTheSphere()
    {
        saveAtlas(m_file, smallAtlas());
        auto bytes = bytesOf(m_file);
        bytes.replace(24 + 20 * 22 * 4, 2, "\x00\x7e", 2); // a half float that is not a number
        refuses(bytes);
        bytes.replace(24 + 20 * 22 * 4, 2 * dimensions, std::string(2 * dimensions, '\0'));
        refuses(bytes);
    }

    void refusesWhatIsNotFinite()
    {
        saveAtlas(m_file, smallAtlas());
        const auto good = bytesOf(m_file);
        for (std::size_t offset :
             { std::size_t(24), good.size() - 4 }) { // the first label, the last position
            auto bytes = good;
            bytes.replace(offset, 4, std::string("\0\0\xc0\x7f", 4));
            refuses(bytes);
        }
    }

    void refusesOtherKindsAndVersions()
    {
        saveAtlas(m_file, smallAtlas());
        auto bytes = bytesOf(m_file);
        bytes[8] = 2;
        refuses(bytes);
        bytes = bytesOf(m_file);
        bytes[0] = 'P';
        refuses(bytes);
        refuses("");
        QVERIFY_EXCEPTION_THROWN(loadAtlas(m_file.parent_path()), Error);
        QVERIFY_EXCEPTION_THROWN(loadAtlas(m_file.parent_path() / "absent"), Error);
    }
};

QTEST_APPLESS_MAIN(AtlasTest)
#include "atlas_test.moc"
