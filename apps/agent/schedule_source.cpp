#include "agent/schedule_source.hpp"

#include <algorithm>

#include "agent/http_get.hpp"
#include "agent/text_file.hpp"
#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::agent {
namespace {

using format::ScheduleRecord;

std::vector<ScheduleRecord> read_all(const Arguments& arguments, const Session& session) {
    const auto file = arguments.text("--schedule-file");
    const auto url = arguments.text("--schedule-url");
    if (file.has_value() == url.has_value()) {
        throw usage_error("one of --schedule-file and --schedule-url is needed");
    }
    const AllowRemote remote = arguments.has("--allow-remote") ? AllowRemote::yes : AllowRemote::no;
    const std::string text = file ? read_text_file(*file) : http_get(*url, remote, {.bytes = most_file_bytes});
    format::ScheduleFile all = format::read_schedules(text, file ? *file : *url, {.backend = session.backend()});
    if (!all.concurrent.empty()) {
        throw data_error("'" + printable(all.file, 200) + "' has concurrent schedules (version 6)",
                         "bt-agent runs pipelines of one application (versions 1 to 5)");
    }
    return std::move(all.pipelines);
}

// By the uid in the file or the one that its content has: files before version 5 carry an older kind.
std::vector<ScheduleRecord> select(std::vector<ScheduleRecord> all, const std::vector<std::string>& current_uids,
                                   const std::vector<std::string>& wanted) {
    if (wanted.empty()) return all;
    std::vector<ScheduleRecord> chosen;
    for (const std::string& uid : wanted) {
        std::size_t i = 0;
        while (i < all.size() && all[i].uid != uid && current_uids[i] != uid) ++i;
        if (i == all.size()) throw usage_error("no schedule " + printable(uid), did_you_mean(uid, current_uids));
        chosen.push_back(all[i]);
    }
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

}  // namespace

std::vector<ScheduleRecord> read_wanted_schedules(const Arguments& arguments, const Session& session) {
    std::vector<ScheduleRecord> all = read_all(arguments, session);
    std::vector<std::string> uids;
    for (const ScheduleRecord& record : all) {
        const DeviceId& device =
            session.device_was_named() ? session.device() : record.device.value_or(session.device());
        uids.push_back(uid_of(device, session.app().name(), session.backend(), record.chunks));
    }
    std::vector<ScheduleRecord> chosen = select(std::move(all), uids, arguments.list("--uid"));
    if (const auto most = arguments.number("--n-schedules", 1, INT32_MAX);
        most && chosen.size() > static_cast<std::size_t>(*most)) {
        chosen.resize(static_cast<std::size_t>(*most));
    }
    if (chosen.empty()) throw data_error("no schedules to run");
    for (ScheduleRecord& record : chosen) {
        const DeviceId device =
            session.device_was_named() ? session.device() : record.device.value_or(session.device());
        format::check_runnable(record, session.app().stage_count(), session.pu_names());
        record = format::as_current(std::move(record), device, session.app().name(), session.backend(),
                                    session.app().params());
        check_able(record, session);
    }
    return chosen;
}

}  // namespace bt::agent
