#include "cli/parse_schedules.hpp"

#include <algorithm>

namespace bt::cli {
namespace {

using format::ConcurrentSchedule;
using format::Metric;
using format::ResultSectionHead;
using format::ScheduleRecord;

template <class Value, class Text>
void require_same(std::optional<Value>& origin, const std::optional<Value>& asked, const std::optional<Value>& its,
                  const char* what, const ScheduleRecord& record, const Place& place, const Text& text) {
    if (!origin) origin = asked;
    if (!its) return;
    if (!origin) origin = its;
    if (*origin == *its) return;
    throw data_error(to_string(place) + ": " + name_of(record) + " is for the " + what + " '" + printable(text(*its)) +
                         "', not '" + printable(text(*origin)) + "'",
                     "results of different ones are never mixed");
}

}  // namespace

std::string name_of(const ScheduleRecord& record) {
    return record.uid.empty() ? "the schedule" : "schedule " + printable(record.uid);
}

Metric metric_of(const ConcurrentSchedule& schedule) {
    for (const Metric metric : {Metric::latency, Metric::period}) {
        if (schedule.origin.objective == to_string(metric)) return metric;
    }
    return Metric::makespan;
}

std::optional<Milliseconds> predicted_of(const ConcurrentSchedule& schedule, Metric metric) {
    if (!schedule.predicted) return std::nullopt;
    if (metric == Metric::makespan) return schedule.predicted->makespan;
    if (metric == Metric::period) return schedule.predicted->period;
    Milliseconds sum{0};
    for (const format::PredictedChain& chain : schedule.predicted->chains) sum += chain.end;
    return sum;
}

ScheduleRecord as_record(const ConcurrentSchedule& schedule) {
    ScheduleRecord record;
    record.version = format::concurrent_version;
    record.uid = schedule.uid;
    record.device = schedule.device;
    record.backend = schedule.backend;
    record.params.emplace();
    std::string apps;
    for (const format::ScheduledChain& chain : schedule.chains) {
        apps += (apps.empty() ? "" : "+") + chain.app.str();
        record.chunks.insert(record.chunks.end(), chain.groups.begin(), chain.groups.end());
        for (const auto& [name, value] : chain.params) (*record.params)[chain.app.str() + ":" + name] = value;
    }
    record.app = AppName(apps);
    record.chunk_times.resize(record.chunks.size());
    record.rank = schedule.origin.rank;
    const bool compares = !schedule.origin.rank && !schedule.origin.baselines.empty();
    record.objective = compares ? "control" : schedule.origin.objective;
    record.metrics.interval = predicted_of(schedule, metric_of(schedule));
    return record;
}

const LoggedSchedule* LoggedSchedules::find(const ResultSectionHead& head, const Place& place) {
    if (head.schedule.empty()) return accept(known(head, place), place);
    const auto [cached, added] = read_.try_emplace(head.uid);
    if (added || cached->second.text != head.schedule) cached->second = read(head, place);
    const auto given = input_.known.find(head.uid);
    return accept(given == input_.known.end() ? cached->second.schedule : given->second, place);
}

LoggedSchedules::Read LoggedSchedules::read(const ResultSectionHead& head, const Place& place) const {
    format::ScheduleReading reading;
    reading.backend = input_.backend;
    reading.first_line = place.line;
    format::ScheduleFile file = format::read_schedules(head.schedule, place.file, reading);
    if (file.pipelines.size() + file.concurrent.size() != 1) {
        throw data_error(to_string(place) + ": expected one schedule, found " +
                         std::to_string(file.pipelines.size() + file.concurrent.size()));
    }
    LoggedSchedule schedule;
    if (file.concurrent.empty()) {
        schedule.record = std::move(file.pipelines.front());
    } else {
        schedule = {as_record(file.concurrent.front()), std::move(file.concurrent.front())};
    }
    if (schedule.record.uid != head.uid && !schedule.record.uid.empty()) {
        throw data_error(place, "the uid of its schedule, " + printable(schedule.record.uid),
                         "Schedule_UID=" + printable(head.uid));
    }
    schedule.record.uid = head.uid;
    return {head.schedule, std::move(schedule)};
}

const LoggedSchedule& LoggedSchedules::known(const ResultSectionHead& head, const Place& place) const {
    if (head.uid.empty() && input_.known.size() == 1) return input_.known.begin()->second;
    const auto found = input_.known.find(head.uid);
    if (found != input_.known.end()) return found->second;
    if (input_.known.empty()) {
        throw data_error(to_string(place) + ": the log does not say what its schedules are",
                         "name their file: --schedules FILE");
    }
    if (head.uid.empty()) {
        throw data_error(
            to_string(place) + ": this section names no schedule, and there are " + std::to_string(input_.known.size()),
            "give a --schedules file that holds this one alone");
    }
    throw data_error(to_string(place) + ": schedule " + printable(head.uid) + " is not in " +
                         printable(input_.schedule_files.front().string(), 200),
                     "give the schedules that ran; --lenient leaves out what cannot be used and counts it");
}

const LoggedSchedule* LoggedSchedules::accept(const LoggedSchedule& schedule, const Place& place) {
    const ScheduleRecord& record = schedule.record;
    if (input_.backend && record.backend && *record.backend != *input_.backend) return nullptr;
    require_same(origin_.device, input_.device, record.device, "device", record, place,
                 [](const DeviceId& device) { return device.str(); });
    require_same(origin_.app, input_.app, record.app, "application", record, place,
                 [](const AppName& app) { return app.str(); });
    require_same(origin_.params, {}, record.params, "size", record, place,
                 [](const Params& params) { return bt::to_string(params); });
    take_backend(record, place);
    take_metric(schedule, place);
    return &schedule;
}

// A GPU chunk tells the backend of an earlier schedule, its absence nothing.
void LoggedSchedules::take_backend(const ScheduleRecord& record, const Place& place) {
    if (!record.backend) return;
    if (!origin_.backend) origin_.backend = record.backend;
    if (origin_.backend == record.backend) return;
    throw usage_error(to_string(place) + ": the logs hold two backends, " + std::string(to_string(*origin_.backend)) +
                          " and " + std::string(to_string(*record.backend)),
                      "choose one with --backend");
}

void LoggedSchedules::take_metric(const LoggedSchedule& schedule, const Place& place) {
    const Metric metric = schedule.concurrent ? metric_of(*schedule.concurrent) : Metric::interval;
    if (!origin_.metric) origin_.metric = metric;
    if (origin_.metric == metric) return;
    throw data_error(to_string(place) + ": " + name_of(schedule.record) + " was computed for the " +
                         std::string(to_string(metric)) + ", others for the " + std::string(to_string(*origin_.metric)),
                     "parse those of one objective at a time: --logs names their logs");
}

}  // namespace bt::cli
