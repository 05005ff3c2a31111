#include "core/atlas/atlasjoin.h"
#include "core/atlas/starrecord.h"
#include "core/atlas/starsubsets.h"
#include "core/error.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace syzygy;

namespace {

ColumnTable starsOf(std::size_t count, const std::string& model = "m")
{
    auto table = emptyAtlas(model, 2);
    for (std::size_t i = 0; i < count; ++i) {
        Spectrum spectrum;
        spectrum.provenance.file = "/data/s" + std::to_string(i) + ".fits";
        Analysis analysis;
        analysis.encoded = true;
        analysis.latent = { 1, 0 };
        appendStar(table, spectrum, 0, analysis);
    }
    return table;
}

} // namespace

class StarSubsetsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    std::string identity(const ColumnTable& table) const
    {
        table.write(path("a.atlas"));
        return identityOf(StarAtlas(path("a.atlas")));
    }

private Q_SLOTS:
    void areReadAsTheyWereWritten()
    {
        const std::vector<StarSubset> subsets { { "α-rich, \"cool\"", "abc", 10, { 1, 5, 9 } },
                                                { "none", "abc", 10, {} } };
        saveSubsets(path("new/folder/subsets.json"), subsets);
        QCOMPARE(loadSubsets(path("new/folder/subsets.json")), subsets);
        QVERIFY(loadSubsets(path("not there.json")).empty());
    }

    void whatIsNoSuchFileIsRefused()
    {
        for (const auto* text :
             { "", "{", "[]", R"({"version":2,"subsets":[]})", R"({"version":1,"subsets":[{"name":"a"}]})",
               R"({"version":1,"subsets":[{"name":"a","atlas":"x","atlasSize":3,"rows":[3]}]})",
               R"({"version":1,"subsets":[{"name":"a","atlas":"x","atlasSize":3,"rows":[-1]}]})" }) {
            std::ofstream(path("bad.json")) << text;
            QVERIFY_EXCEPTION_THROWN(loadSubsets(path("bad.json")), Error);
        }
    }

    void anAtlasIsTheSameWhileItsSpectraAre()
    {
        const auto before = identity(starsOf(3));
        QCOMPARE(identity(starsOf(3)), before);
        auto told = starsOf(3);
        told.require("catalogue/teff", ColumnType::Float64); // a table of labels was joined
        QCOMPARE(identity(told), before);
        QVERIFY(identity(starsOf(4)) != before);
        QVERIFY(identity(starsOf(3, "other")) != before);
        const std::vector<std::size_t> reordered { 1, 0, 2 };
        QVERIFY(identity(starsOf(3).selected(reordered)) != before);
    }
};

QTEST_GUILESS_MAIN(StarSubsetsTest)
#include "starsubsets_test.moc"
