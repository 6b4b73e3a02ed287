#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "runtime/parking.hpp"
#include "runtime/plan.hpp"
#include "runtime/task_object.hpp"

namespace bt::apps {

// When a group worked on a task, in ns of the clock that drives the execution.
struct Busy {
    std::int64_t start;
    std::int64_t end;
};

// A task that gets an object of its own, scrubbed before the run and compared after it. Nothing is swapped, loaded or
// compared in the timed path, and an earlier task's results cannot hide a stage that did not run.
struct CheckedTask {
    std::uint64_t task;
    TaskObject* object;
};

// The tasks of one chain. The chains of one plan have as many tasks and as many in flight: round k is task k of each.
struct ChainTasks {
    std::uint64_t tasks;               // the most that may run
    std::vector<TaskObject*> ring;     // in flight: task k uses ring[k mod size]
    std::vector<CheckedTask> checked;  // ascending
    // Of one chain alone: once the first group ends a turn after this time, it takes one task more.
    std::int64_t deadline = INT64_MAX;
    TaskObject* last = nullptr;  // where given: the object of the last task, whichever that turns out to be; checked
};

class Lane;

// One run of a plan: the state that lanes share. It knows no clock and starts no thread; whoever drives it, threads or
// virtual time, asks each lane for its next turn and says when it began and ended.
//
// Between two groups stands a ring queue of which only the cursors are kept: tasks pass every group in the same order,
// so that the n-th entry is always task n, and a counter of finished tasks says all. One cache line moves per hop.
//
// Several chains run in rounds: round k begins, in each of them, when all have ended round k − ring size.
class Execution {
public:
    // Throws a data error where the plan or its tasks are at fault. `plan` outlives the execution.
    Execution(const Plan& plan, std::vector<ChainTasks> chains);
    ~Execution();

    Lane& lane(std::size_t pu) { return *lanes_[pu]; }
    std::size_t pus() const { return lanes_.size(); }
    const Plan& plan() const { return plan_; }

    // The first failure is kept; every lane stops at its next turn.
    void fail(std::exception_ptr failure);
    bool stopped() const { return stopped_.load(std::memory_order_relaxed); }
    std::exception_ptr failure() const;

    // After the lanes have ended.
    std::uint64_t completed(std::size_t chain) const;  // tasks that passed every group
    std::span<const Busy> records(std::size_t chain, std::size_t group) const;
    const ChainTasks& tasks(std::size_t chain) const { return chains_[chain]->tasks; }

    // Any thread, at any time: turns that have ended, for a watchdog.
    std::uint64_t progress() const;

private:
    friend class Lane;

    // How many tasks a group has finished; awaited by the group after it, of the last group by the first.
    struct Cursor {
        alignas(64) std::atomic<std::uint64_t> done{0};
        alignas(64) Parking parking;
    };
    struct Chain {
        ChainTasks tasks;
        std::atomic<std::uint64_t> limit;  // tasks that will run; falls when the deadline passes
        std::vector<std::unique_ptr<Cursor>> cursors;
        Cursor start;  // of several chains: where the first group awaits the end of a round; counts nothing
        std::vector<std::vector<Busy>> records;
    };

    void check_tasks() const;
    void add_turn(Lane& lane, const GroupRef& ref, StageRange stages);
    std::uint64_t rounds_ended() const;
    void tell_round_ended();
    void wake_all();

    const Plan& plan_;
    std::vector<std::unique_ptr<Chain>> chains_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    alignas(64) std::atomic<bool> stopped_{false};
    mutable std::mutex failure_mutex_;
    std::exception_ptr failure_;
};

// What one PU does: its turns in order, for task after task. Used by one thread at a time.
class Lane {
public:
    bool empty() const { return turns_.empty(); }

    // True once every turn of every task has ended, or the execution was stopped.
    bool finished();
    // Whether the next turn can begin: the task has left the group before, or a task object is free. Only where not
    // finished.
    bool ready();
    // Sleeps until ready or finished. Spins that many rounds first.
    void wait(int spins);

    // The next turn.
    std::uint64_t task() const { return task_; }
    std::size_t chain() const { return turn().chain_index; }
    std::size_t group() const { return turn().group_index; }
    StageRange stages() const { return turn().stages; }
    bool checked() const;
    const TaskObject& object() const;

    // Looks, while a turn runs, whether the turn after it could begin already.
    void look_ahead();
    // Whether this turn could begin when look_ahead() was called. If so, and the clock was read after that call, it
    // begins when the turn before it ended, and the clock need not be read again.
    bool foreseen() const { return foreseen_; }

    // The turn has ended: hands the task on and moves to the turn after it.
    void done(Busy busy);

private:
    friend class Execution;

    struct Turn {
        std::size_t chain_index;
        std::size_t group_index;
        StageRange stages;
        Execution::Chain* chain;
        Execution::Cursor* before;
        Execution::Cursor* own;
        bool begins_round;              // of several chains: `before` are the ends of all of them
        bool ends_round;                // of several chains: the last group of one
        std::uint64_t lead;             // task k may begin when before.done + lead > k
        std::uint64_t known = 0;        // before.done when last looked at
        std::size_t next_checked = 0;   // in the chain's checked tasks
        std::size_t ring_position = 0;  // task mod ring size, without a division
        bool last_call = false;         // time is over, one task more
    };

    explicit Lane(Execution& execution) : execution_(execution) {}
    const Turn& turn() const { return turns_[at_]; }
    bool in_checked_list() const;
    bool is_last() const;
    bool ended() const { return turn().chain->limit.load(std::memory_order_acquire) <= task_; }
    bool look(Turn& turn, std::uint64_t task) const;
    void move_on();

    Execution& execution_;
    std::vector<Turn> turns_;
    std::size_t at_ = 0;
    std::uint64_t task_ = 0;
    bool foreseen_ = false;
};

}  // namespace bt::apps
