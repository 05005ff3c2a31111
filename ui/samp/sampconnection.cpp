#include "ui/samp/sampconnection.h"

#include "core/error.h"
#include "core/samp/samplocation.h"
#include "ui/common/async.h"
#include "ui/samp/localdownload.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <charconv>
#include <cmath>
#include <optional>
#include <unistd.h>

namespace syzygy {

namespace {

constexpr std::size_t mostRows = 1'000'000;

std::optional<int> wholeNumber(const std::string& text)
{
    int number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool fits = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && number >= 0;
    return fits ? std::optional(number) : std::nullopt;
}

/// Degrees; SAMP writes numbers with a point whatever the language.
std::optional<double> degrees(const std::string& text, double least, double largest)
{
    double number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool fits = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && number >= least
        && number <= largest;
    return fits ? std::optional(number) : std::nullopt;
}

std::string inDegrees(double angle)
{
    return QString::number(angle, 'f', 7).toStdString();
}

/// A host of the window may be gone when a message arrives: the message then goes nowhere.
SampClient::Options optionsFor(SampConnection* connection)
{
    const auto version = QCoreApplication::applicationVersion().toStdString();
    const QPointer<SampConnection> target(connection);
    const auto post = [target](const auto& work) {
        QMetaObject::invokeMethod(QCoreApplication::instance(), [target, work] {
            if (target)
                work(*target);
        });
    };
    return { "Syzygy",
             "Stellar labels from JWST/NIRSpec and APOGEE spectra",
             version.empty() ? "unknown" : version,
             { "spectrum.load.ssa-generic", "table.load.votable", "table.load.fits", "table.highlight.row",
               "table.select.rowList", "coord.pointAt.sky" },
             [post](const SampMessage& message) {
                 post([message](SampConnection& to) { to.heed(message); });
             },
             [post] { post([](SampConnection& to) { to.close(); }); } };
}

} // namespace

SampConnection::SampConnection(QObject* parent)
    : QObject(parent)
    , m_download(new LocalDownload(this))
{
}

SampConnection::~SampConnection() = default;

void SampConnection::open()
{
    if (m_client || m_isOpening)
        return;
    m_isOpening = true;
    runAsync(
        this, *QThreadPool::globalInstance(),
        [options = optionsFor(this)] { return std::make_shared<SampClient>(findSampHub(), options); },
        [this](std::shared_ptr<SampClient> client) {
            m_isOpening = false;
            m_client = std::move(client);
            Q_EMIT changed();
        },
        [this](const QString& sentence) {
            m_isOpening = false;
            Q_EMIT changed();
            Q_EMIT failed(sentence);
        });
}

/// Leaving waits for the hub's answer: elsewhere.
void SampConnection::close()
{
    if (!m_client)
        return;
    QThreadPool::globalInstance()->start([client = std::move(m_client)]() mutable { client.reset(); });
    m_client.reset();
    m_tableId.clear();
    Q_EMIT changed();
}

void SampConnection::sendTable(const QString& name,
                               const std::function<void(const std::filesystem::path&)>& write)
{
    if (!m_client)
        throw Error("No SAMP hub is connected; connect to one first.");
    const auto file = m_download->newFile(name);
    write(file);
    m_tableId = "syzygy-" + std::to_string(::getpid()) + '-' + std::to_string(++m_sent);
    m_tableUrl = fileUrl(file);
    const bool isFits = file.extension() == ".fits";
    m_client->send(
        { isFits ? "table.load.fits" : "table.load.votable",
          { { "url", m_tableUrl }, { "table-id", m_tableId }, { "name", file.stem().string() } } });
}

void SampConnection::sendRow(int row)
{
    if (m_client && hasSentTable())
        m_client->send(
            { "table.highlight.row",
              { { "table-id", m_tableId }, { "url", m_tableUrl }, { "row", std::to_string(row) } } });
}

void SampConnection::sendSelection(const std::vector<int>& rows)
{
    if (!m_client || !hasSentTable())
        return;
    std::vector<std::string> list;
    for (const int row : rows)
        list.push_back(std::to_string(row));
    m_client->send({ "table.select.rowList",
                     { { "table-id", m_tableId }, { "url", m_tableUrl } },
                     { { "row-list", list } } });
}

void SampConnection::sendPlace(double rightAscension, double declination)
{
    if (m_client)
        m_client->send({ "coord.pointAt.sky",
                         { { "ra", inDegrees(rightAscension) }, { "dec", inDegrees(declination) } } });
}

bool SampConnection::isOurTable(const SampMessage& message) const
{
    return hasSentTable() && (message.text("table-id") == m_tableId || message.text("url") == m_tableUrl);
}

void SampConnection::heed(const SampMessage& message)
{
    const bool isTable = message.type == "table.load.votable" || message.type == "table.load.fits";
    if (isTable || message.type == "spectrum.load.ssa-generic") {
        m_download->fetch(
            message.text("url"),
            [this, isTable](const std::filesystem::path& file) {
                isTable ? Q_EMIT tableOffered(file) : Q_EMIT fileOffered(file);
            },
            [this](const QString& sentence) {
                Q_EMIT failed(tr("Another program asks to open a file: %1").arg(sentence));
            });
    } else if (message.type == "table.highlight.row" && isOurTable(message)) {
        if (const auto row = wholeNumber(message.text("row")))
            Q_EMIT rowHighlighted(*row);
    } else if (message.type == "table.select.rowList" && isOurTable(message)) {
        std::vector<int> rows;
        const auto list = message.lists.find("row-list");
        for (std::size_t i = 0; list != message.lists.end() && i < std::min(mostRows, list->second.size());
             ++i)
            if (const auto row = wholeNumber(list->second[i]))
                rows.push_back(*row);
        Q_EMIT rowsSelected(rows);
    } else if (message.type == "coord.pointAt.sky") {
        const auto ra = degrees(message.text("ra"), 0, 360), dec = degrees(message.text("dec"), -90, 90);
        if (ra && dec)
            Q_EMIT placePointedAt(*ra, *dec);
    }
}

} // namespace syzygy
