#include "bt/system/child.hpp"

#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "system/posix.hpp"
#include "system/spawn.hpp"
#include "system/stream.hpp"

namespace bt::system {
namespace {

using Steady = std::chrono::steady_clock;

const Listener nobody;

// A running child and what is to happen to it.
class Supervision {
public:
    Supervision(const Command& command, const ChildOptions& options, Spawned spawned)
        : options_(options),
          pid_(spawned.pid),
          ended_(std::move(spawned.ended)),
          held_(std::move(spawned.held)),
          out_(std::move(spawned.out), printable(command.argv.front()), options.limit, options.on_out_line,
               options.on_out_bytes),
          err_(std::move(spawned.err), printable(command.argv.front()), options.limit, options.on_err_line, nobody) {
        if (options.deadline) next_kill_ = started_ + *options.deadline;
    }
    ~Supervision() {
        if (!reaped_) reap();  // a listener threw
    }
    Supervision(const Supervision&) = delete;
    Supervision& operator=(const Supervision&) = delete;

    ChildResult run() {
        while (!has_ended()) step();
        // Its leftovers hold the pipes and would work on beside the next measurement. The leader is not yet reaped:
        // so the number of the group cannot have become somebody else's.
        ::kill(-pid_, SIGKILL);
        out_.drain();
        err_.drain();
        return result(reap());
    }

private:
    bool has_ended() const {
        pollfd event{ended_.get(), POLLIN, 0};
        return ::poll(&event, 1, 0) > 0;
    }

    void step() {
        std::vector<pollfd> events{{ended_.get(), POLLIN, 0}, {out_.fd(), POLLIN, 0}, {err_.fd(), POLLIN, 0}};
        if (!stopped_by_) {
            for (const Cancellation* cancel : options_.cancel) events.push_back({cancel->fd(), POLLIN, 0});
        }
        const int ready = ::poll(events.data(), events.size(), milliseconds_left());
        if (ready > 0) {
            if (events[1].revents != 0) out_.read();
            if (events[2].revents != 0) err_.read();
            const auto is_ready = [](const pollfd& event) { return event.revents != 0; };
            if (std::any_of(events.begin() + 3, events.end(), is_ready)) stop(ChildEnd::cancelled);
        }
        if (next_kill_ && Steady::now() >= *next_kill_) stop(ChildEnd::timed_out);
    }

    // First politely, then not.
    void stop(ChildEnd why) {
        const bool first = !stopped_by_;
        if (first) stopped_by_ = why;
        ::kill(-pid_, first ? SIGTERM : SIGKILL);
        if (first) {
            next_kill_ = Steady::now() + options_.grace;
        } else {
            next_kill_.reset();
        }
    }

    int milliseconds_left() const {
        if (!next_kill_) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next_kill_ - Steady::now());
        return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000));
    }

    siginfo_t reap() {
        reaped_ = true;
        ::kill(-pid_, SIGKILL);
        siginfo_t info{};
        while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
        }
        return info;
    }

    ChildResult result(const siginfo_t& info) {
        ChildResult result;
        const bool exited = info.si_code == CLD_EXITED;
        result.end = stopped_by_.value_or(exited ? ChildEnd::exited : ChildEnd::signalled);
        (exited ? result.status : result.signal) = info.si_status;
        result.out = out_.take_kept();
        result.err = err_.take_kept();
        result.wall = Steady::now() - started_;
        return result;
    }

    const ChildOptions& options_;
    const Steady::time_point started_ = Steady::now();
    pid_t pid_;
    Fd ended_;
    Fd held_;
    Stream out_;
    Stream err_;
    std::optional<Steady::time_point> next_kill_;
    std::optional<ChildEnd> stopped_by_;
    bool reaped_ = false;
};

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::strchr("_-+=:,./@%", c) != nullptr;
}

std::string quoted_for_reading(const std::string& argument) {
    if (!argument.empty() && std::all_of(argument.begin(), argument.end(), [](char c) { return c && is_plain(c); })) {
        return argument;
    }
    std::string out = "'";
    for (const char c : argument) c == '\'' ? out += "'\\''" : out += c;
    return out + "'";
}

}  // namespace

std::string to_string(const Command& command) {
    std::string text;
    for (const std::string& argument : command.argv) {
        if (!text.empty()) text += ' ';
        text += quoted_for_reading(argument);
    }
    return text;
}

std::string to_string(const ChildResult& result) {
    switch (result.end) {
        case ChildEnd::exited: return "exited with status " + std::to_string(result.status);
        case ChildEnd::signalled: {
            const char* name = ::sigabbrev_np(result.signal);
            return "was killed by " + (name ? "SIG" + std::string(name) : std::to_string(result.signal));
        }
        case ChildEnd::timed_out: {
            const auto ms = std::chrono::round<std::chrono::milliseconds>(result.wall).count();
            return "did not end in time and was ended after " + std::to_string(ms) + " ms";
        }
        case ChildEnd::cancelled: return "was ended on request";
        case ChildEnd::not_found: return "was not found";
    }
    return {};
}

ChildResult run_child(const Command& command, const ChildOptions& options) {
    if (command.argv.empty()) throw host_error("a command without a program");
    std::optional<Spawned> spawned = spawn(command, options.input);
    if (!spawned) return ChildResult{.end = ChildEnd::not_found};
    return Supervision(command, options, std::move(*spawned)).run();
}

}  // namespace bt::system
