#pragma once

#include <string>
#include <vector>

#include "bt/format/result_log_writer.hpp"
#include "bt/format/schedules.hpp"
#include "unit/analyse/pipeline_rows.hpp"

namespace bt::e2e {

// A schedule of seven stages and how it runs: each chunk takes `busy_us` for every task, without any noise.
struct RunSchedule {
    Chunks chunks;
    std::vector<std::uint64_t> busy_us;
    std::optional<int> rank{};
    std::optional<double> predicted_ms{};
    std::vector<double> stage_ms{};  // one for each stage, or none
    format::RunStatus status = format::RunStatus::ok;
    std::string reason{};
    bool checked = true;
    std::uint32_t tasks = 100;
};

inline Chunk chunk(const char* pu, int first, int last) {
    return {PuName(pu), {Stage::from_number(first), Stage::from_number(last)}};
}

inline format::ScheduleRecord record_of(const RunSchedule& run, const std::string& device = "phone",
                                        Backend backend = Backend::vk) {
    format::ScheduleRecord record;
    record.device = DeviceId(device);
    record.app = AppName("tree");
    record.backend = backend;
    record.params = Params{{"points", "1000"}};
    record.chunks = run.chunks;
    record.chunk_times.resize(run.chunks.size());
    record.uid = uid_of(*record.device, *record.app, *record.backend, run.chunks);
    record.rank = run.rank;
    record.stage_times.resize(7);
    for (std::size_t i = 0; i < run.stage_ms.size(); ++i) record.stage_times[i] = Milliseconds(run.stage_ms[i]);
    if (run.predicted_ms) {
        record.metrics.interval = Milliseconds(*run.predicted_ms);
        record.metrics.max_time = Milliseconds(*run.predicted_ms * 1.1);
    }
    return record;
}

// Its section as bt-agent prints it. `slower`: everything takes so many times as long.
inline std::string section_of(const RunSchedule& run, double slower = 1, const std::string& device = "phone",
                              Backend backend = Backend::vk) {
    const format::ScheduleRecord record = record_of(run, device, backend);
    std::string text;
    format::ResultSectionWriter writer([&](std::string_view piece) { text += piece; }, record.uid,
                                       format::render_line(record), format::LogClock::monotonic,
                                       static_cast<std::uint32_t>(run.chunks.size()) + 1);
    const auto busy = [&](std::uint32_t, std::uint32_t c) {
        return static_cast<std::uint64_t>(static_cast<double>(run.busy_us[c]) * 1000 * slower);
    };
    const auto chunks = static_cast<std::uint32_t>(run.chunks.size());
    for (const analyse::Row& row : analyse::test::pipeline_rows(run.tasks, chunks, chunks + 1, busy)) {
        writer.record(row.task, row.chunk, row.start, row.end);
    }
    if (run.checked) writer.check({0, run.status != format::RunStatus::wrong, 0, 1});
    writer.end(run.status, run.reason);
    return text;
}

}  // namespace bt::e2e
