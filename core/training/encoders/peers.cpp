#include "core/training/encoders/peers.h"

#include "core/error.h"

#if defined(SYZYGY_HAS_GLOO) && defined(USE_C10D_GLOO)
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif
#include <torch/csrc/utils/tensor_flatten.h>
#include <torch/types.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <string_view>

namespace syzygy {

namespace {

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0')
        throw Error(fmt::format("--distributed: the variable {} is not set; every process needs RANK (0 to "
                                "WORLD_SIZE - 1), WORLD_SIZE, MASTER_ADDR and MASTER_PORT (docs/scale.md).",
                                name));
    return value;
}

int numberIn(const char* name, int least, int most)
{
    const auto text = variable(name);
    int number = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc() || stopped != end || number < least || number > most)
        throw Error(
            fmt::format("--distributed: {}={} is no whole number from {} to {}.", name, text, least, most));
    return number;
}

} // namespace

PeerPlace PeerPlace::fromEnvironment()
{
    constexpr int mostProcesses = 4'096, lastPort = 65'535;
    PeerPlace place;
    place.count = numberIn("WORLD_SIZE", 1, mostProcesses);
    place.rank = numberIn("RANK", 0, place.count - 1);
    place.address = variable("MASTER_ADDR");
    place.port = static_cast<std::uint16_t>(numberIn("MASTER_PORT", 1, lastPort));
    return place;
}

#if defined(SYZYGY_HAS_GLOO) && defined(USE_C10D_GLOO)

namespace {

using c10d::ProcessGroupGloo;

constexpr std::chrono::minutes untilAllHaveStarted { 30 };
/// One fits the front ends while the others wait; who has died is missed at once, whatever this is.
constexpr std::chrono::hours longestStep { 12 };

std::string firstLine(std::string_view text)
{
    constexpr std::size_t longest = 200;
    return std::string(text.substr(0, std::min(text.find('\n'), longest)));
}

template <typename Step>
auto together(const Step& step)
{
    try {
        return step();
    } catch (const std::exception& problem) { // Gloo's own, which are not c10::Error
        throw Error(fmt::format("Another process of this training has ended, or the network between them has "
                                "({}). Start all of them again with the same --checkpoint: they go on after "
                                "the last epoch.",
                                firstLine(problem.what())));
    }
}

/// Lets all peers change the tensors, put together into one.
template <typename Step>
void asOne(const std::vector<torch::Tensor>& tensors, const Step& step)
{
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> one { torch::utils::flatten_dense_tensors(tensors) };
    together([&] { step(one); });
    const auto parts = torch::utils::unflatten_dense_tensors(one[0], tensors);
    for (std::size_t i = 0; i < tensors.size(); ++i)
        tensors[i].copy_(parts[i]);
}

} // namespace

struct Peers::Group {
    explicit Group(const PeerPlace& place)
        : gloo(storeOf(place), place.rank, place.count, options())
    {
    }

    static c10::intrusive_ptr<c10d::TCPStore> storeOf(const PeerPlace& place)
    {
        c10d::TCPStoreOptions options;
        options.port = place.port;
        options.isServer = place.rank == 0;
        options.numWorkers = static_cast<std::size_t>(place.count);
        options.timeout = untilAllHaveStarted;
        return c10::make_intrusive<c10d::TCPStore>(place.address, options);
    }

    static c10::intrusive_ptr<ProcessGroupGloo::Options> options()
    {
        auto all = ProcessGroupGloo::Options::create(longestStep);
        const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
        all->devices.push_back(interface != nullptr ? ProcessGroupGloo::createDeviceForInterface(interface)
                                                    : ProcessGroupGloo::createDefaultDevice());
        all->threads = 1;
        return all;
    }

    ProcessGroupGloo gloo;
};

Peers::Peers(const PeerPlace& place)
    : m_place(place)
{
    try {
        m_group = std::make_unique<Group>(place);
    } catch (const std::exception& problem) {
        throw Error(fmt::format("--distributed: process {} of {} did not reach the others at {}:{} ({}).",
                                place.rank, place.count, place.address, place.port,
                                firstLine(problem.what())));
    }
}

Peers::~Peers() = default;

void Peers::wait()
{
    together([&] { m_group->gloo.barrier()->wait(); });
}

torch::Tensor Peers::gathered(const torch::Tensor& own)
{
    std::vector<torch::Tensor> sent { own.detach().contiguous() };
    std::vector<std::vector<torch::Tensor>> all(1);
    for (int i = 0; i < count(); ++i)
        all[0].push_back(torch::empty_like(sent[0]));
    together([&] { m_group->gloo.allgather(all, sent)->wait(); });
    all[0][static_cast<std::size_t>(rank())] = own;
    return torch::cat(all[0]);
}

void Peers::addUp(const std::vector<torch::Tensor>& tensors)
{
    asOne(tensors, [&](std::vector<torch::Tensor>& one) { m_group->gloo.allreduce(one)->wait(); });
}

void Peers::share(const std::vector<torch::Tensor>& tensors)
{
    asOne(tensors, [&](std::vector<torch::Tensor>& one) { m_group->gloo.broadcast(one)->wait(); });
}

std::string Peers::shared(const std::string& text)
{
    auto size = torch::tensor({ static_cast<std::int64_t>(text.size()) });
    share({ size });
    auto bytes = torch::zeros({ size.item<std::int64_t>() }, torch::kByte);
    if (isFirst())
        std::ranges::copy(text, bytes.data_ptr<std::uint8_t>());
    share({ bytes });
    const auto* first = bytes.data_ptr<std::uint8_t>();
    return { first, first + bytes.size(0) };
}

#else

struct Peers::Group { };

Peers::Peers(const PeerPlace& place)
    : m_place(place)
{
    throw Error("--distributed: the LibTorch that this program was built with has no Gloo; Debian's has.");
}

Peers::~Peers() = default;

void Peers::wait() { }

torch::Tensor Peers::gathered(const torch::Tensor& own)
{
    return own;
}

void Peers::addUp(const std::vector<torch::Tensor>&) { }

void Peers::share(const std::vector<torch::Tensor>&) { }

std::string Peers::shared(const std::string& text)
{
    return text;
}

#endif

} // namespace syzygy
