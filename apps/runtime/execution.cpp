#include "runtime/execution.hpp"

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt::apps {

Execution::Execution(const Plan& plan, std::vector<ChainTasks> chains) : plan_(plan) {
    if (const auto fault = fault_of(plan)) throw data_error("broken plan: " + *fault);
    for (std::size_t i = 0; i < plan.chains.size(); ++i) {
        Chain& chain = *chains_.emplace_back(std::make_unique<Chain>());
        chain.tasks = std::move(chains[i]);
        chain.limit = chain.tasks.tasks;
        for (std::size_t group = 0; group < plan.chains[i].groups.size(); ++group) {
            chain.cursors.push_back(std::make_unique<Cursor>());
            chain.records.emplace_back(chain.tasks.tasks);
        }
    }
    check_tasks();
    for (const std::vector<GroupRef>& order : plan.order) {
        Lane& lane = *lanes_.emplace_back(new Lane(*this));
        for (const GroupRef& ref : order) add_turn(lane, ref, plan.chains[ref.chain].groups[ref.group].stages);
    }
}

Execution::~Execution() = default;

void Execution::check_tasks() const {
    const ChainTasks& first = chains_.front()->tasks;
    for (const auto& chain : chains_) {
        const ChainTasks& tasks = chain->tasks;
        if (tasks.tasks != first.tasks || tasks.ring.size() != first.ring.size()) {
            throw data_error("broken plan: its chains have not as many tasks, or not as many in flight");
        }
        if (chains_.size() > 1 && (tasks.deadline != INT64_MAX || tasks.last != nullptr)) {
            throw data_error("broken plan: several chains end after a number of rounds, not at a time");
        }
    }
}

void Execution::add_turn(Lane& lane, const GroupRef& ref, StageRange stages) {
    Chain& chain = *chains_[ref.chain];
    const bool first = ref.group == 0;
    const bool several = chains_.size() > 1;
    Cursor& end = *chain.cursors.back();
    Cursor& before = !first ? *chain.cursors[ref.group - 1] : several ? chain.start : end;
    lane.turns_.push_back({.chain_index = ref.chain,
                           .group_index = ref.group,
                           .stages = stages,
                           .chain = &chain,
                           .before = &before,
                           .own = chain.cursors[ref.group].get(),
                           .begins_round = several && first,
                           .ends_round = several && chain.cursors[ref.group].get() == &end,
                           .lead = first ? chain.tasks.ring.size() : 0});
}

void Execution::fail(std::exception_ptr failure) {
    {
        const std::lock_guard lock(failure_mutex_);
        if (!failure_) failure_ = std::move(failure);
    }
    stopped_.store(true, std::memory_order_release);
    wake_all();
}

std::exception_ptr Execution::failure() const {
    const std::lock_guard lock(failure_mutex_);
    return failure_;
}

void Execution::wake_all() {
    for (const auto& chain : chains_) {
        for (const auto& cursor : chain->cursors) cursor->parking.wake();
        chain->start.parking.wake();
    }
}

// In all chains.
std::uint64_t Execution::rounds_ended() const {
    std::uint64_t rounds = UINT64_MAX;
    for (const auto& chain : chains_) {
        rounds = std::min(rounds, chain->cursors.back()->done.load(std::memory_order_acquire));
    }
    return rounds;
}

// Whoever ends a chain wakes the beginnings of all: each looks for itself, and the last one to end finds them asleep.
void Execution::tell_round_ended() {
    for (const auto& chain : chains_) chain->start.parking.wake();
}

std::uint64_t Execution::completed(std::size_t chain) const {
    return chains_[chain]->cursors.back()->done.load(std::memory_order_acquire);
}

std::span<const Busy> Execution::records(std::size_t chain, std::size_t group) const {
    const Chain& of = *chains_[chain];
    return std::span(of.records[group]).first(of.cursors[group]->done.load(std::memory_order_acquire));
}

std::uint64_t Execution::progress() const {
    std::uint64_t turns = 0;
    for (const auto& chain : chains_) {
        for (const auto& cursor : chain->cursors) turns += cursor->done.load(std::memory_order_relaxed);
    }
    return turns;
}

bool Lane::finished() {
    if (execution_.stopped()) return true;
    for (std::size_t skipped = 0; skipped < turns_.size(); ++skipped) {
        if (!ended()) return false;
        foreseen_ = false;
        move_on();
    }
    return true;
}

bool Lane::look(Turn& turn, std::uint64_t task) const {
    if (turn.known + turn.lead > task) return true;
    turn.known = turn.begins_round ? execution_.rounds_ended() : turn.before->done.load(std::memory_order_acquire);
    return turn.known + turn.lead > task;
}

bool Lane::ready() { return look(turns_[at_], task_); }

void Lane::look_ahead() {
    const bool wraps = at_ + 1 == turns_.size();
    foreseen_ = look(turns_[wraps ? 0 : at_ + 1], task_ + (wraps ? 1 : 0));
}

void Lane::wait(int spins) {
    turns_[at_].before->parking.wait([this] { return ready() || ended() || execution_.stopped(); }, spins);
}

bool Lane::in_checked_list() const {
    const auto& checked = turn().chain->tasks.checked;
    return turn().next_checked < checked.size() && checked[turn().next_checked].task == task_;
}

// The limit is final before the first group hands its last task on.
bool Lane::is_last() const {
    const Execution::Chain& chain = *turn().chain;
    return chain.tasks.last != nullptr && chain.limit.load(std::memory_order_acquire) == task_ + 1;
}

bool Lane::checked() const { return is_last() || in_checked_list(); }

const TaskObject& Lane::object() const {
    const ChainTasks& tasks = turn().chain->tasks;
    if (is_last()) return *tasks.last;
    return in_checked_list() ? *tasks.checked[turn().next_checked].object : *tasks.ring[turn().ring_position];
}

void Lane::done(Busy busy) {
    Turn& turn = turns_[at_];
    Execution::Chain& chain = *turn.chain;
    chain.records[turn.group_index][task_] = busy;
    if (in_checked_list()) ++turn.next_checked;
    if (++turn.ring_position == chain.tasks.ring.size()) turn.ring_position = 0;
    const bool time_is_over = turn.group_index == 0 && !turn.last_call && busy.end >= chain.tasks.deadline;
    if (time_is_over) {
        turn.last_call = true;
        chain.limit.store(std::min(task_ + 2, chain.tasks.tasks), std::memory_order_release);
    }
    turn.own->done.store(task_ + 1, std::memory_order_release);
    turn.own->parking.wake();
    if (turn.ends_round) execution_.tell_round_ended();
    if (time_is_over) execution_.wake_all();
    move_on();
}

void Lane::move_on() {
    if (++at_ < turns_.size()) return;
    at_ = 0;
    ++task_;
}

}  // namespace bt::apps
