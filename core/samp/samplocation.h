#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

namespace syzygy {

/// An address on this machine that is fetched by HTTP.
struct LocalAddress {
    std::string url;
};

/// Whether a host name means this machine: localhost, 127.x, [::1], or its own name.
bool isThisMachine(std::string_view host);

/// The host of an http: URL; empty if it is no such URL.
std::string_view hostOf(std::string_view url);

/// What a message's URL may be: a file (file:, whose host is this machine), or http: to this machine. Throws
/// Error for any other, in a sentence: messages come from anybody.
std::variant<std::filesystem::path, LocalAddress> parseLocation(std::string_view url);

/// file:///... with everything escaped that must be.
std::string fileUrl(const std::filesystem::path& file);

} // namespace syzygy
