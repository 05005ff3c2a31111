#include "ui/common/async.h"

namespace syzygy {

Courier::Courier(QObject* receiver, std::function<void()> deliver)
    : QObject(receiver)
    , m_deliver(std::move(deliver))
    , m_address(std::make_shared<Address>())
{
    m_address->m_courier = this;
}

Courier::~Courier()
{
    const std::lock_guard lock(m_address->m_mutex);
    m_address->m_courier = nullptr;
}

void Courier::arrive()
{
    {
        const std::lock_guard lock(m_address->m_mutex); // what the task wrote before send() is seen
    }
    const auto deliver = std::move(m_deliver); // may destroy the receiver, and this with it
    deleteLater();
    deliver();
}

/// By name: a function object would be a hand-over of its own.
void Courier::Address::send()
{
    const std::lock_guard lock(m_mutex);
    if (m_courier)
        QMetaObject::invokeMethod(m_courier, "arrive", Qt::QueuedConnection);
}

void Courier::Address::leave()
{
    const std::lock_guard lock(m_mutex);
    if (m_courier)
        m_courier->deleteLater();
}

void synchroniseThreads()
{
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
}

} // namespace syzygy
