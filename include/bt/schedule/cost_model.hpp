#pragma once

#include <vector>

#include "bt/core/names.hpp"
#include "bt/schedule/cost.hpp"

namespace bt::schedule {

// How long one stage takes on one PU while a set of PUs is busy.
struct StageTime {
    Cost time = impossible;  // impossible: the PU cannot run the stage
    double half_width = 0;   // of the 95 % CI, in ns; 0 where nothing says how sure the time is
    bool operator==(const StageTime&) const = default;
};

// What handing over a chunk costs besides its stages: chunk + n · stage. Interference does not touch it.
struct Submission {
    Cost chunk = 0;
    Cost stage = 0;
    double half_width = 0;  // of `chunk`
    bool operator==(const Submission&) const = default;
};

// The times of every stage on every PU under one active set; row by row.
class StageTimes {
public:
    StageTimes(int stages, int pus);
    const StageTime& at(int stage, int pu) const { return times_[position(stage, pu)]; }  // both from 0
    void set(int stage, int pu, StageTime time) { times_[position(stage, pu)] = time; }
    int stages() const { return stages_; }
    int pus() const { return pus_; }
    bool operator==(const StageTimes&) const = default;

private:
    std::size_t position(int stage, int pu) const { return static_cast<std::size_t>(stage * pus_ + pu); }
    int stages_;
    int pus_;
    std::vector<StageTime> times_;
};

// Where the engines get times from. They know nothing of tables, interpolation or how sure anything is.
class CostModel {
public:
    virtual ~CostModel() = default;

    virtual const std::vector<PuName>& pus() const = 0;  // in the device's order
    virtual int stages() const = 0;
    virtual const std::vector<Submission>& submissions() const = 0;  // one for each PU

    // Whether the active set changes nothing: one table for all schedules.
    virtual bool one_table() const = 0;

    // Whether a schedule that uses exactly these PUs may be asked for.
    virtual bool offers(PuSet set) const = 0;

    // Also for sets that are not offered: the prediction asks what a PU does while others idle.
    virtual const StageTimes& times(PuSet set) const = 0;

    // What the PU does while all others idle, which is what a speed-up is over.
    virtual const StageTimes& times_alone(int pu) const { return times(PuSet{1} << static_cast<unsigned>(pu)); }
};

}  // namespace bt::schedule
