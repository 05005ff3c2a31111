#include "ui/sources/sourcecolumns.h"

#include "core/analysis/disagreement.h"
#include "core/analysis/table.h"
#include "core/analysis/twins.h"
#include "ui/common/format.h"
#include "ui/sources/filterexpression.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

QString tr(const char* text)
{
    return QCoreApplication::translate("SourceColumns", text);
}

using Number = std::function<double(const Source&)>;
using Text = std::function<QString(const Source&)>;

SourceColumn textColumn(const char* key, const QString& title, Text text, const QString& help = {})
{
    return { QString::fromLatin1(key), title, help, false,
             [text = std::move(text)](const Source& source, const Marks&) { return text(source); } };
}

/// Shown as a plain number with these decimals.
SourceColumn numberColumn(const QString& key, const QString& title, int decimals, Number number,
                          const QString& help = {})
{
    return { key,
             title,
             help,
             true,
             [number, decimals](const Source& source, const Marks&) {
                 const double value = number(source);
                 return std::isfinite(value) ? formatNumber(value, decimals) : QString();
             },
             [number](const Source& source, const Marks&) { return number(source); } };
}

const Estimate* estimateOf(const Source& source, std::size_t label)
{
    return source.isEncoded() ? &source.analysis->estimates[label] : nullptr;
}

/// Value ± σ, sorted by the value.
SourceColumn labelColumn(std::size_t k)
{
    const auto label = static_cast<Label>(k);
    const auto& info = labelInfos[k];
    return { toQString(info.key),
             shortTitleOf(label),
             tr("in parentheses where the spectrum says no more than the prior"),
             true,
             [label, k](const Source& source, const Marks&) {
                 const auto* estimate = estimateOf(source, k);
                 return estimate ? formatBelief(label, *estimate) : QString();
             },
             [k](const Source& source, const Marks&) {
                 const auto* estimate = estimateOf(source, k);
                 return estimate ? estimate->value : unknown;
             } };
}

SourceColumn sigmaColumn(std::size_t k)
{
    return numberColumn(toQString(labelInfos[k].key) + QStringLiteral("_err"),
                        QStringLiteral("σ ") + shortTitleOf(static_cast<Label>(k)),
                        decimalsOf(static_cast<Label>(k)), [k](const Source& source) {
                            const auto* estimate = estimateOf(source, k);
                            return estimate ? estimate->sigma : unknown;
                        });
}

SourceColumn fitColumn(std::size_t k)
{
    return numberColumn(
        QStringLiteral("fit_") + toQString(labelInfos[k].key), tr("fit ") + toQString(labelInfos[k].symbol),
        decimalsOf(static_cast<Label>(k)),
        [k](const Source& source) { return source.fit ? source.fit->fit.star.labels[k] : unknown; },
        tr("by the fit of the emulator (F6)"));
}

QString flagKeys(const Source& source)
{
    QStringList keys;
    for (const auto& flag : source.flags())
        keys << toQString(flag.key);
    return keys.join(QStringLiteral(", ")).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString statusText(const Source& source)
{
    if (source.state == Source::State::Failed)
        return source.error;
    if (source.isFitting)
        return tr("fitting");
    if (source.state != Source::State::Ready)
        return nameOf(source.state);
    return source.isStale ? QStringList { tr("changed on disk"), flagKeys(source) }.join(QStringLiteral(", "))
                          : flagKeys(source);
}

/// The sentence without the folder, which would hide the reason.
QString failureText(const Source& source)
{
    auto sentence = source.error;
    sentence.replace(QString::fromStdString(source.file.string()), source.fileName());
    return source.needsUnit ? tr("Say its units (double click): %1").arg(sentence) : sentence;
}

Text fromOrigin(std::string Provenance::*member)
{
    return [member](const Source& source) {
        return source.spectrum ? toQString(source.spectrum->provenance.*member) : QString();
    };
}

Number angle(std::optional<double> Provenance::*member)
{
    return [member](const Source& source) {
        return source.spectrum ? (source.spectrum->provenance.*member).value_or(unknown) : unknown;
    };
}

Number fromAnalysis(double Analysis::*member, bool ofEncoded)
{
    return [member, ofEncoded](const Source& source) {
        return source.analysis && (source.analysis->encoded || !ofEncoded) ? (*source.analysis).*member
                                                                           : unknown;
    };
}

QString keywordOf(const Source& source, const std::string& name)
{
    if (!source.spectrum)
        return {};
    const auto& keywords = source.spectrum->provenance.keywords;
    const auto found = std::ranges::find(
        keywords, name, [](const auto& keyword) -> const std::string& { return keyword.first; });
    return found == keywords.end() ? QString() : toQString(found->second);
}

QString frameText(const Source& source)
{
    return source.spectrum ? toQString(velocityFrame(source.spectrum->frame)) : QString();
}

/// `sample`: a value that tells whether it holds numbers.
SourceColumn headerColumn(const std::string& keyword, const std::string& sample, const QString& key)
{
    const auto textOf = [keyword](const Source& source, const Marks&) { return keywordOf(source, keyword); };
    SourceColumn column
        = textColumn("", toQString(keyword), {}, tr("of the file's header; %1 in the filter").arg(key));
    column.key = key;
    column.text = textOf;
    toQString(sample).toDouble(&column.isNumeric);
    if (column.isNumeric)
        column.number = [textOf](const Source& source, const Marks& marks) {
            bool isNumber = false;
            const double number = textOf(source, marks).toDouble(&isNumber);
            return isNumber ? number : unknown;
        };
    column.group = headerGroup();
    column.isSearched = false; // a word would be found in dates and names of pipelines
    return column;
}

/// In the order of SourceTableModel::Column.
void addUsual(std::vector<SourceColumn>& columns)
{
    columns.push_back(textColumn("file", tr("File"), [](const Source& source) { return source.fileName(); }));
    columns.push_back(textColumn("target", tr("Target"), [](const Source& source) {
        return source.spectrum ? source.name() : failureText(source);
    }));
    columns.push_back(textColumn("mode", tr("Mode"), fromOrigin(&Provenance::mode)));
    columns.push_back(numberColumn(QStringLiteral("snr"), tr("S/N"), 0, fromAnalysis(&Analysis::snr, false),
                                   tr("median per pixel")));
    columns.push_back({ QStringLiteral("velocity"), tr("v [km/s]"),
                        tr("of the star as the wavelengths stand"), true,
                        [](const Source& source, const Marks&) {
                            return source.analysis ? formatVelocity(source.analysis->velocity) : QString();
                        },
                        [](const Source& source, const Marks&) {
                            const bool isFound = source.analysis
                                && source.analysis->velocity.source != Velocity::Source::NotFound;
                            return isFound ? source.analysis->velocity.value : unknown;
                        } });
    for (std::size_t k = 0; k < 3; ++k)
        columns.push_back(labelColumn(k));
    columns.push_back(textColumn("flags", tr("Flags"), statusText));
}

void addMarks(std::vector<SourceColumn>& columns)
{
    columns.push_back(
        { QStringLiteral("star"), QStringLiteral("★"), tr("starred (S)"), true,
          [](const Source&, const Marks& marks) { return marks.star ? QStringLiteral("★") : QString(); },
          [](const Source&, const Marks& marks) { return marks.star ? 1.0 : 0.0; } });
    columns.push_back({ QStringLiteral("ticks"), tr("Ticks"), tr("ticked 1-9 (the digits)"), false,
                        [](const Source&, const Marks& marks) { return tickWords(marks); } });
    columns.push_back({ QStringLiteral("comment"), tr("Comment"), tr("your own words (E)"), false,
                        [](const Source&, const Marks& marks) { return marks.comment; } });
    columns.push_back({ QStringLiteral("subset"), tr("Subsets"), tr("that you put it into (Edit > Subsets)"),
                        false, [](const Source&, const Marks& marks) { return subsetWords(marks); } });
    columns.back().isList = true;
}

void addRest(std::vector<SourceColumn>& columns)
{
    for (std::size_t k = 3; k < labelCount; ++k)
        columns.push_back(labelColumn(k));
    for (std::size_t k = 0; k < labelCount; ++k)
        columns.push_back(sigmaColumn(k));
    columns.push_back(textColumn("velocity_frame", tr("v frame"), frameText));
    columns.push_back(numberColumn(QStringLiteral("domain_score"), tr("Domain score"), 2,
                                   fromAnalysis(&Analysis::domainScore, true),
                                   tr("0: like the training spectra, 1: unlike any")));
    columns.push_back(numberColumn(QStringLiteral("chi2"), tr("χ²"), 2,
                                   fromAnalysis(&Analysis::reducedChiSquare, true),
                                   tr("reduced, of the reconstruction")));
    columns.push_back(numberColumn(QStringLiteral("surprise"), tr("Surprise"), 2, surpriseOf,
                                   tr("1 and more: something is off. Domain score, χ², disagreement with the "
                                      "fit, with its twins, of its parts")));
    for (std::size_t k = 0; k < labelCount; ++k)
        columns.push_back(fitColumn(k));
    columns.push_back(numberColumn(QStringLiteral("fit_chi2"), tr("fit χ²"), 2, [](const Source& source) {
        return source.fit ? source.fit->fit.reducedChiSquare : unknown;
    }));
    columns.push_back(
        numberColumn(QStringLiteral("ra"), tr("RA [°]"), 6, angle(&Provenance::rightAscension), tr("ICRS")));
    columns.push_back(
        numberColumn(QStringLiteral("dec"), tr("Dec [°]"), 6, angle(&Provenance::declination), tr("ICRS")));
    for (const auto& [key, title, member] : { std::tuple { "hdu", tr("HDU"), &Provenance::hdu },
                                              { "slit", tr("Slit"), &Provenance::slit },
                                              { "order", tr("Order"), &Provenance::order },
                                              { "detector", tr("Detector"), &Provenance::detector },
                                              { "integration", tr("Integration"), &Provenance::integration },
                                              { "product", tr("Product"), &Provenance::product },
                                              { "pipeline", tr("Pipeline"), &Provenance::pipelineVersion } })
        columns.push_back(textColumn(key, title, fromOrigin(member)));
}

std::vector<SourceColumn> makeColumns()
{
    std::vector<SourceColumn> columns;
    addUsual(columns);
    addMarks(columns);
    addRest(columns);
    return columns;
}

} // namespace

const std::vector<SourceColumn>& sourceColumns()
{
    static const auto columns = makeColumns();
    return columns;
}

int columnOf(QStringView key, std::span<const SourceColumn> columns)
{
    auto wanted = key.toString().toLower();
    if (wanted == QStringLiteral("feh"))
        wanted = QStringLiteral("fe_h");
    const auto found = std::ranges::find(columns, wanted, &SourceColumn::key);
    return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

QString freeKey(const QString& name, const QString& prefix, std::span<const SourceColumn> columns)
{
    static const QRegularExpression other(QStringLiteral("[^a-z0-9]+"));
    const auto plain = [](const QString& text) {
        return text.toLower()
            .replace(other, QStringLiteral(" "))
            .trimmed()
            .replace(QLatin1Char(' '), QLatin1Char('_'));
    };
    const auto isFree = [&](const QString& key) {
        return !key.isEmpty() && !key.at(0).isDigit() && !Filter::knows(key) && columnOf(key, columns) < 0;
    };
    if (const auto key = plain(name); isFree(key))
        return key;
    const auto longer = QStringLiteral("%1_%2").arg(plain(prefix), plain(name));
    auto key = isFree(longer) ? longer : QStringLiteral("own_") + longer;
    for (int number = 2; !isFree(key); ++number)
        key = QStringLiteral("own_%1_%2").arg(longer).arg(number);
    return key;
}

QString headerGroup()
{
    return tr("Header");
}

std::vector<SourceColumn> newHeaderColumns(const Source& source, std::span<const SourceColumn> columns)
{
    if (!source.spectrum)
        return {};
    const auto isNew = [&](const auto& keyword) {
        return std::ranges::none_of(columns, [name = toQString(keyword.first)](const SourceColumn& column) {
            return column.group == headerGroup() && column.title == name;
        });
    };
    std::vector<SourceColumn> added, all;
    for (const auto& keyword : source.spectrum->provenance.keywords) {
        const bool isTwice
            = std::ranges::find(added, toQString(keyword.first), &SourceColumn::title) != added.end();
        if (isTwice || !isNew(keyword))
            continue;
        if (all.empty())
            all.assign(columns.begin(), columns.end());
        added.push_back(headerColumn(keyword.first, keyword.second,
                                     freeKey(toQString(keyword.first), QStringLiteral("header"), all)));
        all.push_back(added.back());
    }
    return added;
}

double surpriseOf(const Source& source)
{
    if (!source.isEncoded())
        return unknown;
    constexpr double strange = 0.75, poor = 2.5;
    const auto& analysis = *source.analysis;
    double surprise = std::max(analysis.domainScore / strange, analysis.reducedChiSquare / poor);
    surprise = std::max(surprise, source.twinTension / 3);
    if (std::ranges::find(analysis.flags, "parts_disagree", &Flag::key) != analysis.flags.end())
        surprise = std::max(surprise, 1.0);
    for (std::size_t k = 0; source.fit && k < 3; ++k) {
        const double sigma = std::hypot(analysis.estimates[k].sigma, source.fit->fit.sigma[k]);
        if (sigma > 0)
            surprise = std::max(surprise,
                                std::abs(analysis.estimates[k].value - source.fit->fit.star.labels[k])
                                    / (2 * sigma));
    }
    return surprise;
}

double tensionWithTwins(const Analysis& analysis, const Atlas& atlas)
{
    const auto twins = twinLabels(analysis.neighbours, atlas);
    double largest = 0;
    for (std::size_t k = 0; analysis.encoded && k < 3; ++k)
        if (twins[k] && std::hypot(analysis.estimates[k].sigma, twins[k]->scatter) > 0)
            largest = std::max(
                largest, std::abs(sigmasApart(analysis.estimates[k], twins[k]->value, twins[k]->scatter)));
    return largest;
}

} // namespace syzygy
