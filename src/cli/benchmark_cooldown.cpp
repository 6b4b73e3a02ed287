#include "cli/benchmark_cooldown.hpp"

#include <cstdio>

#include "cli/duration.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

constexpr double near_enough = 3;  // °C; sensors step by 1 and differ by 2 from zone to zone
constexpr Seconds most_patience{600};
constexpr std::chrono::seconds between_looks{2};

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
        until_cool_ = true;
    } else {
        terminal.warn("--cooldown auto: the device does not let its temperature be read; there is no waiting");
    }
}

void Cooldown::wait() {
    if (std::exchange(first_, false)) return;
    if (time_) wait_for(*time_);
    if (until_cool_) wait_until_cool();
}

void Cooldown::wait_for(Seconds time) {
    terminal_.note("cooling down for " + to_text(time));
    const auto end = std::chrono::steady_clock::now() + time;
    for (auto left = time; left.count() > 0; left = end - std::chrono::steady_clock::now()) {
        terminal_.progress("cooling down: " + to_text(left) + " left");
        stop_.wait(std::chrono::duration_cast<Nanoseconds>(std::min<Seconds>(left, between_looks)));
        stop_.throw_if_requested();
    }
    terminal_.end_progress();
}

void Cooldown::wait_until_cool() {
    const double wanted = *plan_.info.temperature_c + near_enough;
    const auto end = std::chrono::steady_clock::now() + most_patience;
    for (bool said = false;;) {
        const auto now = ask_agent(plan_.connection->device(), plan_.connection->deployment()).temperature_c;
        if (!now || *now <= wanted) break;
        char text[96];
        std::snprintf(text, sizeof text, "cooling down: %.0f °C, waiting for %.0f °C", *now, wanted);
        if (!std::exchange(said, true)) terminal_.note(text);
        terminal_.progress(text);
        if (std::chrono::steady_clock::now() >= end) {
            terminal_.warn("the device is still warm after " + to_text(most_patience) + "; going on");
            break;
        }
        stop_.wait(between_looks);
        stop_.throw_if_requested();
    }
    terminal_.end_progress();
}

}  // namespace bt::cli
