#include "ui/common/async.h"

#include <QPointer>
#include <QTest>
#include <QThread>

#include <semaphore>
#include <vector>

namespace syzygy {

class AsyncTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resultsArriveOnTheReceiversThread();
    void failuresArriveAsWords();
    void nobodyIsToldOnceTheReceiverIsGone();
    void theReceiverMayEndWithTheNews();
    void whatIsDroppedFromTheQueueLeavesNothing();
};

void AsyncTest::resultsArriveOnTheReceiversThread()
{
    QObject receiver;
    QThreadPool pool;
    std::vector<int> found;
    bool isElsewhere = false, isHere = true;
    for (int i = 0; i < 100; ++i)
        runAsync(
            &receiver, pool,
            [i, here = QThread::currentThread()] {
                return std::pair(std::vector<int>(20, i), QThread::currentThread() != here);
            },
            [&](const std::pair<std::vector<int>, bool>& result) {
                found.push_back(result.first.back());
                isElsewhere = result.second;
                isHere = isHere && QThread::currentThread() == receiver.thread();
            },
            [](const QString&) { QFAIL("nothing fails"); });
    QVERIFY(found.empty()); // never before the event loop runs
    QTRY_COMPARE(found.size(), std::size_t { 100 });
    QVERIFY(isElsewhere && isHere);
    QTRY_VERIFY(receiver.children().isEmpty());
}

void AsyncTest::failuresArriveAsWords()
{
    QObject receiver;
    QThreadPool pool;
    QString words;
    runAsync(
        &receiver, pool, []() -> int { throw Error("a.fits: is empty; give another file."); },
        [](int) { QFAIL("nothing is found"); }, [&](const QString& message) { words = message; });
    QTRY_COMPARE(words, QStringLiteral("a.fits: is empty; give another file."));
}

void AsyncTest::nobodyIsToldOnceTheReceiverIsGone()
{
    QThreadPool pool;
    std::binary_semaphore goOn { 0 };
    bool isTold = false;
    {
        QObject receiver;
        runAsync(
            &receiver, pool, [&] { return goOn.acquire(), 1; }, [&](int) { isTold = true; },
            [&](const QString&) { isTold = true; });
    }
    goOn.release();
    pool.waitForDone();
    QCoreApplication::processEvents();
    QVERIFY(!isTold);
}

void AsyncTest::theReceiverMayEndWithTheNews()
{
    QThreadPool pool;
    auto* receiver = new QObject;
    QPointer<QObject> watched = receiver;
    QString kept;
    runAsync(
        receiver, pool, [] { return QStringLiteral("found"); },
        [&kept, receiver](const QString& found) {
            delete receiver;
            kept = found;
        },
        [](const QString&) {});
    QTRY_VERIFY(watched.isNull());
    QCOMPARE(kept, QStringLiteral("found"));
}

void AsyncTest::whatIsDroppedFromTheQueueLeavesNothing()
{
    QObject receiver;
    QThreadPool pool;
    pool.setMaxThreadCount(1);
    std::binary_semaphore goOn { 0 };
    int told = 0;
    for (int i = 0; i < 5; ++i)
        runAsync(
            &receiver, pool, [&goOn, i] { return i == 0 ? goOn.acquire(), 0 : i; }, [&](int) { ++told; },
            [](const QString&) {});
    pool.clear();
    goOn.release();
    QTRY_COMPARE(told, 1);
    QTRY_VERIFY(receiver.children().isEmpty());
    QCOMPARE(told, 1);
}

} // namespace syzygy

QTEST_GUILESS_MAIN(syzygy::AsyncTest)

#include "async_test.moc"
