#include "ui/samp/localdownload.h"

#include "core/error.h"
#include "core/samp/samplocation.h"
#include "core/temporaries.h"

#include <QFile>
#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QUrl>

#include <sys/stat.h>

namespace syzygy {

namespace {

constexpr qint64 largestDownload = qint64(256) << 20; // bytes, as much as is read of a text
constexpr int silence = 60'000;                       // ms

QNetworkRequest requestFor(const std::string& url)
{
    QNetworkRequest request(QUrl(QString::fromStdString(url)));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(silence);
    return request;
}

/// Empty if all is well.
QString complaintOf(const QNetworkReply& reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply.error() == QNetworkReply::NoError && status == 200)
        return {};
    return QObject::tr("%1 was named by another program, but cannot be fetched: %2.")
        .arg(reply.url().toDisplayString(),
             reply.error() == QNetworkReply::NoError ? QObject::tr("status %1").arg(status)
                                                     : reply.errorString());
}

} // namespace

LocalDownload::LocalDownload(QObject* parent)
    : QObject(parent)
    , m_network(new QNetworkAccessManager(this))
{
    m_network->setProxy(QNetworkProxy::NoProxy);
}

LocalDownload::~LocalDownload()
{
    std::error_code ignored;
    if (!m_folder.empty())
        std::filesystem::remove_all(m_folder, ignored);
}

/// Named as all temporaries are, so that the next window removes what one that was killed left.
const std::filesystem::path& LocalDownload::folder()
{
    if (m_folder.empty()) {
        const auto place = std::filesystem::temp_directory_path();
        sweepAbandoned(place);
        m_folder = temporaryBeside(place / "samp");
        ::mkdir(m_folder.c_str(), S_IRWXU); // if it fails, so does writing into it, which is told
    }
    return m_folder;
}

std::filesystem::path LocalDownload::newFile(const QString& name)
{
    const auto place = folder() / std::to_string(++m_count); // so that names may be the same
    std::error_code ignored;
    std::filesystem::create_directory(place, ignored);
    return place / QFileInfo(name).fileName().toStdString();
}

void LocalDownload::fetch(const std::string& url, std::function<void(const std::filesystem::path&)> done,
                          std::function<void(const QString&)> fail)
{
    try {
        const auto location = parseLocation(url);
        if (const auto* file = std::get_if<std::filesystem::path>(&location))
            return done(*file);
    } catch (const Error& error) {
        return fail(QString::fromUtf8(error.what()));
    }
    auto* reply = m_network->get(requestFor(url));
    const auto name = reply->url().fileName().isEmpty() ? QStringLiteral("table") : reply->url().fileName();
    auto* file = new QFile(QString::fromStdString(newFile(name).string()), reply);
    if (!file->open(QIODevice::WriteOnly)) {
        reply->deleteLater();
        return fail(tr("%1 cannot be written: %2.").arg(file->fileName(), file->errorString()));
    }
    connect(reply, &QNetworkReply::readyRead, this, [reply, file] {
        file->write(reply->readAll());
        if (file->size() > largestDownload)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, this,
            [reply, file, done = std::move(done), fail = std::move(fail)] {
                file->write(reply->readAll());
                file->close();
                reply->deleteLater();
                const auto complaint = complaintOf(*reply);
                if (complaint.isEmpty() && file->error() == QFileDevice::NoError)
                    done(file->fileName().toStdString());
                else
                    fail(complaint.isEmpty()
                             ? tr("%1 cannot be written: %2.").arg(file->fileName(), file->errorString())
                             : complaint);
            });
}

} // namespace syzygy
