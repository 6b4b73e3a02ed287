#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/loop.hpp"
#include "emulator/stream.hpp"

namespace bt::emulator {

// Opens a stream towards the host, to its "tcp:PORT".
using OpenToHost = std::function<void(const std::string& destination, int accepted)>;

// Reverse forwardings: ports of the device (loopback) that lead to ports of the host.
class Reverse {
public:
    Reverse(Loop& loop, OpenToHost open) : loop_(loop), open_(std::move(open)) {}
    ~Reverse();

    // What the host gets for a request behind "reverse:".
    std::string answer(std::string_view request);

private:
    struct Listener {
        int fd;
        std::string destination;
    };

    std::string forward(std::string_view specification, bool rebind);
    std::string kill(std::string_view local);
    void stop(const Listener& listener);

    Loop& loop_;
    OpenToHost open_;
    std::map<std::string, Listener> listeners_;  // by "tcp:PORT" of the device
};

// Carries bytes between an accepted connection and its stream.
std::unique_ptr<Service> make_socket_service(int socket, Loop& loop, Stream& stream);

}  // namespace bt::emulator
