#include "core/error.h"
#include "core/io/readopen.h"
#include "tests/support/mutation.h"
#include "tests/support/productsamples.h"

#include <QtTest>

using namespace syzygy;
using namespace syzygy::test;

/// A short fixed-seed run of what the fuzzers do for hours (tests/fuzz): damaged files end in spectra or in
/// an Error.
class MutationTest : public QObject {
    Q_OBJECT

private:
    std::vector<ProductSample> m_samples = productSamples();

private Q_SLOTS:
    void survivesDamage_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_samples.size(); ++i)
            QTest::newRow(m_samples[i].name.c_str()) << static_cast<int>(i);
    }
    void survivesDamage()
    {
        QFETCH(int, index);
        const auto& sample = m_samples[static_cast<std::size_t>(index)];
        Random random(20240 + static_cast<std::uint64_t>(index));
        const int rounds = qEnvironmentVariableIsSet("SYZYGY_MUTATIONS")
            ? qEnvironmentVariableIntValue("SYZYGY_MUTATIONS")
            : 200;
        for (int round = 0; round < rounds; ++round) {
            const auto bytes = mutated(sample.bytes, random);
            try {
                auto input = openBytes(sample.fileName, { bytes.begin(), bytes.end() });
                for (const auto& spectrum : readOpen(input, sample.fileName, {}))
                    QCOMPARE(spectrum.flux.size(), spectrum.size());
            } catch (const Error& error) {
                QVERIFY(std::string_view(error.what()).starts_with(sample.fileName));
            }
        }
    }
};

QTEST_APPLESS_MAIN(MutationTest)
#include "mutation_test.moc"
