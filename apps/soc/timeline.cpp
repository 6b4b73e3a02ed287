#include "soc/timeline.hpp"

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt::soc {

void add_parts(const Timing& timing, std::size_t pu, StageRange stages, Noise& noise, std::vector<Part>& parts) {
    if (const double fixed = timing.fixed_ns(pu, stages.count()); fixed > 0)
        parts.push_back({fixed * noise.next(), {}});
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        parts.push_back({timing.stage_ns(pu, stage) * noise.next(), timing.slowdown(pu, stage)});
    }
}

void Timeline::begin(std::size_t pu, std::span<const Part> parts) {
    pus_[pu].busy = true;
    pus_[pu].parts.assign(parts.begin(), parts.end());
    take_part(pu, 0);
    change_speeds();
}

std::optional<std::size_t> Timeline::pass() {
    constexpr double end_of_time = 9e18;  // logs count ns in 63 bits
    while (const auto pu = next()) {
        now_ = std::max(now_, pus_[*pu].end());
        if (!(now_ < end_of_time)) throw data_error("the SoC model's times are too long: 292 years have passed");
        if (pus_[*pu].at + 1 < pus_[*pu].parts.size()) {
            take_part(*pu, pus_[*pu].at + 1);
            continue;
        }
        pus_[*pu].busy = false;
        change_speeds();
        return pu;
    }
    return std::nullopt;
}

std::optional<std::size_t> Timeline::next() const {
    std::optional<std::size_t> first;
    for (std::size_t pu = 0; pu < pus_.size(); ++pu) {
        if (pus_[pu].busy && (!first || pus_[pu].end() < pus_[*first].end())) first = pu;
    }
    return first;
}

void Timeline::take_part(std::size_t pu, std::size_t part) {
    PuState& state = pus_[pu];
    state.at = part;
    state.left = state.parts[part].ns;
    state.since = now_;
    state.slowdown = slowdown_of(pu);
}

double Timeline::slowdown_of(std::size_t pu) const {
    const std::span<const double> factors = pus_[pu].parts[pus_[pu].at].slowdown;
    double slowdown = 1;
    for (std::size_t beside = 0; beside < factors.size(); ++beside) {
        if (beside != pu && pus_[beside].busy) slowdown *= factors[beside];
    }
    return slowdown;
}

// A part whose speed stays keeps its end to the last bit: without interference nothing is ever rounded twice.
void Timeline::change_speeds() {
    for (std::size_t pu = 0; pu < pus_.size(); ++pu) {
        PuState& state = pus_[pu];
        if (!state.busy) continue;
        const double slowdown = slowdown_of(pu);
        if (slowdown == state.slowdown) continue;
        state.left = std::max(0.0, state.left - (now_ - state.since) / state.slowdown);
        state.since = now_;
        state.slowdown = slowdown;
    }
}

}  // namespace bt::soc
