#pragma once

#include "core/samp/samphub.h"
#include "core/samp/sampmessage.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace syzygy {

/// One program among those of a hub: announced as long as it lives. Messages come and go on threads of their
/// own, so that a hub which does not answer holds up nobody.
class SampClient {
public:
    struct Options {
        std::string name, description, version;
        std::vector<std::string> subscriptions;           ///< types of messages that are wanted
        std::function<void(const SampMessage&)> received; ///< on a thread of the client; must not throw
        std::function<void()> closed;                     ///< likewise: the hub has gone
    };

    /// Registers, declares and listens. Waits for the hub for a few seconds at most. Throws Error.
    SampClient(const SampHub& hub, Options options);
    /// Leaves the hub.
    ~SampClient();
    SampClient(const SampClient&) = delete;
    SampClient& operator=(const SampClient&) = delete;

    /// To all that want such messages. Returns at once; what cannot be sent is lost, as SAMP's notifications
    /// are.
    void send(const SampMessage& message);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace syzygy
