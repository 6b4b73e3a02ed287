#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "emulator/device.hpp"
#include "emulator/loop.hpp"
#include "emulator/message.hpp"
#include "emulator/reverse.hpp"
#include "emulator/stream.hpp"

namespace bt::emulator {

// One adb server that is connected to the device: the handshake, and many streams over one socket.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(int socket, Device& device, Loop& loop, std::function<void(Connection*)> gone);
    ~Connection();
    void start();

private:
    class Open;  // one stream

    void ready(short revents);
    void watch();
    void take_messages();
    void take(const Message& message);
    void shake_hands(const Message& message);
    void open(const Message& message);
    std::unique_ptr<Service> make_service(const std::string& name, Stream& stream);
    void open_to_host(const std::string& destination, int accepted);
    void send(const Message& message);
    void send_raw(std::string_view bytes);
    void close_stream(std::uint32_t id);
    void soon(std::function<void(Connection&)> action);  // after the callback that runs now
    void pull_cable();

    int socket_;
    Device& device_;
    Loop& loop_;
    std::function<void(Connection*)> gone_;
    Reverse reverse_;
    MessageReader reader_;
    std::string to_socket_;
    std::map<std::uint32_t, std::unique_ptr<Open>> streams_;
    std::uint32_t next_id_ = 1;
    std::size_t largest_payload_ = 4096;
    std::uint64_t messages_ = 0;
    bool delayed_ = false;
    bool unplugged_ = false;
};

}  // namespace bt::emulator
