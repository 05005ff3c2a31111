#include "core/io/reader.h"

#include "core/io/input.h"
#include "core/io/product.h"
#include "core/io/readopen.h"
#include "core/io/steady.h"
#include "core/io/text.h"
#include "core/io/textreader.h"

#include <algorithm>
#include <array>

namespace syzygy {

namespace {

/// In the order in which they are asked: from the most particular layout to the most general.
const std::array<const Product*, 14> products { &apStarProduct, &aspcapStarProduct, &apVisitProduct,
                                                &mwmProduct,    &pypeitProduct,     &jwstProduct,
                                                &msaexpProduct, &jadesProduct,      &irtfProduct,
                                                &tableProduct,  &orderProduct,      &surveyProduct,
                                                &irafProduct,   &imageProduct };

const Product& productOf(FitsFile& file)
{
    for (const auto* product : products)
        if (product->sniff(file))
            return *product;
    file.fail(refusalOf(file));
}

FileContents listFits(FitsFile& file, const Product& product)
{
    auto contents = product.list(file);
    if (auto damage = file.damage(); !damage.empty())
        contents.notes.push_back(file.path().string() + ": " + damage);
    if (contents.entries.empty())
        file.fail("is a " + contents.product + " file without a spectrum in it; open another one.");
    return contents;
}

Spectrum readFits(FitsFile& file, const Product& product, const SpectrumEntry& entry,
                  const ReadOptions& options)
{
    if (entry.hduNumber < 1 || entry.hduNumber > file.hduCount())
        file.fail("no longer holds " + entry.hdu + ": the file changed on disk; open it again.");
    auto spectrum = product.read(file, entry, options);
    if (!file.repair().empty())
        spectrum.provenance.notes.push_back(file.repair());
    return spectrum;
}

void readEachOf(FitsFile& file, const Product& product, const FileContents& contents,
                const ReadOptions& options, const std::function<void(SpectrumOutcome)>& take)
{
    for (const auto& entry : contents.entries) {
        SpectrumOutcome outcome { entry, {}, {} };
        try {
            outcome.spectrum = readFits(file, product, entry, options);
        } catch (const UnitNeeded&) {
            throw;
        } catch (const Error& error) {
            outcome.failure = error.what();
        }
        take(std::move(outcome));
    }
}

/// The first few sentences in full: of a thousand slits hundreds may be empty.
void noteFailures(std::vector<Spectrum>& spectra, const std::vector<std::string>& failures)
{
    constexpr std::size_t shown = 5;
    for (auto& spectrum : spectra) {
        auto& notes = spectrum.provenance.notes;
        for (std::size_t i = 0; i < std::min(shown, failures.size()); ++i)
            notes.push_back("Not read: " + failures[i]);
        if (failures.size() > shown)
            notes.push_back("Not read: " + grouped(failures.size() - shown) + " more of this file.");
    }
}

/// All that can be read; what cannot is told in the notes of the others.
std::vector<Spectrum> readAll(FitsFile& file, const ReadOptions& options)
{
    const auto& product = productOf(file);
    const auto contents = listFits(file, product);
    std::vector<Spectrum> spectra;
    std::vector<std::string> failures;
    readEachOf(file, product, contents, options, [&](SpectrumOutcome outcome) {
        if (outcome.spectrum)
            spectra.push_back(std::move(*outcome.spectrum));
        else
            failures.push_back(std::move(outcome.failure));
    });
    if (spectra.empty())
        throw Error(failures.front());
    failures.insert(failures.begin(), contents.notes.begin(), contents.notes.end());
    noteFailures(spectra, failures);
    return spectra;
}

} // namespace

FileContents listOpen(Input& input, const std::filesystem::path& file)
{
    return input.fits ? listFits(*input.fits, productOf(*input.fits)) : listText(file, input.view());
}

std::vector<Spectrum> readOpen(Input& input, const std::filesystem::path& file, const ReadOptions& options)
{
    if (input.fits)
        return readAll(*input.fits, options);
    std::vector<Spectrum> spectra;
    spectra.push_back(readText(file, input.view(), options));
    return spectra;
}

FileContents listSpectra(const std::filesystem::path& file)
{
    auto input = openInput(file);
    return listOpen(input, file);
}

Spectrum readSpectrum(const FileContents& contents, int index, const ReadOptions& options)
{
    if (index < 0 || static_cast<std::size_t>(index) >= contents.entries.size())
        throw Error(contents.file.string() + ": has no spectrum number " + std::to_string(index + 1)
                    + "; list the file again.");
    return readSteadily(contents.file, [&] {
        auto input = openInput(contents.file);
        if (!input.fits)
            return readText(contents.file, input.view(), options);
        return readFits(*input.fits, productOf(*input.fits),
                        contents.entries[static_cast<std::size_t>(index)], options);
    });
}

void readEach(const FileContents& contents, const ReadOptions& options,
              const std::function<void(SpectrumOutcome)>& take)
{
    readSteadily(contents.file, [&] {
        auto input = openInput(contents.file);
        if (input.fits)
            readEachOf(*input.fits, productOf(*input.fits), contents, options, take);
        else
            take({ contents.entries.front(), readText(contents.file, input.view(), options), {} });
        return true;
    });
}

std::vector<Spectrum> readSpectra(const std::filesystem::path& file, const ReadOptions& options)
{
    return readSteadily(file, [&] {
        auto input = openInput(file);
        return readOpen(input, file, options);
    });
}

} // namespace syzygy
