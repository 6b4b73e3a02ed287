#pragma once

#include <poll.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace bt::emulator {

// One thread, one poll(): everything that the emulator waits for. Callbacks may watch, forget and schedule freely.
class Loop {
public:
    using Clock = std::chrono::steady_clock;
    using Ready = std::function<void(short revents)>;

    void watch(int fd, short events, Ready ready);  // replaces what was watched on `fd`
    void forget(int fd);
    void at(Clock::time_point when, std::function<void()> action);

    void run();  // until stop()
    void stop() { stopped_ = true; }

private:
    struct Watch {
        short events;
        std::shared_ptr<Ready> ready;  // kept alive while it runs, also when it forgets itself
    };

    int milliseconds_to_next() const;
    void run_due();

    std::map<int, Watch> watches_;
    std::multimap<Clock::time_point, std::function<void()>> timers_;
    bool stopped_ = false;
};

}  // namespace bt::emulator
