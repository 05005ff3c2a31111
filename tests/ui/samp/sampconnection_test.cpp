#include "ui/samp/localdownload.h"
#include "ui/samp/sampconnection.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace syzygy;

namespace {

/// Answers every request with these bytes.
class Server : public QTcpServer {
public:
    explicit Server(QByteArray answer)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, answer = std::move(answer)] {
            auto* socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                socket->readAll();
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
    }
    std::string url(const char* path) const
    {
        return "http://127.0.0.1:" + std::to_string(serverPort()) + path;
    }
};

QByteArray page(const char* status, const QByteArray& body, const char* more = "")
{
    return "HTTP/1.1 " + QByteArray(status) + "\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nConnection: close\r\n" + more + "\r\n" + body;
}

} // namespace

Q_DECLARE_METATYPE(std::filesystem::path)

class SampConnectionTest : public QObject {
    Q_OBJECT

    SampConnection m_samp { nullptr };

private Q_SLOTS:
    void withoutAHubItSaysSoAtOnce()
    {
        const QTemporaryDir home;
        qputenv("HOME", home.path().toUtf8());
        QSignalSpy failed(&m_samp, &SampConnection::failed);
        m_samp.open();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().startsWith(QStringLiteral("No SAMP hub is running")));
        QVERIFY(!m_samp.isOpen() && !m_samp.isOpening());
    }

    void filesAreOffered()
    {
        std::filesystem::path offered;
        const QObject here; // the connection ends with the variable
        connect(&m_samp, &SampConnection::fileOffered, &here,
                [&](const std::filesystem::path& file) { offered = file; });
        m_samp.heed(
            { "spectrum.load.ssa-generic", { { "url", "file:///data/a%20b.fits" }, { "meta", "ignored" } } });
        QCOMPARE(offered.string(), std::string("/data/a b.fits"));
    }

    void addressesOfThisMachineAreFetched()
    {
        const Server server(page("200 OK", "a table"));
        std::filesystem::path offered;
        const QObject here; // the connection ends with the variable
        connect(&m_samp, &SampConnection::tableOffered, &here,
                [&](const std::filesystem::path& file) { offered = file; });
        m_samp.heed({ "table.load.votable", { { "url", server.url("/stars.vot?x=../../y") } } });
        QTRY_VERIFY(!offered.empty());
        QCOMPARE(offered.filename().string(), std::string("stars.vot"));
        std::string text;
        std::getline(std::ifstream(offered), text);
        QCOMPARE(text, std::string("a table"));
    }

    void whatCannotBeFetchedIsSaid_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("not there") << page("404 Not Found", "no");
        QTest::newRow("sent elsewhere") << page("302 Found", "", "Location: http://example.org/\r\n");
        QTest::newRow("no answer") << QByteArray();
        QTest::newRow("nonsense") << QByteArray("\x00\xff\r\n\r\n", 6);
    }

    void whatCannotBeFetchedIsSaid()
    {
        QFETCH(QByteArray, answer);
        const Server server(answer);
        QSignalSpy failed(&m_samp, &SampConnection::failed);
        m_samp.heed({ "table.load.fits", { { "url", server.url("/a.fits") } } });
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("/a.fits")));
    }

    void othersMachinesAreRefused()
    {
        QSignalSpy failed(&m_samp, &SampConnection::failed);
        for (const char* url :
             { "http://example.org/a.fits", "https://localhost/a.fits", "file://example.org/a", "" })
            m_samp.heed({ "table.load.fits", { { "url", url } } });
        m_samp.heed({ "table.load.fits" });
        QCOMPARE(failed.count(), 5);
    }

    void placesArePointedAt()
    {
        QSignalSpy pointed(&m_samp, &SampConnection::placePointedAt);
        m_samp.heed({ "coord.pointAt.sky", { { "ra", "298.44" }, { "dec", "-18.78" } } });
        QCOMPARE(pointed.count(), 1);
        QCOMPARE(pointed[0][0].toDouble(), 298.44);
        QCOMPARE(pointed[0][1].toDouble(), -18.78);
        for (const char* wrong : { "", "nan", "inf", "1e99", "361", "-1", "12 34", "298,44" })
            m_samp.heed({ "coord.pointAt.sky", { { "ra", wrong }, { "dec", "0" } } });
        m_samp.heed({ "coord.pointAt.sky" });
        QCOMPARE(pointed.count(), 1);
    }

    /// Rows of a table that was never sent mean nothing here, nor do types that were never asked for.
    void rowsOfOthersTablesArePassedOver()
    {
        QSignalSpy highlighted(&m_samp, &SampConnection::rowHighlighted);
        QSignalSpy selected(&m_samp, &SampConnection::rowsSelected);
        m_samp.heed({ "table.highlight.row", { { "table-id", "theirs" }, { "row", "1" } } });
        m_samp.heed({ "table.highlight.row", { { "row", "1" } } });
        m_samp.heed({ "table.select.rowList", {}, { { "row-list", { "1" } } } });
        m_samp.heed({ "client.env.get", { { "name", "HOME" } } });
        QCOMPARE(highlighted.count() + selected.count(), 0);
    }
};

QTEST_GUILESS_MAIN(SampConnectionTest)
#include "sampconnection_test.moc"
