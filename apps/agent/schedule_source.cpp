#include "agent/schedule_source.hpp"

#include <algorithm>

#include "agent/http_get.hpp"
#include "agent/text_file.hpp"
#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::agent {
namespace {

using format::ConcurrentSchedule;
using format::ScheduleRecord;

format::ScheduleFile read_all(const Arguments& arguments, const Session& session) {
    const auto file = arguments.text("--schedule-file");
    const auto url = arguments.text("--schedule-url");
    if (file.has_value() == url.has_value()) {
        throw usage_error("one of --schedule-file and --schedule-url is needed");
    }
    const AllowRemote remote = arguments.has("--allow-remote") ? AllowRemote::yes : AllowRemote::no;
    const std::string text = file ? read_text_file(*file) : http_get(*url, remote, {.bytes = most_file_bytes});
    return format::read_schedules(text, file ? *file : *url, {.backend = session.backend()});
}

// By the uid in the file or the one that its content has: files before version 5 carry an older kind.
template <class Schedule>
std::vector<Schedule> select(std::vector<Schedule> all, const std::vector<std::string>& current_uids,
                             const Arguments& arguments) {
    std::vector<Schedule> chosen;
    for (const std::string& uid : arguments.list("--uid")) {
        std::size_t i = 0;
        while (i < all.size() && all[i].uid != uid && current_uids[i] != uid) ++i;
        if (i == all.size()) throw usage_error("no schedule " + printable(uid), did_you_mean(uid, current_uids));
        chosen.push_back(all[i]);
    }
    if (!arguments.has("--uid")) chosen = std::move(all);
    const auto most = static_cast<std::size_t>(arguments.number("--n-schedules", 1, INT32_MAX).value_or(INT32_MAX));
    if (chosen.size() > most) chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(most), chosen.end());
    if (chosen.empty()) throw data_error("no schedules to run");
    return chosen;
}

void check_able(const ScheduleRecord& record, const Session& session) {
    const std::vector<apps::Engine*> engines = session.engines();
    for (const Chunk& chunk : record.chunks) {
        const auto engine = std::find_if(engines.begin(), engines.end(),
                                         [&](const apps::Engine* e) { return e->pu().name == chunk.pu; });
        for (Stage stage = chunk.stages.first; stage <= chunk.stages.last; stage = stage.next()) {
            if ((*engine)->can_run(session.app(), stage)) continue;
            throw data_error("schedule " + record.uid + ": PU " + chunk.pu.str() + " cannot run stage " +
                             std::to_string(stage.number()) + " of " + session.app().name().str());
        }
    }
}

std::vector<ScheduleRecord> pipelines(std::vector<ScheduleRecord> all, const Arguments& arguments,
                                      const Session& session) {
    const auto device_of = [&](const ScheduleRecord& record) {
        return session.device_was_named() ? session.device() : record.device.value_or(session.device());
    };
    std::vector<std::string> uids;
    for (const ScheduleRecord& record : all) {
        uids.push_back(uid_of(device_of(record), session.app().name(), session.backend(), record.chunks));
    }
    std::vector<ScheduleRecord> chosen = select(std::move(all), uids, arguments);
    for (ScheduleRecord& record : chosen) {
        const DeviceId device = device_of(record);
        format::check_runnable(record, session.app().stage_count(), session.pu_names());
        record = format::as_current(std::move(record), device, session.app().name(), session.backend(),
                                    session.app().params());
        check_able(record, session);
    }
    return chosen;
}

std::vector<RoundSchedule> rounds(const std::vector<ConcurrentSchedule>& all, const Arguments& arguments,
                                  const Session& session, ChainApps& apps) {
    std::vector<std::string> uids;
    for (const ConcurrentSchedule& schedule : all) uids.push_back(schedule.uid);
    std::vector<RoundSchedule> chosen;
    for (const ConcurrentSchedule& schedule : select(all, uids, arguments)) {
        chosen.push_back(ready_to_run(as_asked(schedule, session), session, apps));
    }
    return chosen;
}

}  // namespace

WantedSchedules read_wanted_schedules(const Arguments& arguments, const Session& session, ChainApps& apps) {
    format::ScheduleFile all = read_all(arguments, session);
    const bool several = session.choice().names().size() > 1;
    if (several && all.concurrent.empty() && !all.pipelines.empty()) {
        throw data_error(
            "'" + printable(all.file, 200) + "' has no schedules of several applications (version 6)",
            "name one application, or compute them with: runner schedule --app " + session.choice().text());
    }
    if (several || (all.pipelines.empty() && !all.concurrent.empty())) {
        return {{}, rounds(all.concurrent, arguments, session, apps)};
    }
    return {pipelines(std::move(all.pipelines), arguments, session), {}};
}

}  // namespace bt::agent
