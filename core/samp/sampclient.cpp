#include "core/samp/sampclient.h"

#include "core/error.h"

#include <arpa/inet.h>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <xmlrpc-c/base.h>
#include <xmlrpc-c/base.hpp>
#include <xmlrpc-c/client.hpp>
#include <xmlrpc-c/client_transport.hpp>
#include <xmlrpc-c/registry.hpp>
#include <xmlrpc-c/server_abyss.hpp>

namespace syzygy {

namespace {

using Value = xmlrpc_c::value;
using Struct = std::map<std::string, Value>;

constexpr unsigned hubTimeout = 5000;           // ms
constexpr std::size_t largestMessage = 4 << 20; // bytes of XML
constexpr std::size_t deepestMessage = 16;      // nested values
constexpr std::size_t mostWaiting = 1000;       // messages that the hub has not taken yet

Value toValue(const std::string& text)
{
    return xmlrpc_c::value_string(text);
}

Value toValue(const std::vector<std::string>& list)
{
    std::vector<Value> values;
    for (const auto& text : list)
        values.push_back(toValue(text));
    return xmlrpc_c::value_array(values);
}

Value toValue(const SampMessage& message)
{
    Struct parameters;
    for (const auto& [name, text] : message.texts)
        parameters.emplace(name, toValue(text));
    for (const auto& [name, list] : message.lists)
        parameters.emplace(name, toValue(list));
    return xmlrpc_c::value_struct(Struct { { "samp.mtype", toValue(message.type) },
                                           { "samp.params", xmlrpc_c::value_struct(parameters) } });
}

bool isText(const Value& value)
{
    return value.type() == Value::TYPE_STRING;
}

std::string textOf(const Value& value)
{
    return isText(value) ? static_cast<std::string>(xmlrpc_c::value_string(value)) : std::string();
}

Struct structOf(const Value& value)
{
    return value.type() == Value::TYPE_STRUCT ? static_cast<Struct>(xmlrpc_c::value_struct(value)) : Struct();
}

/// What is neither text nor a list of texts is left out: SAMP has maps too, but none of our messages do.
SampMessage messageOf(const Value& value)
{
    SampMessage message;
    auto whole = structOf(value);
    message.type = textOf(whole["samp.mtype"]);
    for (const auto& [name, parameter] : structOf(whole["samp.params"])) {
        if (isText(parameter))
            message.texts[name] = textOf(parameter);
        else if (parameter.type() == Value::TYPE_ARRAY)
            for (const auto& item : xmlrpc_c::value_array(parameter).vectorValueValue())
                message.lists[name].push_back(textOf(item));
    }
    return message;
}

/// What a hub calls: receiveNotification(key, sender, message), receiveCall(key, sender, id, message).
class Receiver : public xmlrpc_c::method {
public:
    using Handler
        = std::function<void(const std::string& key, const std::string& callId, const SampMessage&)>;
    Receiver(bool isCall, Handler handler)
        : m_isCall(isCall)
        , m_handler(std::move(handler))
    {
    }

    void execute(const xmlrpc_c::paramList& parameters, Value* result) override
    {
        parameters.verifyEnd(m_isCall ? 4 : 3);
        m_handler(parameters.getString(0), m_isCall ? parameters.getString(2) : std::string(),
                  messageOf(xmlrpc_c::value_struct(parameters.getStruct(m_isCall ? 3 : 2))));
        *result = toValue(std::string());
    }

private:
    bool m_isCall;
    Handler m_handler;
};

/// A socket that only this machine reaches, on a port that is free.
struct LoopbackSocket {
    int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int port = 0;

    LoopbackSocket()
    {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const plain = reinterpret_cast<sockaddr*>(&address);
        if (descriptor < 0 || ::bind(descriptor, plain, size) != 0 || ::listen(descriptor, 16) != 0
            || ::getsockname(descriptor, plain, &size) != 0)
            throw Error("This machine gives no port on which a SAMP hub could answer.");
        port = ntohs(address.sin_port);
    }
    ~LoopbackSocket() { ::close(descriptor); }
    LoopbackSocket(const LoopbackSocket&) = delete;
    LoopbackSocket& operator=(const LoopbackSocket&) = delete;
};

} // namespace

struct SampClient::State {
    State(SampHub where, Options wanted)
        : hub(std::move(where))
        , options(std::move(wanted))
        , transport(xmlrpc_c::clientXmlTransport_curl::constrOpt()
                        .timeout(hubTimeout)
                        .proxy("")) // never by a proxy to this machine
        , client(&transport)
    {
    }

    Value call(const std::string& method, const std::vector<Value>& arguments);
    void begin();
    void listen();
    void work(const std::stop_token& stop);
    void queue(const std::string& method, std::vector<Value> arguments);
    void receive(const std::string& key, const std::string& callId, const SampMessage& message);

    SampHub hub;
    Options options;
    std::string key;
    std::mutex calling; // the transport takes one call at a time
    xmlrpc_c::clientXmlTransport_curl transport;
    xmlrpc_c::client_xml client;
    xmlrpc_c::registry registry;
    LoopbackSocket socket;
    std::unique_ptr<xmlrpc_c::serverAbyss> server;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<std::pair<std::string, std::vector<Value>>> waiting;
    std::jthread serving, sending;
};

Value SampClient::State::call(const std::string& method, const std::vector<Value>& arguments)
{
    const std::lock_guard lock(calling);
    xmlrpc_c::paramList parameters;
    for (const auto& argument : arguments)
        parameters.add(argument);
    const xmlrpc_c::rpcPtr rpc(method, parameters);
    xmlrpc_c::carriageParm_curl0 carriage(hub.url);
    try {
        rpc->call(&client, &carriage);
    } catch (const std::exception&) {
        throw Error("The SAMP hub at " + hub.url + " does not answer; start it again, then connect again.");
    }
    if (!rpc->isSuccessful())
        throw Error("The SAMP hub at " + hub.url + " refuses " + method + ": "
                    + rpc->getFault().getDescription());
    return rpc->getResult();
}

/// Answered at once by the server's thread; what a hub is told in return goes by the queue, since a hub may
/// wait for our answer first.
void SampClient::State::receive(const std::string& from, const std::string& callId,
                                const SampMessage& message)
{
    if (from != key) // only the hub knows it
        throw xmlrpc_c::fault("not from this hub", xmlrpc_c::fault::CODE_REQUEST_REFUSED);
    if (!callId.empty())
        queue("samp.hub.reply",
              { toValue(key), toValue(callId),
                xmlrpc_c::value_struct(Struct { { "samp.status", toValue(std::string("samp.ok")) },
                                                { "samp.result", xmlrpc_c::value_struct(Struct()) } }) });
    if (message.type == "samp.hub.event.shutdown")
        options.closed();
    else if (message.type != "samp.app.ping")
        options.received(message);
}

void SampClient::State::listen()
{
    const auto handler = [this](const std::string& from, const std::string& callId,
                                const SampMessage& message) { receive(from, callId, message); };
    registry.addMethod("samp.client.receiveNotification", xmlrpc_c::methodPtr(new Receiver(false, handler)));
    registry.addMethod("samp.client.receiveCall", xmlrpc_c::methodPtr(new Receiver(true, handler)));
    server = std::make_unique<xmlrpc_c::serverAbyss>(xmlrpc_c::serverAbyss::constrOpt()
                                                         .registryP(&registry)
                                                         .socketFd(socket.descriptor)
                                                         .maxConn(8)
                                                         .timeout(15)
                                                         .dontAdvertise(true)
                                                         .uriPath("/syzygy")
                                                         .serverOwnsSignals(false)
                                                         .expectSigchld(false));
    serving = std::jthread([this] { server->run(); });
}

void SampClient::State::begin()
{
    const auto registration = structOf(call("samp.hub.register", { toValue(hub.secret) }));
    const auto found = registration.find("samp.private-key");
    key = found == registration.end() ? std::string() : textOf(found->second);
    if (key.empty())
        throw Error("The SAMP hub at " + hub.url + " gives no key; start it again, then connect again.");
    listen();
    call("samp.hub.setXmlrpcCallback",
         { toValue(key), toValue("http://127.0.0.1:" + std::to_string(socket.port) + "/syzygy") });
    call("samp.hub.declareMetadata",
         { toValue(key),
           xmlrpc_c::value_struct(Struct { { "samp.name", toValue(options.name) },
                                           { "samp.description.text", toValue(options.description) },
                                           { "author.name", toValue(std::string("The Syzygy developers")) },
                                           { "syzygy.version", toValue(options.version) } }) });
    Struct wanted;
    for (const auto& type : options.subscriptions)
        wanted.emplace(type, xmlrpc_c::value_struct(Struct()));
    for (const auto* type : { "samp.hub.event.shutdown", "samp.app.ping" })
        wanted.emplace(type, xmlrpc_c::value_struct(Struct()));
    call("samp.hub.declareSubscriptions", { toValue(key), xmlrpc_c::value_struct(wanted) });
    sending = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void SampClient::State::queue(const std::string& method, std::vector<Value> arguments)
{
    const std::lock_guard lock(mutex);
    if (waiting.size() < mostWaiting)
        waiting.emplace_back(method, std::move(arguments));
    changed.notify_one();
}

void SampClient::State::work(const std::stop_token& stop)
{
    while (true) {
        std::unique_lock lock(mutex);
        if (!changed.wait(lock, stop, [this] { return !waiting.empty(); }))
            return;
        const auto next = std::move(waiting.front());
        waiting.pop_front();
        lock.unlock();
        try {
            call(next.first, next.second);
        } catch (const Error&) { // a notification that nobody hears
        }
    }
}

SampClient::SampClient(const SampHub& hub, Options options)
{
    std::signal(SIGPIPE, SIG_IGN); // a hub that hangs up while it is answered must not end the program
    xmlrpc_limit_set(XMLRPC_XML_SIZE_LIMIT_ID, largestMessage);
    xmlrpc_limit_set(XMLRPC_NESTING_LIMIT_ID, deepestMessage);
    m_state = std::make_unique<State>(hub, std::move(options));
    try {
        m_state->begin();
    } catch (...) {
        if (m_state->server)
            m_state->server->terminate();
        throw;
    }
}

SampClient::~SampClient()
{
    m_state->sending = {}; // stops and joins
    try {
        m_state->call("samp.hub.unregister", { toValue(m_state->key) });
    } catch (const Error&) { // it has gone before
    }
    m_state->server->terminate();
}

void SampClient::send(const SampMessage& message)
{
    m_state->queue("samp.hub.notifyAll", { toValue(m_state->key), toValue(message) });
}

} // namespace syzygy
