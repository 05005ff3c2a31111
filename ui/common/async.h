#pragma once

#include "core/error.h"

#include <QObject>
#include <QRunnable>
#include <QString>
#include <QThreadPool>

#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace syzygy {

/// Brings word of a task's end to the receiver's thread. Lives there, until it has delivered or the receiver
/// is destroyed.
class Courier : public QObject {
    Q_OBJECT

public:
    /// How a task, on another thread, reaches its courier.
    class Address {
    public:
        void send();  ///< it is to deliver; nothing happens where it is gone
        void leave(); ///< it is not to

    private:
        friend class Courier;
        std::mutex m_mutex;
        Courier* m_courier = nullptr; ///< null: gone
    };

    Courier(QObject* receiver, std::function<void()> deliver);
    ~Courier() override;
    const std::shared_ptr<Address>& address() const { return m_address; }

private:
    Q_INVOKABLE void arrive();

    std::function<void()> m_deliver;
    std::shared_ptr<Address> m_address;
};

/// What a thread has written before its call, another sees after a later call of its own. Qt's queues see to
/// that themselves, by means that the thread sanitizer cannot follow; this one it can.
void synchroniseThreads();

/// Work on a pool's thread, told of by a courier.
template <typename Work>
class Task : public QRunnable {
public:
    using Outcome = std::variant<std::invoke_result_t<Work>, QString>; ///< or why there is none

    Task(Work work, std::shared_ptr<std::optional<Outcome>> outcome,
         std::shared_ptr<Courier::Address> courier)
        : m_work(std::move(work))
        , m_outcome(std::move(outcome))
        , m_courier(std::move(courier))
    {
    }

    ~Task() override
    {
        if (!m_isDone)
            m_courier->leave(); // dropped from the pool's queue
    }

    void run() override
    {
        synchroniseThreads(); // with the thread that made this
        try {
            m_outcome->emplace(std::in_place_index<0>, m_work());
        } catch (const std::exception& error) {
            m_outcome->emplace(std::in_place_index<1>, QString::fromUtf8(error.what()));
        }
        m_isDone = true;
        m_courier->send();
    }

private:
    Work m_work;
    std::shared_ptr<std::optional<Outcome>> m_outcome;
    std::shared_ptr<Courier::Address> m_courier;
    bool m_isDone = false;
};

/// Runs `work` on `pool`, then `done(result)` or `fail(message)` on the receiver's thread. Calls neither if
/// the receiver is destroyed first. `work` must own all that it touches.
template <typename Work, typename Done, typename Fail>
void runAsync(QObject* receiver, QThreadPool& pool, Work work, Done done, Fail fail)
{
    auto outcome = std::make_shared<std::optional<typename Task<Work>::Outcome>>();
    auto* courier = new Courier(receiver, [outcome, done, fail]() mutable {
        if (outcome->value().index() == 0)
            done(std::get<0>(std::move(outcome->value())));
        else
            fail(std::get<1>(outcome->value()));
    });
    auto task = std::make_unique<Task<Work>>(std::move(work), std::move(outcome), courier->address());
    synchroniseThreads();       // with the thread that will run it
    pool.start(task.release()); // which deletes it
}

} // namespace syzygy
