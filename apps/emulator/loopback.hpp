#pragma once

#include <cstdint>
#include <optional>

namespace bt::emulator {

struct Listening {
    int fd;
    std::uint16_t port;
};

// A socket that listens on 127.0.0.1; port 0: any free one. Nothing where the port is taken.
std::optional<Listening> listen_on_loopback(std::uint16_t port);

// Whether the peer of this loopback connection is a process of our own user (or we cannot know and refuse).
bool peer_is_our_user(int connection);

}  // namespace bt::emulator
