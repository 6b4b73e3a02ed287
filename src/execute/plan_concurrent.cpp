#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "bt/execute/plan.hpp"

namespace bt::execute {
namespace {

using format::ConcurrentSchedule;

std::string joined(const std::vector<AppName>& apps) {
    std::string text;
    for (const AppName& app : apps) text += (text.empty() ? "" : "+") + app.str();
    return text;
}

std::vector<AppName> apps_of(const ConcurrentSchedule& schedule) {
    std::vector<AppName> apps;
    for (const format::ScheduledChain& chain : schedule.chains) apps.push_back(chain.app);
    return apps;
}

void check_belongs(const ConcurrentSchedule& schedule, const ConcurrentSubject& subject) {
    const auto refuse = [&](const std::string& what, const std::string& its, const std::string& ours) {
        throw data_error("schedule " + schedule.uid + " is for the " + what + " '" + printable(its) + "', not '" +
                             printable(ours) + "'",
                         "compute schedules for this one: runner schedule");
    };
    if (schedule.device != subject.device) refuse("device", schedule.device.str(), subject.device.str());
    if (schedule.backend != subject.backend) {
        refuse("backend", std::string(to_string(schedule.backend)), std::string(to_string(subject.backend)));
    }
    if (apps_of(schedule) != subject.apps) refuse("applications", joined(apps_of(schedule)), joined(subject.apps));
}

void check_runnable(const ConcurrentSchedule& schedule, const ConcurrentSubject& subject, std::span<const PuName> pus) {
    for (std::size_t c = 0; c < schedule.chains.size(); ++c) {
        const format::ScheduledChain& chain = schedule.chains[c];
        if (chain.groups.back().stages.last.number() != subject.stages[c]) {
            throw data_error("schedule " + schedule.uid + " has " +
                             std::to_string(chain.groups.back().stages.last.number()) + " stages of " +
                             chain.app.str() + ", which has " + std::to_string(subject.stages[c]));
        }
        for (const Chunk& group : chain.groups) {
            if (std::find(pus.begin(), pus.end(), group.pu) != pus.end()) continue;
            throw data_error("schedule " + schedule.uid + ": PU " + group.pu.str() + " unknown to the device",
                             "is this the backend that it was computed for?");
        }
    }
}

// The first so many that are not there to be compared with alone, or those named.
std::vector<ConcurrentSchedule> competing(const format::ScheduleFile& file, const Choice& choice) {
    std::vector<ConcurrentSchedule> chosen;
    std::vector<std::string> known;
    for (const ConcurrentSchedule& each : file.concurrent) {
        known.push_back(each.uid);
        const bool named = std::find(choice.uids.begin(), choice.uids.end(), each.uid) != choice.uids.end();
        const bool competes = each.origin.rank || each.origin.baselines.empty();
        if (named || (choice.uids.empty() && competes && chosen.size() < choice.count)) chosen.push_back(each);
    }
    for (const std::string& uid : choice.uids) {
        if (std::find(known.begin(), known.end(), uid) != known.end()) continue;
        throw usage_error("no schedule " + printable(uid) + " in '" + printable(file.file, 200) + "'",
                          did_you_mean(uid, known));
    }
    return chosen;
}

}  // namespace

Runnable as_runnable(const ConcurrentSchedule& schedule, Nanoseconds deadline) {
    return {schedule.uid,
            format::render_line(schedule),
            static_cast<std::uint32_t>(schedule.in_flight),
            !schedule.origin.baselines.empty(),
            deadline,
            schedule.chains};
}

std::vector<ConcurrentSchedule> choose_concurrent(const format::ScheduleFile& file, const Choice& choice,
                                                  const ConcurrentSubject& subject, std::span<const PuName> pus) {
    if (file.concurrent.empty()) {
        throw data_error("no schedules of several applications in '" + printable(file.file, 200) + "'",
                         "runner schedule --app " + joined(subject.apps) + " makes them");
    }
    std::vector<ConcurrentSchedule> chosen = competing(file, choice);
    for (const ConcurrentSchedule& each : file.concurrent) {
        if (!each.origin.baselines.empty()) chosen.push_back(each);
    }
    std::vector<ConcurrentSchedule> once;
    for (ConcurrentSchedule& each : chosen) {
        const auto same = [&](const ConcurrentSchedule& other) { return other.uid == each.uid; };
        if (std::none_of(once.begin(), once.end(), same)) once.push_back(std::move(each));
    }
    for (const ConcurrentSchedule& each : once) {
        check_belongs(each, subject);
        check_runnable(each, subject, pus);
    }
    return once;
}

}  // namespace bt::execute
