#pragma once

#include "core/error.h"

#include <QFutureWatcher>
#include <QString>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

namespace syzygy {

/// Runs `work` on `pool`, then `done(result)` or `fail(message)` on the receiver's thread. Calls neither if
/// the receiver is destroyed first. `work` must own all that it touches.
template <typename Work, typename Done, typename Fail>
void runAsync(QObject* receiver, QThreadPool& pool, Work work, Done done, Fail fail)
{
    using Outcome = std::variant<std::invoke_result_t<Work>, QString>;

    auto* watcher = new QFutureWatcher<Outcome>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver, [=]() mutable {
        watcher->deleteLater();
        if (watcher->future().resultCount() == 0)
            return; // dropped from the pool's queue
        auto outcome = watcher->future().takeResult();
        if (outcome.index() == 0)
            done(std::get<0>(std::move(outcome)));
        else
            fail(std::get<1>(outcome));
    });
    // Caught here: QtConcurrent may hand on a foreign exception only as a QUnhandledException (Qt 6.4 does).
    watcher->setFuture(QtConcurrent::run(&pool, [work = std::move(work)]() mutable -> Outcome {
        try {
            return Outcome(std::in_place_index<0>, work());
        } catch (const std::exception& error) {
            return Outcome(std::in_place_index<1>, QString::fromUtf8(error.what()));
        }
    }));
}

} // namespace syzygy
