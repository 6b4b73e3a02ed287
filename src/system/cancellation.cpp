#include "bt/system/cancellation.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>

namespace bt::system {

Cancellation::Cancellation() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!event_) throw host_error("cannot make an eventfd: " + std::generic_category().message(errno));
}

void Cancellation::request(ExitCode why) noexcept {
    int none = 0;
    if (!why_.compare_exchange_strong(none, static_cast<int>(why))) return;
    const int before = errno;  // as a signal handler must
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
    errno = before;
}

void Cancellation::throw_if_requested() const {
    if (!requested()) return;
    throw Error(why(), why() == ExitCode::terminated ? "ended by SIGTERM" : "interrupted");
}

bool Cancellation::wait(Nanoseconds time) const {
    const auto until = std::chrono::steady_clock::now() + time;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd event{event_.get(), POLLIN, 0};
        constexpr std::chrono::milliseconds longest(60'000);  // poll counts in an int
        const int ready = ::poll(&event, 1, static_cast<int>(std::clamp(left, left.zero(), longest).count()));
        if (ready > 0) return true;
        if (ready == 0 && left <= longest) return requested();
    }
}

}  // namespace bt::system
