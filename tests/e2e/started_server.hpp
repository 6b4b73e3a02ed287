#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

#include "bt/system/background_child.hpp"

namespace bt::e2e {

// A server at a port that was free, until the object ends.
class StartedServer {
public:
    explicit StartedServer(const std::string& store)
        : child_({{BT_RUNNER, "server", "--port", "0", "--data", store}},
                 {.on_out_line = [this](std::string_view line) {
                     const std::lock_guard lock(mutex_);
                     address_ = line;
                     said_.notify_all();
                 }}) {
        std::unique_lock lock(mutex_);
        said_.wait(lock, [this] { return !address_.empty(); });
    }

    const std::string& address() const { return address_; }  // "http://127.0.0.1:40123/"
    std::uint16_t port() const {
        return static_cast<std::uint16_t>(std::stoi(address_.substr(address_.rfind(':') + 1)));
    }
    // As `kill` does it.
    system::ChildResult end() {
        child_.cancel();
        return child_.wait();
    }

private:
    std::mutex mutex_;
    std::condition_variable said_;
    std::string address_;
    system::BackgroundChild child_;
};

}  // namespace bt::e2e
