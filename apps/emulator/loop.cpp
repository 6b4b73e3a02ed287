#include "emulator/loop.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace bt::emulator {

void Loop::watch(int fd, short events, Ready ready) {
    watches_[fd] = {events, std::make_shared<Ready>(std::move(ready))};
}

void Loop::forget(int fd) { watches_.erase(fd); }

void Loop::at(Clock::time_point when, std::function<void()> action) { timers_.emplace(when, std::move(action)); }

int Loop::milliseconds_to_next() const {
    if (timers_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1000000));
}

void Loop::run_due() {
    const auto now = Clock::now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
        const auto action = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        action();
    }
}

void Loop::run() {
    while (!stopped_) {
        std::vector<pollfd> fds;
        for (const auto& [fd, watch] : watches_) fds.push_back({fd, watch.events, 0});
        if (poll(fds.data(), fds.size(), milliseconds_to_next()) < 0 && errno != EINTR) {
            throw std::system_error(errno, std::generic_category(), "poll");
        }
        run_due();
        for (const pollfd& each : fds) {
            const auto found = watches_.find(each.fd);
            if (each.revents == 0 || found == watches_.end()) continue;
            const auto ready = found->second.ready;
            (*ready)(each.revents);
        }
    }
}

}  // namespace bt::emulator
