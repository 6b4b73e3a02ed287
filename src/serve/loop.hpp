#pragma once

#include <memory>
#include <thread>
#include <unordered_map>

#include "bt/system/cancellation.hpp"
#include "serve/connection.hpp"

namespace bt::serve {

// One thread that accepts clients and serves them, all at once: thousands that are idle or slow cost a map entry each
// and hold up nobody.
class Loop {
public:
    Loop(int listener, std::unique_ptr<Site> site, const system::Cancellation& stop);
    ~Loop() { thread_.join(); }  // after `stop` was requested
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

private:
    static constexpr std::size_t most_connections = 4096;

    void run();
    void accept_all();
    void proceed(int fd);
    void end_overdue();
    void end_longest_idle();

    int listener_;
    std::unique_ptr<Site> site_;
    const system::Cancellation& stop_;
    system::Fd poll_;
    std::unordered_map<int, Connection> connections_;
    std::unordered_map<int, Connection::Wants> wants_;
    SteadyTime now_{};
    SteadyTime looked_{};
    std::thread thread_;
};

}  // namespace bt::serve
