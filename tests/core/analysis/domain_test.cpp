#include "core/analysis/domain.h"
#include "core/error.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace syzygy;

namespace {

const DomainStatistics statistics { 0.02, 0.10, 1.0, 2.0 };

/// A spectrum in good order.
Analysis goodAnalysis()
{
    Analysis analysis;
    analysis.snr = 100;
    analysis.velocity.source = Velocity::Source::Measured;
    analysis.prepared.coverage = 0.9;
    return analysis;
}

Encoding goodEncoding()
{
    Encoding encoding;
    encoding.residualScatter = 0.01;
    encoding.errorScale = 1.2;
    encoding.clipped = 0.01;
    return encoding;
}

const Flag* flagWith(const std::vector<Flag>& flags, std::string_view key)
{
    const auto found = std::ranges::find(flags, key, &Flag::key);
    return found == flags.end() ? nullptr : &*found;
}

Spectrum sampled(double first, double last, double step)
{
    Spectrum spectrum;
    for (double w = first; w < last; w += step)
        spectrum.wavelength.push_back(w);
    spectrum.flux.assign(spectrum.wavelength.size(), 1);
    spectrum.error.assign(spectrum.wavelength.size(), 0.01);
    spectrum.quality.assign(spectrum.wavelength.size(), 0);
    spectrum.instrument = Instrument::Nirspec;
    return spectrum;
}

/// Key and words of the only refusal.
std::pair<std::string, std::string> refusalOf(const Spectrum& spectrum)
{
    const auto flags = refusalsOf(spectrum);
    return flags.size() == 1 && flags[0].severity == Flag::Severity::Refusal
        ? std::pair { flags[0].key, flags[0].words }
        : std::pair<std::string, std::string> {};
}

bool has(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class DomainTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scoreOfKnownDistances();
    void whitenedRmsOfTheLeading64();
    void savedIsLoaded();
    void refusesADamagedFile();
    void goodSpectraHaveNoFlags();
    void flagsSayWhatIsWrong();
    void noiseIsSaidWhereItIs();
    void brokenExtractions();
    void coolDwarfs();
    void limitsAtTheBorderOfTheGrid();
    void tooFarInWavelength();
    void tooCoarse();
    void mediumWhereItIsEncoded();
    void fineEnough();
    void asksForTheModeOfWhatLooksLikeApogee();
    void otherModes();
    void tooFewSamples();
};

void DomainTest::scoreOfKnownDistances()
{
    QCOMPARE(domainScore(statistics, 0.02, 1.0), 0.0);
    QCOMPARE(domainScore(statistics, 0.001, 0.2), 0.0);
    QVERIFY(std::abs(domainScore(statistics, 0.10, 1.0) - 0.5) < 1e-9);
    QVERIFY(std::abs(domainScore(statistics, 0.02, 2.0) - 0.5) < 1e-9);
    QVERIFY(std::abs(domainScore(statistics, 0.06, 1.8) - 0.4) < 1e-9); // the larger of the two
    QCOMPARE(domainScore(statistics, 2.0, 50.0), 1.0);
    const double degenerate = domainScore({ 0.1, 0.1, 1, 1 }, 0.1, 1);
    QVERIFY(degenerate >= 0 && degenerate <= 1);
}

void DomainTest::whitenedRmsOfTheLeading64()
{
    Encoding encoding;
    QCOMPARE(whitenedRms(encoding), 0.0);
    encoding.whitened.assign(200, 100.0F);
    std::fill_n(encoding.whitened.begin(), 64, -2.0F);
    QCOMPARE(whitenedRms(encoding), 2.0);
    encoding.whitened = { 3, 4 };
    QVERIFY(std::abs(whitenedRms(encoding) - std::sqrt(12.5)) < 1e-9);
}

void DomainTest::savedIsLoaded()
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "domain.json";
    Domain domain { statistics, { 0.011, 0.22, 0.93, 1.7 } };
    domain.save(file);
    const auto loaded = Domain::load(file);
    QVERIFY(!loaded.medium);
    QCOMPARE(loaded.of(nirspecMediumModelGrid()).latentDistance50, statistics.latentDistance50);
    domain.medium = DomainStatistics { 0.02, 0.3, 1.1, 1.9 };
    domain.save(file);
    const auto three = Domain::load(file);
    QCOMPARE(three.of(nirspecMediumModelGrid()).whitened99, 1.9);
    QCOMPARE(three.of(nirspecModelGrid()).latentDistance50, statistics.latentDistance50);
    QCOMPARE(three.of(apogeeModelGrid()).whitened99, 1.7);
    QCOMPARE(loaded.nirspec.latentDistance99, statistics.latentDistance99);
    QCOMPARE(loaded.nirspec.latentDistance50, statistics.latentDistance50);
    QCOMPARE(loaded.apogee.whitened50, 0.93);
    QCOMPARE(loaded.apogee.whitened99, 1.7);
}

void DomainTest::refusesADamagedFile()
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "domain.json";
    QVERIFY(has(test::messageOf([&] { Domain::load(file); }), "domain.json"));
    for (const auto* text :
         { "", "{", "[]", "{\"nirspec\": 3}", "{\"nirspec\": {\"latent_distance_50\": \"x\"}}" }) {
        std::ofstream(file) << text;
        QVERIFY_EXCEPTION_THROWN(Domain::load(file), Error);
    }
}

void DomainTest::goodSpectraHaveNoFlags()
{
    QVERIFY(flagsOf(goodAnalysis(), goodEncoding()).empty());
}

void DomainTest::flagsSayWhatIsWrong()
{
    auto analysis = goodAnalysis();
    analysis.snr = 5.24;
    analysis.velocity.source = Velocity::Source::NotFound;
    analysis.domainScore = 0.9;
    analysis.prepared.coverage = 0.2;
    auto encoding = goodEncoding();
    encoding.errorScale = 3.1;
    const auto flags = flagsOf(analysis, encoding);
    QCOMPARE(flags.size(), std::size_t { 5 });
    QVERIFY(flagWith(flags, "low_snr") && has(flagWith(flags, "low_snr")->words, "5.2"));
    QVERIFY(flagWith(flags, "little_coverage") && has(flagWith(flags, "little_coverage")->words, "20 %"));
    QVERIFY(flagWith(flags, "errors_too_small") && has(flagWith(flags, "errors_too_small")->words, "3.1"));
    QVERIFY(flagWith(flags, "errors_too_small")->severity == Flag::Severity::Note);
    QVERIFY(flagWith(flags, "velocity_not_found")->severity == Flag::Severity::Refusal);
    QVERIFY(flagWith(flags, "out_of_domain")->severity == Flag::Severity::Warning);
    for (const auto& flag : flags)
        QVERIFY(flag.words.ends_with('.'));
    analysis.encodedAs = Instrument::Apogee;
    QVERIFY(!flagWith(flagsOf(analysis, encoding), "little_coverage"));
    for (const auto source : { Velocity::Source::Given, Velocity::Source::AlreadyAtRest }) {
        analysis.velocity.source = source;
        QVERIFY(!flagWith(flagsOf(analysis, encoding), "velocity_not_found"));
    }
}

void DomainTest::noiseIsSaidWhereItIs()
{
    auto analysis = goodAnalysis();
    analysis.prepared.grid = nirspecModelGrid();
    auto encoding = goodEncoding();
    encoding.errorScale = 1.2;
    encoding.segmentErrorScale.assign(48, 1.2F);
    for (std::size_t s = 6; s < 23; ++s) // as in 2609_27 of M71
        encoding.segmentErrorScale[s] = 9;
    const auto flags = flagsOf(analysis, encoding);
    const auto* flag = flagWith(flags, "errors_too_small");
    QVERIFY(flag);
    QCOMPARE(flag->words,
             std::string("Residuals are 1.2 × the stated errors, at 1.08-1.39 µm 9.0 ×; the σ of the labels "
                         "allow for it."));
    encoding.segmentErrorScale.assign(48, 1.2F);
    encoding.segmentErrorScale.front() = encoding.segmentErrorScale.back() = 9; // edges alone
    QVERIFY(flagsOf(analysis, encoding).empty());
    encoding.segmentErrorScale.assign(48, 9.F);
    encoding.errorScale = 9; // the same everywhere
    QCOMPARE(flagWith(flagsOf(analysis, encoding), "errors_too_small")->words,
             std::string("Residuals are 9.0 × the stated errors; the σ of the labels allow for it."));
}

void DomainTest::brokenExtractions()
{
    auto encoding = goodEncoding();
    encoding.residualScatter = 0.08; // noisy, and said so
    QVERIFY(!flagWith(flagsOf(goodAnalysis(), encoding), "broken_extraction"));
    encoding.errorScale = 9; // noisy, and not said
    auto flags = flagsOf(goodAnalysis(), encoding);
    QVERIFY(flagWith(flags, "broken_extraction")
            && has(flagWith(flags, "broken_extraction")->words, "8.0 %"));
    QVERIFY(flags.front().severity == Flag::Severity::Refusal);
    encoding = goodEncoding();
    encoding.clipped = 0.3;
    QVERIFY(flagWith(flagsOf(goodAnalysis(), encoding), "broken_extraction"));
}

void DomainTest::coolDwarfs()
{
    const auto isFlagged = [](double teff, double logg) {
        auto encoding = goodEncoding();
        encoding.value[static_cast<std::size_t>(Label::Teff)] = teff;
        encoding.value[static_cast<std::size_t>(Label::Logg)] = logg;
        return flagWith(flagsOf(goodAnalysis(), encoding), "cool_dwarf") != nullptr;
    };
    QVERIFY(isFlagged(4217, 4.4));  // what HD 201092 (K7V, 3932 K) comes out as
    QVERIFY(!isFlagged(4217, 1.5)); // a giant
    QVERIFY(!isFlagged(4700, 4.6));
}

/// An M dwarf at 3167 K where the grid ends at 3500 K, and an unconstrained abundance beyond its end.
void DomainTest::limitsAtTheBorderOfTheGrid()
{
    StellarParameters lower, upper;
    lower.labels.fill(-1);
    upper.labels.fill(1);
    lower[Label::Teff] = 3500;
    upper[Label::Teff] = 6600;
    Estimates estimates {};
    estimates[0].value = 3167;
    estimates[0].constrained = true;
    estimates[indexOf(Label::N)].value = 1.2;
    const auto flags = markBorders(estimates, lower, upper);
    QCOMPARE(flags.size(), std::size_t(1));
    QCOMPARE(flags[0].key, std::string("outside_grid"));
    QVERIFY2(has(flags[0].words, "Teff < 3500 K are limits"), flags[0].words.c_str());
    QVERIFY(estimates[0].border == GridBorder::Lower);
    QCOMPARE(estimates[0].limit, 3500.0);
    QVERIFY(estimates[indexOf(Label::N)].border == GridBorder::Upper);
    QVERIFY(estimates[indexOf(Label::Mg)].border == GridBorder::None);
    estimates[0].value = 4000;
    QVERIFY(markBorders(estimates, lower, upper).empty());
}

void DomainTest::tooFarInWavelength()
{
    auto spectrum = sampled(2.87, 5.27, 1.8e-3);
    spectrum.provenance.mode = "G395M/F290LP";
    const auto [key, words] = refusalOf(spectrum);
    QCOMPARE(key, std::string("out_of_range"));
    QVERIFY(has(words, "G395M/F290LP covers 2.870-5.269 µm"));
    QVERIFY(has(words, "0.972-1.821 µm") && has(words, "1.514-1.696 µm"));
    QCOMPARE(refusalOf(Spectrum {}).first, std::string("out_of_range"));
    QCOMPARE(refusalOf(sampled(1.80, 3.1, 4e-4)).first, std::string("out_of_range")); // only an end of it
}

void DomainTest::tooCoarse()
{
    const auto [key, words] = refusalOf(sampled(0.6, 5.3, 5e-3)); // the prism
    QCOMPARE(key, std::string("too_coarse"));
    QVERIFY(has(words, "50.0 Å") && has(words, "8 Å or finer"));
    QCOMPARE(refusalOf(sampled(0.85, 2.8, 9.4e-4)).first, std::string("too_coarse")); // SOSS
}

/// A bundle need not have the third encoder.
void DomainTest::mediumWhereItIsEncoded()
{
    const auto keyOf = [](double step, const char* mode, MediumMode medium) {
        auto spectrum = sampled(0.97, 1.83, step);
        spectrum.provenance.mode = mode;
        const auto flags = refusalsOf(spectrum, medium);
        return flags.empty() ? std::string() : flags[0].key;
    };
    QCOMPARE(keyOf(6.37e-4, "G140M/F100LP", MediumMode::Encoded), std::string());
    QCOMPARE(keyOf(6.37e-4, "", MediumMode::Encoded), std::string());
    QCOMPARE(keyOf(6.37e-4, "G140M/F070LP", MediumMode::Encoded), std::string("other_mode"));
    QCOMPARE(keyOf(6.37e-4, "G140M/F100LP", MediumMode::NotEncoded), std::string("too_coarse"));
    QCOMPARE(keyOf(3e-4, "G140M/F100LP", MediumMode::NotEncoded), std::string("other_mode"));
    QCOMPARE(keyOf(2.35e-4, "G140H/F100LP", MediumMode::NotEncoded), std::string());
}

void DomainTest::fineEnough()
{
    QVERIFY(refusalsOf(sampled(0.97, 1.83, 2.35e-4)).empty()); // G140H
    QVERIFY(refusalsOf(sampled(0.80, 2.4, 2.7e-4)).empty());   // IRTF/SpeX
    auto apogee = sampled(1.51, 1.70, 2.1e-5);
    apogee.instrument = Instrument::Apogee;
    QVERIFY(refusalsOf(apogee).empty());
}

/// A text with the range and the pixels of APOGEE came out as a fifth of a NIRSpec spectrum.
void DomainTest::asksForTheModeOfWhatLooksLikeApogee()
{
    auto spectrum = sampled(1.514, 1.696, 2.1e-5);
    spectrum.instrument = Instrument::Other;
    const auto [key, words] = refusalOf(spectrum);
    QCOMPARE(key, std::string("mode_needed"));
    QVERIFY(has(words, "--mode R=22500"));
    spectrum.provenance.mode = "R=30000"; // said: its own
    QVERIFY(refusalsOf(spectrum).empty());
    auto wider = sampled(1.45, 1.75, 2.1e-5);
    wider.instrument = Instrument::Other;
    QVERIFY(refusalsOf(wider).empty());
}

/// Their wavelengths would do; the encoders were trained for another filter, grating or instrument.
void DomainTest::otherModes()
{
    auto spectrum = sampled(0.97, 1.83, 2.35e-4);
    const auto keyOf = [&](Instrument instrument, const char* mode, const char* product) {
        spectrum.instrument = instrument;
        spectrum.provenance.mode = mode;
        spectrum.provenance.product = product;
        const auto flags = refusalsOf(spectrum);
        return flags.empty() ? std::string() : flags[0].key;
    };
    QCOMPARE(keyOf(Instrument::Nirspec, "G140H/F070LP", "JWST x1d"), std::string("other_mode"));
    QCOMPARE(keyOf(Instrument::Nirspec, "G235H/F170LP", "JWST x1d"), std::string("other_mode"));
    QCOMPARE(keyOf(Instrument::Other, "CLEAR/GR700XD", "JWST x1dints"), std::string("other_mode"));
    QCOMPARE(keyOf(Instrument::Nirspec, "G140H/F100LP", "JWST x1d"), std::string());
    QCOMPARE(keyOf(Instrument::Nirspec, "G140H/F100LP + G235H/F170LP", "JWST x1d, combined"), std::string());
    QCOMPARE(keyOf(Instrument::Nirspec, "", "JWST x1d"),
             std::string()); // reduced again: the file does not say
    QCOMPARE(keyOf(Instrument::Other, "", "text table"), std::string());
}

/// From 3 samples [Mg/Fe] came out as .02 ± .06.
void DomainTest::tooFewSamples()
{
    PreparedSpectrum prepared;
    prepared.mask.assign(4720, 0);
    std::fill_n(prepared.mask.begin(), 150, 1);
    const auto flags = refusalsOf(prepared);
    QCOMPARE(flags.size(), std::size_t(1));
    QCOMPARE(flags[0].key, std::string("too_few_samples"));
    QVERIFY2(has(flags[0].words, "Only 150 pixels"), flags[0].words.c_str());
    std::fill_n(prepared.mask.begin(), 400, 1);
    QVERIFY(refusalsOf(prepared).empty());
}

QTEST_APPLESS_MAIN(DomainTest)

#include "domain_test.moc"
