#include "core/error.h"
#include "core/processing/stitch.h"
#include "core/random.h"

#include <QTest>

#include <cmath>

using namespace syzygy;

namespace {

constexpr double step = 2.35e-4; // µm, G140H
constexpr std::size_t samples = 1500;

/// Lines of 2.5 pixels FWHM on a sloping continuum: a function of wavelength, so that any sampling can be
/// compared with it.
double model(double wavelength)
{
    double depth = 0;
    for (int line = 0; line < 30; ++line)
        depth += 0.3 * std::exp(-0.5 * std::pow((wavelength - 0.98 - 0.011 * line) / 2.5e-4, 2));
    return (1 + 0.5 * (wavelength - 1.1)) * (1 - depth);
}

struct Exposure {
    double first = 0.97; ///< µm
    double scale = 1;
    double error = 0.01;
    std::uint64_t seed = 1; ///< 0: no noise
    std::size_t count = samples;
};

Spectrum expose(const Exposure& exposure)
{
    Random random(exposure.seed);
    Spectrum spectrum;
    for (std::size_t i = 0; i < exposure.count; ++i) {
        const double wavelength = exposure.first + step * static_cast<double>(i);
        const double noise = exposure.seed == 0 ? 0 : random.normal(0, exposure.error);
        spectrum.wavelength.push_back(wavelength);
        spectrum.flux.push_back(exposure.scale * (model(wavelength) + noise));
        spectrum.error.push_back(exposure.scale * exposure.error);
        spectrum.quality.push_back(0);
    }
    spectrum.fluxUnit = "counts";
    spectrum.instrument = Instrument::Nirspec;
    spectrum.frame = Frame::Barycentric;
    auto& origin = spectrum.provenance;
    origin.file = "exp" + std::to_string(exposure.seed) + ".fits";
    origin.product = "JWST x1d";
    origin.hdu = "EXTRACT1D,1";
    origin.source = "M71-19";
    origin.mode = "G140H/F100LP";
    origin.detector = "NRS1";
    return spectrum;
}

Spectrum combine(const std::vector<Spectrum>& members)
{
    std::vector<const Spectrum*> group;
    for (const auto& member : members)
        group.push_back(&member);
    return stitch(group);
}

std::vector<CombinableGroup> groupsOf(const std::vector<Spectrum>& spectra)
{
    std::vector<const Spectrum*> list;
    for (const auto& spectrum : spectra)
        list.push_back(&spectrum);
    return combinable(list);
}

bool hasNote(const Spectrum& spectrum, std::string_view part)
{
    return std::ranges::any_of(spectrum.provenance.notes,
                               [&](const auto& note) { return note.find(part) != std::string::npos; });
}

/// As no exposure alone can tell from a line: 15 σ over three samples.
void darken(Spectrum& spectrum)
{
    for (const std::size_t i : { 699, 700, 701 })
        spectrum.flux[i] -= 0.15;
}

/// rms of (flux − truth) / error, without the ends.
double normalisedScatter(const Spectrum& spectrum)
{
    double sum = 0;
    for (std::size_t i = 10; i + 10 < spectrum.size(); ++i)
        sum += std::pow((spectrum.flux[i] - model(spectrum.wavelength[i])) / spectrum.error[i], 2);
    return std::sqrt(sum / static_cast<double>(spectrum.size() - 20));
}

} // namespace

class StitchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void offersExposuresDetectorsAndGratingsOfOneSource()
    {
        auto other = expose({ .seed = 2 });
        other.provenance.detector = "NRS2";
        auto red = expose({ .first = 1.7, .seed = 3 });
        red.provenance.mode = "G235H/F170LP";
        auto stranger = expose({ .seed = 4 });
        stranger.provenance.source = "M71-27";
        const auto groups = groupsOf({ expose({}), stranger, other, red });
        QCOMPARE(groups.size(), std::size_t(1));
        QCOMPARE(groups[0].members, (std::vector<std::size_t> { 0, 2, 3 }));
        QCOMPARE(groups[0].words, std::string("M71-19: 3 spectra, G140H/F100LP + G235H/F170LP, NRS1 + NRS2"));
    }

    void offersOnlyWhatBelongsTogether_data()
    {
        QTest::addColumn<int>("difference");
        const char* const names[] { "instrument",
                                    "product",
                                    "unit",
                                    "frame",
                                    "farther than 0.3 arcsec",
                                    "the same spectrum twice",
                                    "stage 3 beside an exposure",
                                    "two names at one place (MSA sources share the pointing)",
                                    "no name, no place" };
        for (int i = 0; i < 9; ++i)
            QTest::newRow(names[i]) << i;
    }
    void offersOnlyWhatBelongsTogether()
    {
        QFETCH(int, difference);
        auto first = expose({}), second = expose({ .seed = 2 });
        for (auto* spectrum : { &first, &second }) {
            spectrum->provenance.rightAscension = 298.5;
            spectrum->provenance.declination = 18.77;
            spectrum->provenance.placeIsOfObject = true;
        }
        QCOMPARE(groupsOf({ first, second }).size(), std::size_t(1));
        auto& origin = second.provenance;
        switch (difference) {
        case 0:
            second.instrument = Instrument::Apogee;
            break;
        case 1:
            origin.product = "PypeIt spec1d";
            break;
        case 2:
            second.fluxUnit = "Jy";
            break;
        case 3:
            second.frame = Frame::Rest;
            break;
        case 4:
            origin.declination = 18.77 + 0.5 / 3600;
            break;
        case 5:
            second = first;
            origin.file = "copy.fits";
            break;
        case 6:
            origin.file = "jw02609-o006_s00019_nirspec_f100lp-g140h_x1d.fits";
            break;
        case 7:
            origin.source = "M71-27";
            break;
        default:
            first.provenance.source = origin.source = {};
            origin.rightAscension.reset();
        }
        QVERIFY(groupsOf({ first, second }).empty());
    }

    void placeDecidesWhereANameIsMissing()
    {
        auto first = expose({}), second = expose({ .seed = 2 });
        second.provenance.source.clear();
        for (auto* spectrum : { &first, &second }) {
            spectrum->provenance.rightAscension = 359.99999;
            spectrum->provenance.declination = 18.77;
            spectrum->provenance.placeIsOfObject = true;
        }
        second.provenance.rightAscension = 0.00001; // 0.07 arcsec away, across 0 h
        QCOMPARE(groupsOf({ first, second }).size(), std::size_t(1));
    }

    /// Two stars of one mask, one telescope: they were combined, and said to agree.
    void pointingProvesNothing()
    {
        auto first = expose({}), second = expose({ .seed = 2 });
        for (auto* spectrum : { &first, &second }) {
            spectrum->provenance.source.clear();
            spectrum->provenance.rightAscension = 298.5;
            spectrum->provenance.declination = 18.77;
        }
        QVERIFY(groupsOf({ first, second }).empty());
    }

    /// Orders of an echelle overlap and are not two traces of one slit.
    void ordersAreNotDuplicates()
    {
        auto first = expose({}), second = expose({ .seed = 2 });
        for (auto* spectrum : { &first, &second }) {
            spectrum->provenance.product = "PypeIt spec1d";
            spectrum->provenance.file = "spec1d.fits";
        }
        first.provenance.hdu = "OBJ0001-ORDER0003";
        second.provenance.hdu = "OBJ0001-ORDER0004";
        QVERIFY(groupsOf({ first, second }).empty()); // one slit, as far as is known
        first.provenance.order = "3";
        second.provenance.order = "4";
        QCOMPARE(groupsOf({ first, second }).size(), std::size_t(1));
    }

    void weakerTraceOfASlitIsLeftOut()
    {
        auto weak = expose({}), strong = expose({ .seed = 2 }), next = expose({ .seed = 3 });
        weak.provenance.statedSnr = 80;
        strong.provenance.statedSnr = 180;
        strong.provenance.file = weak.provenance.file;
        strong.provenance.hdu = "SPAT0011";
        for (auto* spectrum : { &weak, &strong, &next })
            spectrum->provenance.product = "PypeIt spec1d";
        const auto groups = groupsOf({ weak, strong, next });
        QCOMPARE(groups.size(), std::size_t(1));
        QCOMPARE(groups[0].members, (std::vector<std::size_t> { 1, 2 }));
    }

    void sameSamplingIsThePlainAverage()
    {
        auto first = expose({ .error = 0.01, .seed = 0 }), second = expose({ .error = 0.02, .seed = 0 });
        second.provenance.file = "second.fits";
        const auto both = combine({ first, second });
        QCOMPARE(both.wavelength, first.wavelength);
        for (std::size_t i = 0; i < both.size(); ++i) {
            QVERIFY(std::abs(both.flux[i] - first.flux[i]) < 1e-9);
            QVERIFY(std::abs(both.error[i] - 0.01 / std::sqrt(1.25)) < 1e-9); // 1/σ² = 100² + 50²
        }
        QVERIFY(hasNote(both, "Combined from 2 spectra, as asked"));
        QVERIFY(raisedErrorWords(both).empty());
    }

    void errorsOfTheAverageAreHonest() // a third of a pixel apart, so that one is resampled
    {
        const auto first = expose({ .seed = 5 }), second = expose({ .first = 0.97 + step / 3, .seed = 6 });
        const auto both = combine({ first, second });
        QVERIFY(both.error[700] < 0.8 * first.error[700]);
        const double scatter = normalisedScatter(both);
        QVERIFY2(scatter > 0.75 && scatter < 1.1, qPrintable(QString::number(scatter)));
    }

    void errorsThatAreTooSmallAreRaised() // jwst #7362
    {
        auto first = expose({ .error = 0.03, .seed = 5 }), second = expose({ .error = 0.03, .seed = 6 });
        for (auto* spectrum : { &first, &second })
            std::ranges::fill(spectrum->error, 0.01);
        const auto both = combine({ first, second });
        QVERIFY(std::abs(both.error[700] / (0.03 / std::sqrt(2.0)) - 1) < 0.1);
        const auto words = raisedErrorWords(both);
        QVERIFY2(words.starts_with("Errors raised 3.0") || words.starts_with("Errors raised 2.9"),
                 words.c_str());
        QVERIFY2(words.find("S/N per pixel 4") != std::string::npos, words.c_str());
        QVERIFY2(words.find("instead of 14") != std::string::npos
                     || words.find("instead of 13") != std::string::npos,
                 words.c_str());
    }

    void rawCountsArePutOnOneScale()
    {
        auto second = expose({ .scale = 3.7, .error = 0.012, .seed = 6 });
        for (std::size_t i = 0; i < second.size(); ++i) { // a slope too
            second.flux[i] *= 1 + 0.1 * static_cast<double>(i) / samples;
            second.error[i] *= 1 + 0.1 * static_cast<double>(i) / samples;
        }
        const auto both = combine({ expose({ .seed = 5 }), second });
        QVERIFY(hasNote(both, "smoothly, to match"));
        const double scatter = normalisedScatter(both);
        QVERIFY2(scatter < 1.15, qPrintable(QString::number(scatter)));
    }

    void oneOfThreeThatDisagreesIsRejected()
    {
        std::vector<Spectrum> members { expose({ .seed = 5 }), expose({ .seed = 6 }), expose({ .seed = 7 }) };
        darken(members[1]);
        const auto both = combine(members);
        QVERIFY(std::abs(both.flux[700] - model(both.wavelength[700])) < 0.03);
        QVERIFY(hasNote(both, "rejected"));
    }

    void twoThatDisagreeRaiseTheError()
    {
        std::vector<Spectrum> members { expose({ .seed = 5 }), expose({ .seed = 6 }) };
        darken(members[1]);
        const auto both = combine(members);
        QVERIFY(both.error[700] > 0.05);
        QVERIFY(both.error[690] < 0.01);
        QVERIFY(hasNote(both, "disagree by more than 5 σ"));
    }

    void badSamplesOfOneAreFilledByTheOther()
    {
        auto first = expose({ .error = 0.01, .seed = 5 }), second = expose({ .error = 0.02, .seed = 6 });
        first.quality[400] = 1;
        first.flux[500] = std::nan("");
        first.quality[600] = second.quality[600] = 5;
        second.quality[650] = 4; // a warning
        const auto both = combine({ first, second });
        QCOMPARE(both.quality[400], 0u);
        QVERIFY(std::abs(both.error[400] - 0.02) < 0.002);
        QVERIFY(std::isfinite(both.flux[500]));
        QVERIFY(std::isnan(both.flux[600]));
        QCOMPARE(both.quality[600], 5u);
        QCOMPARE(both.quality[650], 4u);
        QVERIFY(hasNote(both, "1 samples that no member has a good value for"));
    }

    void detectorsLeaveTheGap()
    {
        auto blue = expose({ .seed = 5 }), red = expose({ .first = 1.40, .seed = 6 });
        red.provenance.detector = "NRS2";
        const auto both = combine({ blue, red });
        QCOMPARE(both.size(), blue.size() + red.size());
        QCOMPARE(contiguousRanges(both.wavelength).size(), std::size_t(2));
        QVERIFY(std::ranges::is_sorted(both.wavelength));
        QCOMPARE(both.provenance.detector, std::string("NRS1+NRS2"));
        QVERIFY(hasNote(both, "left as a gap"));
        QVERIFY(hasNote(both, "hardly overlaps"));
    }

    void finerGratingCountsWhereTwoOverlap()
    {
        auto fine = expose({ .seed = 0 }), coarse = expose({ .first = 1.1, .seed = 0, .count = 400 });
        for (std::size_t i = 0; i < coarse.size(); ++i) {
            coarse.wavelength[i] = 1.1 + 5e-4 * static_cast<double>(i);
            coarse.flux[i] = 9;
        }
        coarse.provenance.mode = "G235M/F170LP";
        coarse.provenance.file = "coarse.fits";
        const auto both = combine({ coarse, fine });
        for (std::size_t i = 0; i < both.size(); ++i)
            QCOMPARE(both.flux[i] == 9, both.wavelength[i] > fine.wavelength.back());
        QCOMPARE(both.provenance.mode, std::string("G140H/F100LP + G235M/F170LP"));
    }

    void combinesNothingOfOne() { QVERIFY_EXCEPTION_THROWN(combine({ expose({}) }), Error); }
};

QTEST_APPLESS_MAIN(StitchTest)
#include "stitch_test.moc"
