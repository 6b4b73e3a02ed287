#include "bt/execute/runs.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace bt::execute {
namespace {

// Noise of its own for each schedule, run and repeat within a run, whatever else its process runs and however often a
// command was resumed. --run takes numbers up to a million, runs go up to 1000.
constexpr std::uint64_t noise_of(const Job& job) {
    return static_cast<std::uint64_t>(job.run) + 1000 * static_cast<std::uint64_t>(job.repeat);
}

// On as many threads as this machine has cores. Throws what one of them threw when all have ended.
void side_by_side(std::size_t count, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr fault;
    std::mutex fault_mutex;
    const auto worker = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        } catch (...) {
            const std::lock_guard lock(fault_mutex);
            fault = std::current_exception();
        }
    };
    const std::size_t threads = std::min<std::size_t>(count, std::max(1U, std::thread::hardware_concurrency()));
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < threads; ++i) others.emplace_back(worker);
        worker();
    }
    if (fault) std::rethrow_exception(fault);
}

class Runs {
public:
    Runs(Connection& connection, const Request& request, std::span<const Runnable> schedules, Begun& begun,
         const Listener& listener)
        : connection_(connection), request_(request), schedules_(schedules), begun_(begun), listener_(listener) {
        for (std::size_t run = 0; run < begun.logs.size(); ++run) {
            for (const Outcome& outcome : begun.logs[run].done) note_done(outcome, static_cast<int>(run) + 1);
        }
        all_ = schedules.size() * begun.logs.size();
    }

    void carry_out() {
        const auto repeated = [](const Runnable& each) { return each.to_compare; };
        if (std::any_of(schedules_.begin(), schedules_.end(), repeated)) {
            all_ += begun_.logs.size() * (repeats_of_best - 1);
        }
        const auto first = opening(schedules_, request_.seed);
        carry_out_together(first);
        for (const Job& job : first) carry_out(job);
        const auto best = best_to_compare();
        if (!best) all_ = schedules_.size() * begun_.logs.size();
        const auto jobs = remaining(schedules_, static_cast<int>(begun_.logs.size()), best, request_.seed);
        carry_out_together(jobs);
        for (std::size_t i = jobs.size(); i-- > 0;) last_of_run_.try_emplace(jobs[i].run, jobs[i]);
        for (const Job& job : jobs) {
            carry_out(job);
            if (last_of_run_.at(job.run) == job) complete(job.run);
        }
        for (int run = 1; run <= static_cast<int>(begun_.logs.size()); ++run) complete(run);
    }

private:
    void note_done(const Outcome& outcome, int run) {
        const auto found = std::find_if(schedules_.begin(), schedules_.end(),
                                        [&](const Runnable& each) { return each.uid == outcome.uid; });
        if (found == schedules_.end()) return;
        const auto schedule = static_cast<std::size_t>(found - schedules_.begin());
        for (int repeat = 0; repeat < repeats_of_best; ++repeat) {
            if (done_.try_emplace(Job{schedule, run, repeat}, outcome).second) return;
        }
    }

    void carry_out(const Job& job) {
        if (const auto known = done_.find(job); known != done_.end()) {
            ++count_;
            listener_.after({job, {known->second, code_of(known->second.status)}});
            return;
        }
        listener_.before(job, count_, all_);
        RunLog& log = begun_.logs[static_cast<std::size_t>(job.run - 1)];
        const Runnable& schedule = schedules_[job.schedule];
        const Attempt wanted{request_.arguments, schedule, request_.clock, noise_of(job), request_.programs};
        const Result result = attempt(connection_, wanted, *log.log);
        done_.emplace(job, result.outcome);
        ++count_;
        listener_.after({job, result});
    }

    // In virtual time: those of a run in one process, and the runs beside each other. What does not succeed so is left
    // for one process each.
    void carry_out_together(std::span<const Job> jobs) {
        if (request_.clock != format::LogClock::virtual_time) return;
        std::vector<std::vector<Job>> by_run(begun_.logs.size());
        for (const Job& job : jobs) {
            if (!done_.contains(job)) by_run[static_cast<std::size_t>(job.run - 1)].push_back(job);
        }
        std::vector<std::vector<Outcome>> outcomes(by_run.size());
        side_by_side(by_run.size(), [&](std::size_t run) {
            if (by_run[run].size() > 1) outcomes[run] = attempt_run(by_run[run]);
        });
        for (std::size_t run = 0; run < by_run.size(); ++run) {
            for (std::size_t i = 0; i < outcomes[run].size(); ++i) done_.emplace(by_run[run][i], outcomes[run][i]);
        }
    }

    std::vector<Outcome> attempt_run(const std::vector<Job>& jobs) {
        constexpr std::size_t most_at_once = 64;  // a command line, also that of a device, has an end
        RunLog& log = begun_.logs[static_cast<std::size_t>(jobs.front().run - 1)];
        std::vector<Outcome> all;
        while (all.size() < jobs.size()) {
            std::vector<Shared> some;
            Nanoseconds deadline{0};
            for (std::size_t i = all.size(); i < std::min(jobs.size(), all.size() + most_at_once); ++i) {
                some.push_back({schedules_[jobs[i].schedule].uid, noise_of(jobs[i])});
                deadline += schedules_[jobs[i].schedule].deadline;
            }
            const auto ended = attempt_together(connection_, request_.arguments, some, deadline, *log.log);
            all.insert(all.end(), ended.begin(), ended.end());
            if (ended.size() < some.size()) break;
        }
        return all;
    }

    // As the first run measured them.
    std::optional<std::size_t> best_to_compare() const {
        std::optional<std::size_t> best;
        Milliseconds least{0};
        for (const auto& [job, outcome] : done_) {
            const bool counts = job.run == 1 && job.repeat == 0 && schedules_[job.schedule].to_compare;
            if (!counts || !outcome.interval || (best && *outcome.interval >= least)) continue;
            best = job.schedule;
            least = *outcome.interval;
        }
        return best;
    }

    void complete(int run) {
        RunLog& log = begun_.logs[static_cast<std::size_t>(run - 1)];
        if (!log.log) return;
        log.log->complete();
        log.log.reset();
    }

    Connection& connection_;
    const Request& request_;
    std::span<const Runnable> schedules_;
    Begun& begun_;
    const Listener& listener_;
    std::map<Job, Outcome> done_;
    std::map<int, Job> last_of_run_;
    std::size_t count_ = 0;
    std::size_t all_ = 0;
};

int weight(ExitCode code) {
    switch (code) {
        case ExitCode::done: return 0;
        case ExitCode::data: return 1;
        case ExitCode::device: return 2;
        default: return 3;
    }
}

}  // namespace

ExitCode worse(ExitCode a, ExitCode b) { return weight(a) >= weight(b) ? a : b; }

void carry_out(Connection& connection, const Request& request, std::span<const Runnable> schedules, Begun& begun,
               const Listener& listener) {
    Runs(connection, request, schedules, begun, listener).carry_out();
}

}  // namespace bt::execute
