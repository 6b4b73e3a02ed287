#include "profile/watchdog.hpp"

namespace bt::profile {

Watchdog::Watchdog(Nanoseconds silence, system::Cancellation& cancel)
    : thread_([this, silence, &cancel] { watch(silence, cancel); }) {}

Watchdog::~Watchdog() {
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Watchdog::alive() {
    {
        const std::lock_guard lock(mutex_);
        heard_ = true;
    }
    changed_.notify_one();
}

void Watchdog::watch(Nanoseconds silence, system::Cancellation& cancel) {
    std::unique_lock lock(mutex_);
    while (!over_) {
        heard_ = false;
        if (!changed_.wait_for(lock, silence, [this] { return heard_ || over_; })) {
            cancel.request();
            return;
        }
    }
}

}  // namespace bt::profile
