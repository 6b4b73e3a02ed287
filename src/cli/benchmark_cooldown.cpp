#include "cli/benchmark_cooldown.hpp"

#include <cstdio>

#include "bt/device/failure.hpp"
#include "cli/duration.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

constexpr double near_enough = 3;  // °C; sensors step by 1 and differ by 2 from zone to zone
constexpr Seconds most_patience{600};

std::string degrees(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.0f °C", value);
    return text;
}

}  // namespace

void check_cooldown(const std::optional<std::string>& flag) {
    if (flag && *flag != "auto") parse_duration(*flag, "--cooldown");
}

Cooldown::Cooldown(const std::optional<std::string>& flag, DevicePlan& plan, const system::Cancellation& stop,
                   Terminal& terminal)
    : plan_(plan), stop_(stop), terminal_(terminal) {
    if (!flag) return;
    if (plan.is_virtual()) {
        terminal.note("--cooldown: a model in virtual time does not get warm");
    } else if (*flag != "auto") {
        time_ = parse_duration(*flag, "--cooldown");
    } else if (plan.info.temperature_c) {
        wanted_c_ = *plan.info.temperature_c + near_enough;
    } else {
        terminal.warn("--cooldown auto: the device does not let its temperature be read; there is no waiting");
    }
}

void Cooldown::wait(int repeat) {
    if (std::exchange(first_, false)) return;
    said_ = false;
    if (time_) profile::wait_for(*time_, *this);
    if (wanted_c_) {
        if (const auto still = profile::wait_until_cool(*wanted_c_, most_patience, *this)) {
            warnings_.push_back("still warm: repeat " + std::to_string(repeat) + " began at " + degrees(*still) +
                                " after " + to_text(most_patience) + " of cooling down, not at " + degrees(*wanted_c_));
        }
    }
    terminal_.end_progress();
}

// A device that is lost now is waited for when the repeat begins.
std::optional<double> Cooldown::temperature_c() {
    try {
        return ask_agent(plan_.connection->device(), plan_.connection->deployment()).temperature_c;
    } catch (const device::Failure&) {
        return std::nullopt;
    }
}

Seconds Cooldown::now() { return std::chrono::steady_clock::now().time_since_epoch(); }

void Cooldown::pause(Seconds time) {
    stop_.wait(std::chrono::duration_cast<Nanoseconds>(time));
    stop_.throw_if_requested();
}

// A terminal sees it count down; whoever reads lines later needs one of them.
void Cooldown::show(Seconds left, std::optional<double> temperature_c) {
    const std::string text = temperature_c ? "cooling down: " + degrees(*temperature_c) + ", waiting for " +
                                                 degrees(*wanted_c_) + ", " + to_text(left) + " at most"
                                           : "cooling down: " + to_text(left) + " left";
    if (!std::exchange(said_, true)) terminal_.note(text);
    terminal_.progress(text);
}

}  // namespace bt::cli
