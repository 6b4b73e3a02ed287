#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bt::emulator {

// What a service may do with the stream that it serves.
class Stream {
public:
    virtual ~Stream() = default;
    virtual void send(std::string_view bytes) = 0;  // goes out as the host takes it, one message in flight
    virtual std::size_t waiting() const = 0;        // bytes not yet taken: a source pauses while there are many
    virtual void finish() = 0;                      // closes when all is sent
};

// The far end of one stream that the host opened.
class Service {
public:
    virtual ~Service() = default;
    virtual void receive(std::string_view bytes) = 0;
    virtual void drained() {}  // waiting() went to 0
};

// Above this many waiting bytes a source stops reading until drained().
inline constexpr std::size_t enough_waiting = std::size_t{1} << 18;

}  // namespace bt::emulator
