#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace at {
class Tensor;
}

namespace syzygy {

/// Where a process stands among those that were started together, and where they meet.
struct PeerPlace {
    int rank = 0; ///< 0 ... count − 1
    int count = 1;
    std::string address; ///< of the first's machine
    std::uint16_t port = 0;

    /// RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, the variables that torchrun sets. Throws Error.
    static PeerPlace fromEnvironment();
};

/// The processes that train one model together, each on its share of every batch (c10d with Gloo, by the
/// network interface GLOO_SOCKET_IFNAME if that is set). All call the same functions in the same order, which
/// throw Error where another of them has gone.
class Peers {
public:
    explicit Peers(const PeerPlace& place); ///< waits until all are there. Throws Error
    ~Peers();
    Peers(const Peers&) = delete;
    Peers& operator=(const Peers&) = delete;

    int rank() const { return m_place.rank; }
    int count() const { return m_place.count; }
    bool isFirst() const { return rank() == 0; }

    void wait(); ///< until all have come here
    /// Rows of all, (count · n, K), in the order of ranks, of `own` (n, K) of each; n and K are the same for
    /// all. Gradients flow to `own` alone.
    at::Tensor gathered(const at::Tensor& own);
    void addUp(const std::vector<at::Tensor>& tensors); ///< each becomes its sum over all
    void share(const std::vector<at::Tensor>& tensors); ///< each becomes that of the first
    std::string shared(const std::string& text);        ///< that of the first

private:
    struct Group;
    PeerPlace m_place;
    std::unique_ptr<Group> m_group;
};

} // namespace syzygy
