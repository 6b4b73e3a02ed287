#include "runtime/sampling.hpp"

#include <algorithm>

#include "bt/core/statistics.hpp"

namespace bt::apps {

SamplingRules SamplingRules::of(const PuName& pu) const {
    SamplingRules rules = *this;
    if (class_of(pu) == PuClass::gpu) rules.precision /= 10;
    return rules;
}

Sampling::Sampling(const SamplingRules& rules, std::int64_t begin_ns)
    : rules_(rules),
      deadline_(begin_ns + std::chrono::duration_cast<Nanoseconds>(rules.time).count()),
      next_look_(rules.least) {
    samples_.reserve(rules.most);  // nothing is allocated between samples
}

// Looks at the noise at every tenth more samples only, because the look itself sorts them all.
void Sampling::add(std::int64_t sample_ns, std::int64_t now_ns) {
    samples_.push_back(std::max<std::int64_t>(1, sample_ns));
    if (samples_.size() >= next_look_) {
        next_look_ = samples_.size() + std::max<std::size_t>(1, samples_.size() / 10);
        if (settled()) stopped_ = Stopped::precision;
    }
    if (stopped_ == Stopped::no && now_ns >= deadline_) stopped_ = Stopped::time;
    if (stopped_ == Stopped::no && samples_.size() >= rules_.most) stopped_ = Stopped::count;
}

bool Sampling::settled() const {
    const std::vector<double> values(samples_.begin(), samples_.end());
    const auto ci = median_interval(values);
    return ci && (ci->high - ci->low) / 2 < rules_.precision * median(values);
}

std::int64_t batch_for(std::int64_t execution_ns, const SamplingRules& rules) {
    if (execution_ns >= rules.short_ns) return 1;
    const std::int64_t length = std::max<std::int64_t>(1, execution_ns);
    return (rules.batch_ns + length - 1) / length;
}

}  // namespace bt::apps
