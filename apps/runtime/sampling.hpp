#pragma once

#include <cstdint>
#include <vector>

#include "bt/core/pu.hpp"
#include "bt/core/units.hpp"

namespace bt::apps {

struct SamplingRules {
    Seconds time{1};                  // for warm-up and samples of one cell together
    double precision = 0.02;          // settled: half-width of the 95 % CI of the median below this part of it
    std::size_t least = 10;           // samples before the noise can have settled
    std::size_t most = 10'000;        // samples after which more say nothing
    std::int64_t short_ns = 20'000;   // executions shorter than this are timed in batches
    std::int64_t batch_ns = 100'000;  // of about this length
    std::int64_t warm_up_ns = 20'000'000;

    // A GPU's stage is what a submission leaves when the cost of submitting is taken away: a small difference, in which
    // all of the submission's noise stays. So submissions have to settle ten times finer.
    SamplingRules of(const PuName& pu) const;
};

enum class Stopped { no, precision, time, count };

// Decides when there are enough samples. Keeps all of them, outliers too.
class Sampling {
public:
    Sampling(const SamplingRules& rules, std::int64_t begin_ns);

    // One sample of a batch, which ended at `now_ns`.
    void add(std::int64_t sample_ns, std::int64_t now_ns);
    Stopped stopped() const { return stopped_; }
    const std::vector<std::int64_t>& samples() const { return samples_; }

private:
    bool settled() const;

    SamplingRules rules_;
    std::int64_t deadline_;
    std::vector<std::int64_t> samples_;
    std::size_t next_look_;
    Stopped stopped_ = Stopped::no;
};

// How many executions of this length make one sample.
std::int64_t batch_for(std::int64_t execution_ns, const SamplingRules& rules);

}  // namespace bt::apps
