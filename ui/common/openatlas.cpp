#include "ui/common/openatlas.h"

#include "core/error.h"
#include "core/io/reader.h"
#include "core/processing/prepare.h"
#include "ui/common/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("syzygy::OpenAtlas", text);
}

QString withUnit(const QString& title, std::string_view unit)
{
    return unit.empty() ? title : QStringLiteral("%1 [%2]").arg(title, toQString(unit));
}

/// What a user calls a column of an atlas (docs/atlas.md).
QString titleOf(const MappedColumn& column)
{
    auto name = std::string_view(column.name);
    constexpr std::string_view known = "known/", catalogue = "catalogue/", error = "_err";
    if (name.starts_with(catalogue))
        return withUnit(toQString(name.substr(catalogue.size())), column.unit);
    const bool isKnown = name.starts_with(known), isError = name.ends_with(error);
    if (isKnown)
        name.remove_prefix(known.size());
    if (isError)
        name.remove_suffix(error.size());
    if (const auto label = labelNamed(name)) {
        const auto& info = infoOf(*label);
        const auto symbol
            = isError ? QStringLiteral("σ %1").arg(toQString(info.symbol)) : toQString(info.symbol);
        return withUnit(isKnown ? tr("%1, catalogue").arg(symbol) : symbol, info.unit);
    }
    static const std::array<std::pair<std::string_view, QString>, 6> words {
        { { "snr", tr("S/N") },
          { "velocity_km_s", tr("Velocity [km/s]") },
          { "velocity_km_s_err", tr("σ velocity [km/s]") },
          { "domain_score", tr("Domain score") },
          { "ra_deg", tr("Right ascension [deg]") },
          { "dec_deg", tr("Declination [deg]") } }
    };
    const auto* const found = std::ranges::find(words, std::string_view(column.name),
                                                &std::pair<std::string_view, QString>::first);
    return found == words.end() ? withUnit(toQString(column.name), column.unit) : found->second;
}

bool saysAnything(const MappedColumn& column, std::size_t rows)
{
    for (std::size_t row = 0; row < rows; ++row)
        if (std::isfinite(column.number(row)))
            return true;
    return false;
}

/// What the atlas says beside our labels: of the spectra, ours against the catalogue's, then the catalogue, σ
/// last.
std::vector<StarColumn> columnsOf(const StarAtlas& atlas)
{
    std::vector<StarColumn> spectra, differences, known, catalogue, errors;
    for (const auto& name : atlas.numericColumns()) {
        const auto* column = atlas.file().find(name);
        if (!saysAnything(*column, atlas.size()))
            continue;
        const StarColumn star { titleOf(*column), name, {} };
        const auto label = name.starts_with("known/") ? labelNamed(name.substr(6)) : std::nullopt;
        if (label)
            differences.push_back({ withUnit(tr("%1, ours − catalogue").arg(toQString(infoOf(*label).symbol)),
                                             infoOf(*label).unit),
                                    name, indexOf(*label) });
        auto& group = name.starts_with("catalogue/") ? catalogue
            : name.ends_with("_err")                 ? errors
            : label                                  ? known
                                                     : spectra;
        group.push_back(star);
    }
    for (auto* group : { &differences, &known, &catalogue, &errors })
        std::ranges::move(*group, std::back_inserter(spectra));
    return spectra;
}

QString shortLabels(const Labels& labels)
{
    QStringList words;
    if (std::isfinite(labels[indexOf(Label::Teff)]))
        words << tr("%1 K").arg(formatNumber(labels[indexOf(Label::Teff)], 0));
    for (const auto label : { Label::Logg, Label::FeH })
        if (std::isfinite(labels[indexOf(label)]))
            words << QStringLiteral("%1 %2").arg(toQString(infoOf(label).symbol),
                                                 formatNumber(labels[indexOf(label)], 2));
    return words.join(QStringLiteral(", "));
}

PreparedSpectrum prepared(const Spectrum& spectrum, double velocity)
{
    auto own = prepare(spectrum, modelGridOf(spectrum), std::isfinite(velocity) ? velocity : 0);
    for (std::size_t pixel = 0; pixel < own.mask.size(); ++pixel)
        if (own.mask[pixel] == 0)
            own.flux[pixel] = std::numeric_limits<float>::quiet_NaN();
    return own;
}

/// The row itself, else another of its star that was encoded so.
std::optional<std::size_t> rowSeenBy(const StarAtlas& atlas, std::size_t row, Instrument instrument)
{
    if (atlas.encodedAs(row) == instrument)
        return row;
    const auto star = atlas.star(row);
    for (std::size_t other = 0; other < atlas.size(); ++other)
        if (atlas.star(other) == star && atlas.encodedAs(other) == instrument)
            return other;
    return {};
}

} // namespace

OpenAtlas::OpenAtlas(const std::filesystem::path& file, const std::string& modelId)
    : m_stars(std::make_shared<const StarAtlas>(file))
{
    m_stars->requireModel(modelId);
    m_drawn = std::make_shared<const Atlas>(syzygy::drawn(*m_stars));
    m_distributions = computeDistributions(*m_drawn);
    m_columns = columnsOf(*m_stars);
}

QString OpenAtlas::title() const
{
    return QString::fromStdString(m_stars->file().path().filename().string());
}

QString OpenAtlas::nameOf(std::size_t star) const
{
    return toQString(m_stars->name(star));
}

QString OpenAtlas::catalogueOf(std::size_t star) const
{
    return shortLabels(m_stars->known(star).value);
}

QString OpenAtlas::describe(std::size_t star) const
{
    QStringList lines { nameOf(star) };
    constexpr int decimals = 5; // of degrees
    if (const auto place = m_stars->place(star))
        lines << QStringLiteral("%1 %2").arg(formatNumber(place->rightAscension, decimals),
                                             formatNumber(place->declination, decimals));
    lines << tr("Seen by %1").arg(toQString(syzygy::nameOf(m_stars->encodedAs(star))));
    const auto known = m_stars->known(star);
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto label = static_cast<Label>(k);
        auto line = QStringLiteral("%1 %2").arg(toQString(infoOf(label).symbol),
                                                formatNumber(m_stars->label(k, star), decimalsOf(label)));
        if (std::isfinite(known.value[k]))
            line += tr("  (catalogue %1)").arg(formatNumber(known.value[k], decimalsOf(label)));
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

std::vector<double> OpenAtlas::valuesOf(const StarColumn& column) const
{
    std::vector<double> values(m_stars->size());
    const auto* stored = m_stars->file().find(column.name);
    for (std::size_t row = 0; row < values.size(); ++row)
        values[row]
            = column.ours ? m_stars->label(*column.ours, row) - stored->number(row) : stored->number(row);
    return values;
}

const TwinSearch& OpenAtlas::search() const
{
    std::call_once(m_indexed, [this] { m_search = std::make_unique<const TwinSearch>(m_stars); });
    return *m_search;
}

NamedTwins OpenAtlas::twinsOf(const Spectrum& spectrum, const Analysis& analysis,
                              std::optional<Instrument> seenBy) const
try {
    constexpr int count = 10;
    const auto twins = search().nearest(analysis.latent, count, search().rowOf(spectrum), seenBy);
    if (twins.empty() && seenBy)
        return { {}, {}, tr("%1 has no star seen by %2.").arg(title(), toQString(syzygy::nameOf(*seenBy))) };
    NamedTwins named { {}, search().labelsOf(twins, analysis.estimates) };
    for (const auto& twin : twins)
        named.neighbours.push_back({ twin.row, m_stars->encodedAs(twin.row), std::cos(twin.distance) });
    return named;
} catch (const Error& error) { // a damaged file shows no sooner
    return { {}, {}, QString::fromUtf8(error.what()) };
}

OwnSpectrum OpenAtlas::spectrumOf(std::size_t star, const ModelGrid* grid) const
{
    const auto instrument = grid ? instrumentOf(*grid) : m_stars->encodedAs(star);
    const auto row = rowSeenBy(*m_stars, star, instrument);
    if (!row)
        return { {}, tr("%1 has not seen it").arg(toQString(syzygy::nameOf(instrument))) };
    const auto file = m_stars->spectrumFile(*row);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return { {}, tr("its file is gone") };
    try {
        const auto spectra = readSpectra(file);
        const auto index = m_stars->spectrumIndex(*row);
        if (index >= spectra.size())
            return { {}, tr("its file is another now") };
        if (grid && *grid != modelGridOf(spectra[index]))
            return { {}, tr("its own has another resolution") };
        return { prepared(spectra[index], m_stars->velocity(*row)), {} };
    } catch (const Error&) {
        return { {}, tr("its file cannot be read") };
    }
}

QString nameOfStar(const OpenAtlas* atlas, std::size_t star)
{
    return atlas ? atlas->nameOf(star) : tr("Star %1").arg(star);
}

} // namespace syzygy
