#pragma once

#include <vector>

#include "bt/execute/plan.hpp"

namespace bt::execute {

inline Subject small_subject() { return {DeviceId("phone"), AppName("tree"), Backend::cpu, {{"points", "8"}}, 3}; }

inline Chunk chunk(const char* pu, int first, int last) {
    return {PuName(pu), {Stage::from_number(first), Stage::from_number(last)}};
}

inline format::ScheduleRecord ranked(int rank, Chunks chunks) {
    format::ScheduleRecord record;
    record.chunk_times.resize(chunks.size());
    record.stage_times.resize(3);
    record.chunks = std::move(chunks);
    record.rank = rank;
    record.objective = "interval";
    const Subject subject = small_subject();
    return as_current(std::move(record), subject.device, subject.app, subject.backend, subject.params);
}

// Two pipelines, of which the second is nothing but `big`.
inline format::ScheduleFile small_file() {
    return {"phone.json",
            {ranked(1, {chunk("big", 1, 1), chunk("little", 2, 3)}), ranked(2, {chunk("big", 1, 3)}),
             ranked(3, {chunk("little", 1, 2), chunk("big", 3, 3)})},
            {},
            {}};
}

inline std::vector<Runnable> runnables(const std::vector<format::ScheduleRecord>& records) {
    std::vector<Runnable> all;
    for (const auto& record : records) all.push_back(as_runnable(record, std::chrono::seconds(1)));
    return all;
}

inline std::vector<PuName> small_pus() { return {PuName("big"), PuName("little")}; }

}  // namespace bt::execute
