#include "core/error.h"
#include "core/samp/sampclient.h"
#include "core/samp/samphub.h"
#include "core/samp/samplocation.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>
#include <mutex>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

using namespace syzygy;

namespace {

QString refusalOf(const std::function<void()>& work)
{
    try {
        work();
        return {};
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

/// astropy's hub in a process of its own.
class AstropyHub {
public:
    AstropyHub()
        : lockFile(m_folder.filePath(QStringLiteral("lock")))
    {
        m_process.start(QStringLiteral("/usr/bin/python3"),
                        { QStringLiteral(SYZYGY_SOURCE_DIR "/tests/core/samp/hub.py"), lockFile });
        isRunning = waitFor("ready");
    }
    ~AstropyHub()
    {
        send("quit");
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished();
    }

    void send(const char* line) { m_process.write(QByteArray(line) + '\n'); }

    /// Whether a line that begins so comes in time; it is then `last`.
    bool waitFor(const char* beginning)
    {
        const auto comes = [&] {
            while (m_process.canReadLine())
                if (last = m_process.readLine().trimmed(); last.startsWith(beginning))
                    return true;
            return false;
        };
        // By the event loop: waitForReadyRead() at times never sees a process that takes long to start.
        return QTest::qWaitFor([&] { return comes() || m_process.state() == QProcess::NotRunning; }, 60'000)
            && (last.startsWith(beginning) || comes());
    }

    SampHub hub() const
    {
        QFile file(lockFile);
        return file.open(QIODevice::ReadOnly)
            ? parseLockFile(file.readAll().toStdString(), lockFile.toStdString())
            : SampHub();
    }

    QString errors() { return QString::fromUtf8(m_process.readAllStandardError().right(500)); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;

public:
    QString lockFile;
    QByteArray last;
    bool isRunning = false;
};

/// What a client heard.
struct Inbox {
    std::mutex mutex;
    std::vector<SampMessage> messages;
    std::atomic<bool> isClosed = false;

    SampClient::Options options()
    {
        return { "Syzygy",
                 "Stellar labels",
                 "1.0",
                 { "coord.pointAt.sky", "table.load.fits", "table.highlight.row" },
                 [this](const SampMessage& message) {
                     const std::lock_guard lock(mutex);
                     messages.push_back(message);
                 },
                 [this] { isClosed = true; } };
    }
    std::size_t count()
    {
        const std::lock_guard lock(mutex);
        return messages.size();
    }
};

} // namespace

class SampTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lockFilesAreRead()
    {
        const auto hub = parseLockFile("# "
                                       "SAMP\nsamp.secret=abc\r\nsamp.hub.xmlrpc.url=http://127.0.0.1:2112/"
                                       "xmlrpc\nsamp.profile.version=1.3\n",
                                       "lock");
        QCOMPARE(hub.secret, std::string("abc"));
        QCOMPARE(hub.url, std::string("http://127.0.0.1:2112/xmlrpc"));
        QVERIFY(refusalOf([] {
                    parseLockFile("samp.secret=abc\n", "lock");
                }).contains(QStringLiteral("names no SAMP hub")));
        const auto elsewhere = [](const char* url) {
            return refusalOf(
                [=] { parseLockFile(std::string("samp.secret=a\nsamp.hub.xmlrpc.url=") + url, "lock"); });
        };
        for (const char* url : { "http://example.org:2112/", "http://127.0.0.1@example.org/",
                                 "http://127.0.0.1.example.org/", "https://localhost/", "ftp://localhost/" })
            QVERIFY2(elsewhere(url).contains(QStringLiteral("not on this machine")), url);
    }

    void noHubIsASentence()
    {
        const QTemporaryDir folder;
        qputenv("SAMP_HUB", QByteArray());
        qunsetenv("SAMP_HUB");
        qputenv("HOME", folder.path().toUtf8());
        QVERIFY(refusalOf([] { findSampHub(); }).startsWith(QStringLiteral("No SAMP hub is running; start")));
        qunsetenv("HOME");
        QVERIFY(refusalOf([] { findSampHub(); }).contains(QStringLiteral("no home folder")));
        qputenv("SAMP_HUB", "std-lockurl:http://example.org/lock");
        QVERIFY(refusalOf([] { findSampHub(); }).contains(QStringLiteral("not on this machine")));
        qunsetenv("SAMP_HUB");
    }

    void onlyThisMachineIsOpened()
    {
        const auto fileOf
            = [](const char* url) { return std::get<std::filesystem::path>(parseLocation(url)).string(); };
        QCOMPARE(fileOf("file:///data/a%20b%5B1%5D.fits"), std::string("/data/a b[1].fits"));
        QCOMPARE(fileOf("file://localhost/data/a.fits"), std::string("/data/a.fits"));
        QCOMPARE(fileOf("file:/data/a.fits"), std::string("/data/a.fits"));
        QCOMPARE(fileOf(fileUrl("/data/a b[1]é%.fits").c_str()), std::string("/data/a b[1]é%.fits"));
        QCOMPARE(std::get<LocalAddress>(parseLocation("http://127.0.0.1:8080/t.fits")).url,
                 std::string("http://127.0.0.1:8080/t.fits"));
        for (const char* url : { "", "file:", "file://example.org/etc/passwd", "file:///a%0", "file:///a%00b",
                                 "file:///a%zz", "https://localhost/a", "http://example.org/a",
                                 "http://localhost@example.org/a", "http://127.0.0.1.example.org/a",
                                 "ftp://localhost/a", "http://[::1/a", "file:///a\nb", "a.fits" })
            QVERIFY2(!refusalOf([=] { parseLocation(url); }).isEmpty(), url);
        QVERIFY(!refusalOf([] { parseLocation("file:///" + std::string(10'000, 'a')); }).isEmpty());
    }

    /// A hub that takes the connection and never answers holds up the client for some seconds only.
    void aHubThatDoesNotAnswerIsASentence()
    {
        const int mute = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QCOMPARE(::bind(mute, reinterpret_cast<sockaddr*>(&address), size), 0);
        QCOMPARE(::listen(mute, 1), 0);
        QCOMPARE(::getsockname(mute, reinterpret_cast<sockaddr*>(&address), &size), 0);
        Inbox inbox;
        const auto url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
        QVERIFY(refusalOf([&] {
                    SampClient({ url, "secret" }, inbox.options());
                }).contains(QStringLiteral("does not answer")));
        ::close(mute);
        QVERIFY(refusalOf([&] {
                    SampClient({ url, "secret" }, inbox.options());
                }).contains(QStringLiteral("does not answer")));
    }

    void talksByAstropysHub()
    {
        AstropyHub hub;
        if (!hub.isRunning) {
            if (hub.errors().contains(QStringLiteral("ModuleNotFoundError"))
                || !QFile::exists(QStringLiteral("/usr/bin/python3")))
                QSKIP("There is no Python with astropy (Debian: python3-astropy).");
            QFAIL(qPrintable(hub.errors()));
        }
        Inbox inbox;
        std::optional<SampClient> client(std::in_place, hub.hub(), inbox.options());
        QVERIFY(hub.waitFor("heard samp.hub.event.subscriptions"));

        client->send({ "table.highlight.row", { { "table-id", "syzygy-1" }, { "row", "3" } } });
        QVERIFY(hub.waitFor("heard table.highlight.row"));
        QCOMPARE(hub.last, QByteArray("heard table.highlight.row row=3 table-id=syzygy-1"));
        client->send(
            { "table.select.rowList", { { "table-id", "syzygy-1" } }, { { "row-list", { "1", "4" } } } });
        QVERIFY(hub.waitFor("heard table.select.rowList"));
        QCOMPARE(hub.last, QByteArray("heard table.select.rowList row-list=['1', '4'] table-id=syzygy-1"));

        hub.send("notify coord.pointAt.sky ra=298.44 dec=18.78");
        QTRY_COMPARE_WITH_TIMEOUT(inbox.count(), std::size_t(1), 20'000);
        QCOMPARE(inbox.messages.front().type, std::string("coord.pointAt.sky"));
        QCOMPARE(inbox.messages.front().text("ra"), std::string("298.44"));
        hub.send("call table.load.fits url=file:///data/a.fits");
        QVERIFY2(hub.waitFor("answer"), qPrintable(hub.errors()));
        QCOMPARE(hub.last, QByteArray("answer samp.ok Syzygy"));
        QTRY_COMPARE_WITH_TIMEOUT(inbox.count(), std::size_t(2), 20'000);

        client.reset();
        QVERIFY(hub.waitFor("heard samp.hub.event.unregister"));
    }

    void hearsThatTheHubEnds()
    {
        auto hub = std::make_unique<AstropyHub>();
        if (!hub->isRunning)
            QSKIP("There is no Python with astropy (Debian: python3-astropy).");
        Inbox inbox;
        const SampClient client(hub->hub(), inbox.options());
        hub.reset();
        QTRY_VERIFY_WITH_TIMEOUT(inbox.isClosed.load(), 20'000);
    }
};

QTEST_GUILESS_MAIN(SampTest)
#include "samp_test.moc"
