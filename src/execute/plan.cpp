#include "bt/execute/plan.hpp"

#include <algorithm>
#include <random>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::execute {
namespace {

using format::ScheduleRecord;

constexpr const char* control_objective = "control";

std::vector<ScheduleRecord> by_uid(const format::ScheduleFile& file, const std::vector<ScheduleRecord>& current,
                                   const std::vector<std::string>& wanted) {
    std::vector<std::string> known;
    for (const ScheduleRecord& record : current) known.push_back(record.uid);
    std::vector<ScheduleRecord> chosen;
    for (std::size_t i = 0; i < current.size(); ++i) {
        const auto names = [&](const std::string& uid) {
            return uid == current[i].uid || uid == file.pipelines[i].uid;
        };
        if (std::any_of(wanted.begin(), wanted.end(), names)) chosen.push_back(current[i]);
    }
    for (const std::string& uid : wanted) {
        const bool found = std::any_of(file.pipelines.begin(), file.pipelines.end(),
                                       [&](const ScheduleRecord& record) { return record.uid == uid; });
        if (found || std::find(known.begin(), known.end(), uid) != known.end()) continue;
        throw usage_error("no schedule " + printable(uid) + " in '" + printable(file.file, 200) + "'",
                          did_you_mean(uid, known));
    }
    return chosen;
}

// Of two with the same chunks the first: they would run twice and be told apart by nobody.
void drop_repeated(std::vector<ScheduleRecord>& records) {
    std::vector<ScheduleRecord> once;
    for (ScheduleRecord& record : records) {
        const bool known =
            std::any_of(once.begin(), once.end(), [&](const ScheduleRecord& other) { return other.uid == record.uid; });
        if (!known) once.push_back(std::move(record));
    }
    records = std::move(once);
}

// The same order wherever it is drawn; std::shuffle leaves that to each library.
void shuffle(std::vector<Job>& jobs, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (std::size_t left = jobs.size(); left > 1; --left) std::swap(jobs[left - 1], jobs[random() % left]);
}

}  // namespace

ScheduleRecord control_on(const PuName& pu, const Subject& subject) {
    ScheduleRecord record;
    record.chunks = {{pu, {Stage::from_number(1), Stage::from_number(subject.stages)}}};
    record.chunk_times.resize(1);
    record.stage_times.resize(static_cast<std::size_t>(subject.stages));
    record.objective = control_objective;
    record.uid = uid_of(subject.device, subject.app, subject.backend, record.chunks);
    return as_current(std::move(record), subject.device, subject.app, subject.backend, subject.params);
}

bool is_control(const ScheduleRecord& record) { return record.objective == control_objective; }

std::vector<ScheduleRecord> choose(const format::ScheduleFile& file, const Choice& choice, const Subject& subject,
                                   std::span<const PuName> pus) {
    std::vector<ScheduleRecord> current;
    for (const ScheduleRecord& record : file.pipelines) {
        current.push_back(as_current(record, subject.device, subject.app, subject.backend, subject.params));
    }
    if (current.empty()) {
        throw data_error("no schedules in '" + printable(file.file, 200) + "'",
                         file.concurrent.empty()
                             ? "runner schedule makes them"
                             : "it holds those of several applications at once: name all of them, --app A+B");
    }
    std::vector<ScheduleRecord> chosen = choice.uids.empty() ? current : by_uid(file, current, choice.uids);
    drop_repeated(chosen);
    if (choice.uids.empty() && chosen.size() > choice.count) chosen.resize(choice.count);
    for (const ScheduleRecord& record : chosen) check_runnable(record, subject.stages, pus);
    return chosen;
}

std::vector<ScheduleRecord> with_controls(std::vector<ScheduleRecord> chosen, const Subject& subject,
                                          std::span<const PuName> able) {
    for (const PuName& pu : able) chosen.push_back(control_on(pu, subject));
    drop_repeated(chosen);
    return chosen;
}

Runnable as_runnable(const ScheduleRecord& record, Nanoseconds deadline) {
    return {record.uid, format::render_line(record), static_cast<std::uint32_t>(record.chunks.size() + 1),
            record.chunks.size() == 1, deadline};
}

std::vector<Job> opening(std::span<const Runnable> schedules, std::uint64_t seed) {
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < schedules.size(); ++i) {
        if (schedules[i].to_compare) jobs.push_back({i, 1});
    }
    shuffle(jobs, seed);
    return jobs;
}

std::vector<Job> remaining(std::span<const Runnable> schedules, int runs, std::optional<std::size_t> best,
                           std::uint64_t seed) {
    std::vector<Job> shuffled;
    for (int run = 1; run <= runs; ++run) {
        for (std::size_t i = 0; i < schedules.size(); ++i) {
            const bool in_opening = run == 1 && schedules[i].to_compare;
            if (!in_opening && i != best) shuffled.push_back({i, run});
        }
    }
    shuffle(shuffled, seed + 1);
    if (!best) return shuffled;
    std::vector<Job> jobs;
    const auto add_best = [&](int first_run, int repeat) {
        for (int run = first_run; run <= runs; ++run) jobs.push_back({*best, run, repeat});
    };
    const auto middle = shuffled.begin() + static_cast<std::ptrdiff_t>(shuffled.size() / 2);
    add_best(2, 0);
    jobs.insert(jobs.end(), shuffled.begin(), middle);
    add_best(1, 1);
    jobs.insert(jobs.end(), middle, shuffled.end());
    add_best(1, 2);
    return jobs;
}

}  // namespace bt::execute
