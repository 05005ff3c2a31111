#include "core/error.h"
#include "core/training/encoders/contrastive.h"
#include "core/training/encoders/peers.h"
#include "tests/core/training/encoders/quicktraining.h"

#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <torch/autograd.h>

#include <array>
#include <filesystem>
#include <functional>
#include <future>
#include <vector>

using namespace syzygy;
using test::quickOptions;
using test::train;
using test::weightsOf;

namespace {

std::uint16_t freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

/// Runs `step` in as many threads as there are peers, each with its own, and throws what one of them threw.
void amongPeers(int count, const std::function<void(const std::shared_ptr<Peers>&)>& step)
{
    const auto port = freePort();
    std::vector<std::future<void>> all;
    for (int rank = 0; rank < count; ++rank)
        all.push_back(std::async(std::launch::async, [&step, rank, count, port] {
            step(std::make_shared<Peers>(PeerPlace { rank, count, "127.0.0.1", port }));
        }));
    for (auto& one : all)
        one.wait();
    for (auto& one : all)
        one.get();
}

/// Those of the loss of these rows, one after the other in one tensor.
torch::Tensor gradientsOf(const EncoderNetworks& networks, const MockFeatures& mocks,
                          const torch::Tensor& rows, Peers* peers)
{
    auto parameters = networks.parameters(0);
    for (auto& parameter : parameters)
        parameter.requires_grad_(true);
    const auto loss = pairLoss(networks, 0, mocks, rows, 0.5, peers).total;
    std::vector<torch::Tensor> flat;
    for (const auto& gradient : torch::autograd::grad({ loss }, parameters, {}, {}, false, true))
        flat.push_back(gradient.defined() ? gradient.flatten() : torch::zeros({ 1 }));
    return torch::cat(flat);
}

/// A variable of this process, put back afterwards.
class Variable {
public:
    Variable(const char* name, const QByteArray& value)
        : m_name(name)
        , m_before(qgetenv(name))
    {
        value.isEmpty() ? qunsetenv(name) : qputenv(name, value);
    }
    ~Variable() { m_before.isEmpty() ? qunsetenv(m_name) : qputenv(m_name, m_before); }

private:
    const char* m_name;
    QByteArray m_before;
};

} // namespace

class PeersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tensorsReachAll();
    void gradientsFlowToOwnRows();
    void sharesOfABatchHaveItsGradients();
    void trainTheSameWeights();
    void whoAsksForSomethingElseIsTold();
    void whoIsLeftSaysSo();
    void placeIsInTheEnvironment();
    void wrongPlaces_data();
    void wrongPlaces();
    void batchesAreSharedEvenly();
};

void PeersTest::initTestCase()
{
    try {
        amongPeers(1, [](const auto&) {});
    } catch (const Error& error) {
        if (std::string(error.what()).find("no Gloo") != std::string::npos)
            QSKIP("built without Gloo");
        throw;
    }
}

void PeersTest::tensorsReachAll()
{
    amongPeers(3, [](const auto& peers) {
        const auto rank = static_cast<float>(peers->rank());
        auto first = torch::full({ 2 }, rank + 1), second = torch::full({ 1, 3 }, 10 * rank);
        peers->addUp({ first, second });
        QVERIFY(torch::equal(first, torch::full({ 2 }, 6.0F)));
        QVERIFY(torch::equal(second, torch::full({ 1, 3 }, 30.0F)));
        auto shared = torch::full({ 4 }, rank + 5, torch::kDouble);
        peers->share({ shared });
        QVERIFY(torch::equal(shared, torch::full({ 4 }, 5.0, torch::kDouble)));
        peers->wait();
        const auto all = peers->gathered(torch::full({ 2, 1 }, rank));
        QVERIFY(torch::equal(all.flatten(), torch::tensor({ 0.0F, 0.0F, 1.0F, 1.0F, 2.0F, 2.0F })));
    });
}

void PeersTest::gradientsFlowToOwnRows()
{
    amongPeers(2, [](const auto& peers) {
        const auto own = torch::ones({ 1, 2 }).set_requires_grad(true);
        (peers->gathered(own) * torch::tensor({ { 1.0F, 2.0F }, { 3.0F, 4.0F } })).sum().backward();
        const auto expected
            = peers->isFirst() ? torch::tensor({ { 1.0F, 2.0F } }) : torch::tensor({ { 3.0F, 4.0F } });
        QVERIFY(torch::equal(own.grad(), expected));
    });
}

/// What two processes learn from halves of a batch is what one learns from the whole.
void PeersTest::sharesOfABatchHaveItsGradients()
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "encoders.pt";
    auto options = quickOptions();
    options.epochs = 1;
    train(options).encoders.save(file);
    const std::vector<Encoders> copies { Encoders::load(file), Encoders::load(file), Encoders::load(file) };
    const auto mocks = makeMockFeatures(test::tinyEmulator(), test::tinyPrior(), copies[0].networks(),
                                        options.mocks, 0.3, 48, 7);
    const auto rows = torch::arange(48, torch::kLong);
    const auto whole = gradientsOf(copies[2].networks(), mocks, rows, nullptr);
    QVERIFY(whole.norm().item<double>() > 1e-3);
    amongPeers(2, [&](const auto& peers) {
        const auto rank = static_cast<std::size_t>(peers->rank());
        auto sum = gradientsOf(copies[rank].networks(), mocks,
                               rows.slice(0, peers->rank() * 24, (peers->rank() + 1) * 24), peers.get());
        peers->addUp({ sum });
        QVERIFY((sum - whole).norm().template item<double>() < 1e-4 * whole.norm().template item<double>());
    });
}

void PeersTest::trainTheSameWeights()
{
    const QTemporaryDir folder;
    auto options = quickOptions();
    options.checkpoint = folder.path().toStdString();
    std::vector<torch::Tensor> weights(2);
    std::vector<double> losses(2);
    const auto trainTogether = [&](const std::shared_ptr<Peers>& peers) {
        auto own = options;
        own.peers = peers;
        const auto trained = train(own);
        const auto rank = static_cast<std::size_t>(peers->rank());
        weights[rank] = weightsOf(trained);
        losses[rank] = trained.heldOutLoss;
    };
    amongPeers(2, trainTogether);
    QVERIFY(torch::equal(weights[0], weights[1]));
    QCOMPARE(losses[0], losses[1]);
    // and again from the checkpoint: nothing is left to train
    const auto before = weights[0];
    amongPeers(2, trainTogether);
    QVERIFY(torch::equal(weights[0], before));
    QVERIFY(torch::equal(weights[1], before));
}

void PeersTest::whoAsksForSomethingElseIsTold()
{
    const QTemporaryDir folder;
    std::array<std::string, 2> sentences;
    amongPeers(2, [&](const auto& peers) {
        const auto rank = static_cast<std::size_t>(peers->rank());
        auto options = quickOptions();
        options.checkpoint = folder.path().toStdString();
        options.learningRate = peers->isFirst() ? 1e-3 : 2e-3;
        options.peers = peers;
        try {
            train(options);
        } catch (const Error& error) {
            sentences[rank] = error.what();
        }
    });
    QVERIFY2(sentences[1].find("\"--learning-rate 0.001\", not \"--learning-rate 0.002\"")
                 != std::string::npos,
             sentences[1].c_str());
    QVERIFY2(sentences[0].find("Another process of this training has ended") == 0, sentences[0].c_str());
}

void PeersTest::whoIsLeftSaysSo()
{
    amongPeers(2, [](std::shared_ptr<Peers> peers) {
        peers->wait();
        if (!peers->isFirst())
            return;
        try {
            peers->wait();
            QFAIL("it waited for nobody");
        } catch (const Error& error) {
            QVERIFY2(std::string(error.what()).find("Another process of this training has ended") == 0,
                     error.what());
        }
    });
}

void PeersTest::placeIsInTheEnvironment()
{
    const Variable rank("RANK", "2"), count("WORLD_SIZE", "3"), address("MASTER_ADDR", "node7"),
        port("MASTER_PORT", "29500");
    const auto place = PeerPlace::fromEnvironment();
    QCOMPARE(place.rank, 2);
    QCOMPARE(place.count, 3);
    QCOMPARE(place.address, std::string("node7"));
    QCOMPARE(place.port, std::uint16_t(29500));
}

void PeersTest::wrongPlaces_data()
{
    QTest::addColumn<QByteArray>("rank");
    QTest::addColumn<QByteArray>("count");
    QTest::addColumn<QByteArray>("port");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("no rank") << QByteArray() << QByteArray("2") << QByteArray("29500") << QByteArray("RANK");
    QTest::newRow("beyond the last") << QByteArray("2") << QByteArray("2") << QByteArray("29500")
                                     << QByteArray("RANK=2");
    QTest::newRow("no number") << QByteArray("1x") << QByteArray("2") << QByteArray("29500")
                               << QByteArray("RANK=1x");
    QTest::newRow("none at all") << QByteArray("0") << QByteArray("0") << QByteArray("29500")
                                 << QByteArray("WORLD_SIZE=0");
    QTest::newRow("no such port") << QByteArray("0") << QByteArray("2") << QByteArray("70000")
                                  << QByteArray("MASTER_PORT=70000");
}

void PeersTest::wrongPlaces()
{
    QFETCH(QByteArray, rank);
    QFETCH(QByteArray, count);
    QFETCH(QByteArray, port);
    QFETCH(QByteArray, named);
    const Variable asRank("RANK", rank), asCount("WORLD_SIZE", count), address("MASTER_ADDR", "node7"),
        asPort("MASTER_PORT", port);
    try {
        PeerPlace::fromEnvironment();
        QFAIL("accepted");
    } catch (const Error& error) {
        QVERIFY2(QByteArray(error.what()).contains(named), error.what());
    }
}

void PeersTest::batchesAreSharedEvenly()
{
    const QTemporaryDir folder;
    amongPeers(2, [&](const auto& peers) {
        auto options = quickOptions();
        options.peers = peers;
        QVERIFY_EXCEPTION_THROWN(train(options), Error); // no checkpoint to meet in
        options.checkpoint = folder.path().toStdString();
        options.batch = 47;
        QVERIFY_EXCEPTION_THROWN(train(options), Error);
    });
}

QTEST_GUILESS_MAIN(PeersTest)
#include "peers_test.moc"
