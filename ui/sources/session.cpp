#include "ui/sources/session.h"

#include "core/atomicfile.h"
#include "core/error.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace syzygy {

namespace {

namespace fs = std::filesystem;

constexpr int formatVersion = 1;
const auto formatName = QStringLiteral("syzygy session");

QString toText(const fs::path& path)
{
    return QString::fromStdString(path.string());
}

void addPath(QJsonObject& object, const fs::path& file, const fs::path& folder)
{
    object.insert(QStringLiteral("file"), toText(file));
    const auto relative = file.lexically_relative(folder);
    if (!relative.empty())
        object.insert(QStringLiteral("relative"), toText(relative));
}

fs::path pathOf(const QJsonObject& object, const fs::path& folder)
{
    const fs::path file = object.value(QStringLiteral("file")).toString().toStdString();
    const auto relative = object.value(QStringLiteral("relative")).toString();
    std::error_code error;
    if (fs::exists(file, error) || relative.isEmpty())
        return file;
    const auto beside = (folder / relative.toStdString()).lexically_normal();
    return fs::exists(beside, error) ? beside : file;
}

QJsonArray pathsOf(const std::vector<fs::path>& files, const fs::path& folder)
{
    QJsonArray array;
    for (const auto& file : files) {
        QJsonObject object;
        addPath(object, file, folder);
        array.append(object);
    }
    return array;
}

std::vector<fs::path> pathsOf(const QJsonValue& value, const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : value.toArray())
        files.push_back(pathOf(entry.toObject(), folder));
    return files;
}

QJsonObject toObject(const SavedSession::File& file, const fs::path& folder)
{
    QJsonObject object;
    addPath(object, file.path, folder);
    const auto& reading = file.reading;
    const auto addText = [&](const char* key, const std::string& text) {
        if (!text.empty())
            object.insert(QString::fromLatin1(key), QString::fromStdString(text));
    };
    addText("wavelength_unit", reading.wavelengthUnit);
    addText("flux_unit", reading.fluxUnit);
    addText("mode", reading.mode);
    if (reading.wavelengthsInAir)
        object.insert(QStringLiteral("air"), true);
    if (reading.fluxColumn == FluxColumn::SurfaceBrightness)
        object.insert(QStringLiteral("surface_brightness"), true);
    return object;
}

SavedSession::File fileOf(const QJsonObject& object, const fs::path& folder)
{
    SavedSession::File file { pathOf(object, folder), {} };
    file.reading.wavelengthUnit = object.value(QStringLiteral("wavelength_unit")).toString().toStdString();
    file.reading.fluxUnit = object.value(QStringLiteral("flux_unit")).toString().toStdString();
    file.reading.mode = object.value(QStringLiteral("mode")).toString().toStdString();
    file.reading.wavelengthsInAir = object.value(QStringLiteral("air")).toBool();
    if (object.value(QStringLiteral("surface_brightness")).toBool())
        file.reading.fluxColumn = FluxColumn::SurfaceBrightness;
    return file;
}

/// {"logg": [2.3, 0.1]}: value and 1σ.
QJsonObject toObject(const std::vector<GivenLabel>& given)
{
    QJsonObject object;
    for (const auto& label : given)
        object.insert(QString::fromUtf8(infoOf(label.label).key.data()),
                      QJsonArray { label.value, label.sigma });
    return object;
}

std::vector<GivenLabel> givenOf(const QJsonObject& object)
{
    std::vector<GivenLabel> given;
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto pair = object.value(QString::fromUtf8(labelInfos[k].key.data())).toArray();
        if (pair.size() == 2 && pair[0].isDouble() && pair[1].toDouble() > 0)
            given.push_back({ static_cast<Label>(k), pair[0].toDouble(), pair[1].toDouble() });
    }
    return given;
}

QJsonArray toJson(const MaskedRanges& ranges)
{
    QJsonArray array;
    for (const auto& [from, to] : ranges)
        array.append(QJsonArray { from, to });
    return array;
}

/// Those that are none are passed over.
MaskedRanges rangesOf(const QJsonArray& array)
{
    MaskedRanges ranges;
    for (const auto& entry : array) {
        const double from = entry.toArray().at(0).toDouble(), to = entry.toArray().at(1).toDouble();
        if (from > 0 && from < to)
            ranges = masked(std::move(ranges), { from, to });
    }
    return ranges;
}

QJsonObject toObject(const SavedSession::Spectrum& spectrum, const fs::path& folder)
{
    QJsonObject object;
    addPath(object, spectrum.file, folder);
    object.insert(QStringLiteral("hdu"), QString::fromStdString(spectrum.hdu));
    if (spectrum.marks.star)
        object.insert(QStringLiteral("star"), true);
    QJsonArray ticks;
    for (std::size_t i = 0; i < tickCount; ++i)
        if (spectrum.marks.ticks[i])
            ticks.append(static_cast<int>(i + 1));
    if (!ticks.isEmpty())
        object.insert(QStringLiteral("ticks"), ticks);
    if (!spectrum.marks.comment.isEmpty())
        object.insert(QStringLiteral("comment"), spectrum.marks.comment);
    if (!spectrum.marks.subsets.isEmpty())
        object.insert(QStringLiteral("subsets"), QJsonArray::fromStringList(spectrum.marks.subsets));
    if (spectrum.velocity)
        object.insert(QStringLiteral("velocity_km_s"), *spectrum.velocity);
    if (!spectrum.given.empty())
        object.insert(QStringLiteral("given"), toObject(spectrum.given));
    if (!spectrum.masked.empty())
        object.insert(QStringLiteral("masked_um"), toJson(spectrum.masked));
    return object;
}

SavedSession::Spectrum spectrumOf(const QJsonObject& object, const fs::path& folder)
{
    SavedSession::Spectrum spectrum {
        pathOf(object, folder), object.value(QStringLiteral("hdu")).toString().toStdString(), {}, {}, {}
    };
    spectrum.marks.star = object.value(QStringLiteral("star")).toBool();
    for (const auto& tick : object.value(QStringLiteral("ticks")).toArray())
        if (const int number = tick.toInt(); number >= 1 && number <= static_cast<int>(tickCount))
            spectrum.marks.ticks.set(static_cast<std::size_t>(number - 1));
    spectrum.marks.comment = object.value(QStringLiteral("comment")).toString();
    for (const auto& name : object.value(QStringLiteral("subsets")).toArray())
        addToSubset(spectrum.marks, subsetName(name.toString()));
    if (const auto velocity = object.value(QStringLiteral("velocity_km_s")); velocity.isDouble())
        spectrum.velocity = velocity.toDouble();
    spectrum.given = givenOf(object.value(QStringLiteral("given")).toObject());
    spectrum.masked = rangesOf(object.value(QStringLiteral("masked_um")).toArray());
    return spectrum;
}

QString toText(const QByteArray& bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray bytesOf(const QJsonValue& value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

[[noreturn]] void refuse(const fs::path& file, const QString& why)
{
    throw Error(file.string() + ": " + why.toStdString());
}

QJsonObject toObject(const SavedSession::Map& map)
{
    QJsonObject ranges;
    for (const auto& [color, range] : map.ranges)
        ranges.insert(color, QJsonArray { range[0], range[1] });
    return { { QStringLiteral("colour"), map.color },
             { QStringLiteral("layout"), map.layout },
             { QStringLiteral("x"), map.x },
             { QStringLiteral("y"), map.y },
             { QStringLiteral("colour_ranges"), ranges },
             { QStringLiteral("contours"), map.hasContours } };
}

SavedSession::Map mapOf(const QJsonObject& object)
{
    SavedSession::Map map { object.value(QStringLiteral("colour")).toString(),
                            object.value(QStringLiteral("layout")).toString(),
                            object.value(QStringLiteral("x")).toString(),
                            object.value(QStringLiteral("y")).toString() };
    const auto ranges = object.value(QStringLiteral("colour_ranges")).toObject();
    for (auto range = ranges.begin(); range != ranges.end(); ++range) {
        const auto ends = range.value().toArray();
        if (const double low = ends.at(0).toDouble(), high = ends.at(1).toDouble(); low < high)
            map.ranges[range.key()] = { low, high };
    }
    map.hasContours = object.value(QStringLiteral("contours")).toBool();
    return map;
}

QJsonObject toObject(const SavedSession::View& view)
{
    QJsonObject object { { QStringLiteral("frame"), view.frame }, { QStringLiteral("shown"), view.shown } };
    if (view.range)
        object.insert(QStringLiteral("range_um"), QJsonArray { (*view.range)[0], (*view.range)[1] });
    return object;
}

SavedSession::View viewOf(const QJsonObject& object)
{
    SavedSession::View view { object.value(QStringLiteral("frame")).toString(),
                              object.value(QStringLiteral("shown")).toString() };
    const auto ends = object.value(QStringLiteral("range_um")).toArray();
    if (const double from = ends.at(0).toDouble(), to = ends.at(1).toDouble(); from < to)
        view.range = { from, to };
    return view;
}

} // namespace

QByteArray toJson(const SavedSession& session, const fs::path& folder)
{
    QJsonArray files, spectra;
    for (const auto& file : session.files)
        files.append(toObject(file, folder));
    for (const auto& spectrum : session.spectra)
        if (!spectrum.isEmpty())
            spectra.append(toObject(spectrum, folder));
    QJsonObject current;
    addPath(current, session.currentFile, folder);
    current.insert(QStringLiteral("hdu"), QString::fromStdString(session.currentHdu));
    const QJsonObject object { { QStringLiteral("format"), formatName },
                               { QStringLiteral("version"), formatVersion },
                               { QStringLiteral("files"), files },
                               { QStringLiteral("spectra"), spectra },
                               { QStringLiteral("atlases"), pathsOf(session.atlases, folder) },
                               { QStringLiteral("tables"), pathsOf(session.tables, folder) },
                               { QStringLiteral("current"), current },
                               { QStringLiteral("columns"), QJsonArray::fromStringList(session.columns) },
                               { QStringLiteral("sort"), session.sortKey },
                               { QStringLiteral("descending"), session.isDescending },
                               { QStringLiteral("filter"), session.filter },
                               { QStringLiteral("units"), session.units },
                               { QStringLiteral("map"), toObject(session.map) },
                               { QStringLiteral("view"), toObject(session.view) },
                               { QStringLiteral("geometry"), toText(session.geometry) },
                               { QStringLiteral("layout"), toText(session.layout) },
                               { QStringLiteral("closed"), session.wasClosed } };
    return QJsonDocument(object).toJson();
}

SavedSession readSession(const fs::path& path)
{
    QFile file(toText(path));
    if (!file.open(QIODevice::ReadOnly))
        refuse(path, QStringLiteral("cannot be read (%1); choose another session.").arg(file.errorString()));
    QJsonParseError error;
    const auto object = QJsonDocument::fromJson(file.readAll(), &error).object();
    if (error.error != QJsonParseError::NoError
        || object.value(QStringLiteral("format")).toString() != formatName)
        refuse(path, QStringLiteral("is no session of Syzygy; choose a file that 'Save session as' wrote."));
    if (object.value(QStringLiteral("version")).toInt() > formatVersion)
        refuse(path, QStringLiteral("was written by a later version of Syzygy; install that one."));
    const auto folder = path.parent_path();
    SavedSession session;
    for (const auto& entry : object.value(QStringLiteral("files")).toArray())
        session.files.push_back(fileOf(entry.toObject(), folder));
    for (const auto& entry : object.value(QStringLiteral("spectra")).toArray())
        session.spectra.push_back(spectrumOf(entry.toObject(), folder));
    session.atlases = pathsOf(object.value(QStringLiteral("atlases")), folder);
    session.tables = pathsOf(object.value(QStringLiteral("tables")), folder);
    const auto current = object.value(QStringLiteral("current")).toObject();
    session.currentFile = pathOf(current, folder);
    session.currentHdu = current.value(QStringLiteral("hdu")).toString().toStdString();
    for (const auto& key : object.value(QStringLiteral("columns")).toArray())
        session.columns << key.toString();
    session.sortKey = object.value(QStringLiteral("sort")).toString();
    session.isDescending = object.value(QStringLiteral("descending")).toBool();
    session.filter = object.value(QStringLiteral("filter")).toString();
    session.units = object.value(QStringLiteral("units")).toString();
    session.map = mapOf(object.value(QStringLiteral("map")).toObject());
    session.view = viewOf(object.value(QStringLiteral("view")).toObject());
    session.geometry = bytesOf(object.value(QStringLiteral("geometry")));
    session.layout = bytesOf(object.value(QStringLiteral("layout")));
    session.wasClosed = object.value(QStringLiteral("closed")).toBool();
    return session;
}

void writeSession(const fs::path& file, const SavedSession& session)
{
    const auto json = toJson(session, fs::absolute(file).parent_path());
    writeTextAtomically(file, { json.constData(), static_cast<std::size_t>(json.size()) });
}

} // namespace syzygy
