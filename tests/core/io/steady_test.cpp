#include "core/error.h"
#include "core/io/reader.h"
#include "core/io/writer.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <functional>

using namespace syzygy;

namespace {

/// What is said of a file to which `change` happens after its first spectrum was read.
QString saidAfter(const std::function<void(const std::filesystem::path&)>& change)
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "spectrum.csv";
    std::ofstream stream(file);
    stream << "wavelength[um],flux,error\n";
    for (int i = 0; i < 20; ++i)
        stream << 1 + 0.01 * i << ",1,.1\n";
    stream.close();
    const auto contents = listSpectra(file);
    try {
        readEach(contents, {}, [&](const SpectrumOutcome&) { change(file); });
        return {};
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace

class SteadyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFileThatStaysIsRead()
    {
        QCOMPARE(saidAfter([](const auto&) {}), QString());
    }

    void aFileThatGrowsIsSaid()
    {
        const auto said
            = saidAfter([](const auto& file) { std::ofstream(file, std::ios::app) << "1.4,1,.1\n"; });
        QVERIFY2(said.contains(QStringLiteral("was changed while it was being read")), qPrintable(said));
    }

    void aFileThatGoesIsSaid()
    {
        const auto said = saidAfter([](const auto& file) { std::filesystem::remove(file); });
        QVERIFY2(said.contains(QStringLiteral("was removed while it was being read")), qPrintable(said));
    }

    /// What is wrong with half a file is that it is half a file.
    void aFailureOfAFileThatChangesIsTheChange()
    {
        const auto said = saidAfter([](const auto& file) {
            std::ofstream(file, std::ios::app) << "half";
            throw Error("a row has too few cells");
        });
        QVERIFY2(said.contains(QStringLiteral("was changed")), qPrintable(said));
    }
};

QTEST_APPLESS_MAIN(SteadyTest)
#include "steady_test.moc"
