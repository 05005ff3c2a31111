#include "core/io/quality.h"
#include "core/io/reader.h"
#include "tests/support/fitsmaker.h"
#include "tests/support/productsamples.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

/// The table of products that the README shows: what opens, as what, and what is refused with which advice.
class ProductsTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::vector<ProductSample> m_samples = productSamples();

    std::filesystem::path write(const ProductSample& sample) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / sample.fileName;
        writeBytes(file, sample.bytes);
        return file;
    }

    void addRows(bool opening) const
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_samples.size(); ++i)
            if (m_samples[i].refusal.empty() == opening)
                QTest::newRow(m_samples[i].name.c_str()) << static_cast<int>(i);
    }
    const ProductSample& fetched() const
    {
        QFETCH(int, index);
        return m_samples[static_cast<std::size_t>(index)];
    }

private Q_SLOTS:
    void opens_data() { addRows(true); }
    void opens()
    {
        const auto& sample = fetched();
        const auto file = write(sample);
        const auto contents = listSpectra(file);
        QCOMPARE(contents.product, sample.product);
        QCOMPARE(contents.entries.size(), sample.spectra);
        const auto spectra = readSpectra(file);
        QCOMPARE(spectra.size(), sample.spectra);
        for (std::size_t i = 0; i < spectra.size(); ++i) {
            const auto& spectrum = spectra[i];
            QCOMPARE(spectrum.provenance.product, sample.product);
            QCOMPARE(spectrum.provenance.mode, sample.mode);
            QVERIFY(spectrum.instrument == sample.instrument);
            QCOMPARE(contents.entries[i].index, static_cast<int>(i));
            QCOMPARE(contents.entries[i].samples, spectrum.size());
            QCOMPARE(contents.entries[i].source, spectrum.provenance.source);
            QCOMPARE(readSpectrum(contents, static_cast<int>(i)).flux, spectrum.flux);
        }
    }

    void keepsThePromisesOfSpectrum_data() { addRows(true); }
    void keepsThePromisesOfSpectrum()
    {
        for (const auto& spectrum : readSpectra(write(fetched()))) {
            QCOMPARE(spectrum.flux.size(), spectrum.size());
            QCOMPARE(spectrum.error.size(), spectrum.size());
            QCOMPARE(spectrum.quality.size(), spectrum.size());
            QVERIFY(std::ranges::adjacent_find(spectrum.wavelength, std::greater_equal<>())
                    == spectrum.wavelength.end());
            QVERIFY(spectrum.wavelength.front() > 0.3
                    && spectrum.wavelength.back() < 30); // µm, whatever the file's unit
            QVERIFY(spectrum.provenance.errorSource != ErrorSource::None);
            QVERIFY(countQuality(spectrum).empty());
        }
    }

    void refusesWithAdvice_data() { addRows(false); }
    void refusesWithAdvice()
    {
        const auto& sample = fetched();
        const auto file = write(sample);
        const auto message = messageOf([&] { readSpectra(file); });
        QVERIFY2(message.starts_with(file.string()), message.c_str());
        QVERIFY2(message.find(sample.refusal) != std::string::npos, message.c_str());
    }
};

QTEST_APPLESS_MAIN(ProductsTest)
#include "products_test.moc"
