#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "bt/core/units.hpp"
#include "bt/system/cancellation.hpp"

namespace bt::profile {

// Cancels what has given no sign of life for too long.
class Watchdog {
public:
    Watchdog(Nanoseconds silence, system::Cancellation& cancel);
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    void alive();

private:
    void watch(Nanoseconds silence, system::Cancellation& cancel);

    std::mutex mutex_;
    std::condition_variable changed_;
    bool heard_ = false;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace bt::profile
