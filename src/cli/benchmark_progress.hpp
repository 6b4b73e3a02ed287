#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "bt/core/units.hpp"
#include "bt/profile/repeat_times.hpp"

namespace bt::cli {

class Terminal;

// The cell and the time left: one line that changes where somebody watches a terminal, else a line now and then.
class BenchmarkProgress {
public:
    // `cells`: of all repeats; `longest`: what they take at most.
    BenchmarkProgress(Terminal& terminal, std::string device, std::size_t cells, Seconds longest);

    void already(std::size_t cells) { passed_ = cells; }  // of repeats that are done
    void paused(Seconds time);                            // it was not measured for so long: the pace is none the less
    void begin_repeat(int repeat, std::size_t repeats, const std::vector<profile::CellName>& order);
    void cell_done(const profile::CellName& cell);
    void repeat_done();
    std::size_t measured() const { return measured_; }

private:
    Seconds left() const;
    std::string line() const;
    void show();

    using SteadyClock = std::chrono::steady_clock;

    Terminal& terminal_;
    std::string device_;
    bool watched_;
    Seconds longest_;
    std::size_t cells_;
    std::size_t passed_ = 0;    // of all repeats, those that no kernel can run among them
    std::size_t measured_ = 0;  // here and now
    std::size_t before_repeat_ = 0;
    const std::vector<profile::CellName>* order_ = nullptr;
    std::string repeat_;
    std::size_t next_ = 0;  // in `order_`
    SteadyClock::time_point begun_ = SteadyClock::now();
    SteadyClock::time_point shown_{};
    std::size_t shown_at_ = 0;
};

}  // namespace bt::cli
