#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "soc/noise.hpp"
#include "soc/timing.hpp"

namespace bt::soc {

// A stage of a chunk, or the fixed part before its stages.
struct Part {
    double ns;                         // alone, noise included
    std::span<const double> slowdown;  // [a]: factor while PU a is busy; empty: nobody touches it
};

// One execution of these stages as one submission: the fixed part where there is one, then each stage. Every part takes
// its own noise.
void add_parts(const Timing& timing, std::size_t pu, StageRange stages, Noise& noise, std::vector<Part>& parts);

// Virtual time, in ns from 0: PUs that work on chunks at once and change each other's speed at every start and end.
class Timeline {
public:
    explicit Timeline(std::size_t pus) : pus_(pus) {}

    double now_ns() const { return now_; }
    bool busy(std::size_t pu) const { return pus_[pu].busy; }

    // A chunk begins now on a PU that is not busy. The PU is busy until all parts have ended.
    void begin(std::size_t pu, std::span<const Part> parts);
    // Passes to the moment when the next chunk ends: its PU. Nothing where no PU is busy. Throws a data error where the
    // clock runs over.
    std::optional<std::size_t> pass();

private:
    struct PuState {
        bool busy = false;
        std::vector<Part> parts;
        std::size_t at = 0;   // the part that runs
        double left = 0;      // of it at `since`, in ns alone
        double since = 0;     // when `left` was last worked out
        double slowdown = 1;  // from `since` on

        double end() const { return since + left * slowdown; }
    };

    double slowdown_of(std::size_t pu) const;
    void take_part(std::size_t pu, std::size_t part);
    void change_speeds();
    std::optional<std::size_t> next() const;

    double now_ = 0;
    std::vector<PuState> pus_;
};

}  // namespace bt::soc
