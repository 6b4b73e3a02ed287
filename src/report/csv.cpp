#include <fmt/format.h>

#include <set>

#include "bt/report/summary.hpp"
#include "report/escape.hpp"

namespace bt::report {
namespace {

using format::OrWhy;
using format::ScheduleSummary;
using format::Summary;

std::string number(double value) { return fmt::format("{}", value); }
std::string number(const OrWhy<Milliseconds>& value) { return value ? number(value.value()->count()) : ""; }

std::string difference(const ScheduleSummary& schedule) {
    if (!schedule.interval || !schedule.predicted) return {};
    return fmt::format("{:.6g}", (*schedule.interval / *schedule.predicted - 1) * 100);
}

std::string number(const OrWhy<double>& value) { return value ? number(*value) : ""; }

std::string group_row(const ScheduleSummary& schedule, std::size_t chain, const format::GroupSummary& group) {
    const format::PredictedMeasured& time = group.time;
    std::string line =
        csv_field(schedule.uid) + "," + std::to_string(chain) + "," + schedule.rounds->chains[chain].app.str() + "," +
        std::to_string(group.group.stages.first.number()) + "," + std::to_string(group.group.stages.last.number()) +
        "," + group.group.pu.str() + "," + number(time.predicted) + "," + number(time.measured) + ",";
    line += time.ci ? number(time.ci.value()->low) + "," + number(time.ci.value()->high) : ",";
    return line + "," + number(group.alone) + "," + number(group.slowdown) + "," + number(group.predicted_slowdown) +
           "," + number(group.contended) + "\n";
}

std::set<PuName> pus_of(const Summary& summary) {
    std::set<PuName> pus;
    for (const ScheduleSummary& schedule : summary.schedules) {
        for (const auto& [pu, share] : schedule.utilisation) pus.insert(pu);
    }
    return pus;
}

std::string head_line(const std::set<PuName>& pus, const std::string& measured) {
    std::string line = "rank,uid,chunks,control,runs,predicted_ms," + measured +
                       "_ms,ci_low_ms,ci_high_ms,difference_percent,"
                       "latency_median_ms,latency_p95_ms,latency_p99_ms,widest_chunk_ms";
    for (const PuName& pu : pus)
        line += ",utilisation:" + pu.str() + ",idle_mean_ms:" + pu.str() + ",idle_longest_ms:" + pu.str();
    return line + ",verified,status,reason\n";
}

std::string pu_fields(const ScheduleSummary& schedule, const PuName& pu) {
    const auto share = schedule.utilisation.find(pu);
    const auto gaps = schedule.idle.find(pu);
    std::string out = "," + (share == schedule.utilisation.end() ? "" : number(share->second));
    if (gaps == schedule.idle.end()) return out + ",,";
    return out + "," + number(gaps->second.mean.count()) + "," + number(gaps->second.longest.count());
}

std::string row(const ScheduleSummary& schedule, const std::set<PuName>& pus) {
    const std::string chunks = what_text(schedule);
    std::string line = (schedule.rank ? std::to_string(*schedule.rank) : "") + "," + csv_field(schedule.uid) + "," +
                       csv_field(chunks) + "," + (schedule.control == format::Control::yes ? "yes" : "no") + "," +
                       std::to_string(schedule.runs) + "," + number(schedule.predicted) + "," +
                       number(schedule.interval) + ",";
    line += schedule.ci ? number(schedule.ci.value()->low) + "," + number(schedule.ci.value()->high) : ",";
    line += "," + difference(schedule) + "," + number(schedule.latency.median) + "," + number(schedule.latency.p95) +
            "," + number(schedule.latency.p99) + "," + number(schedule.widest_chunk);
    for (const PuName& pu : pus) line += pu_fields(schedule, pu);
    line += schedule.verified ? (*schedule.verified ? ",yes" : ",no") : ",";
    return line + "," + std::string(to_string(schedule.status)) + "," + csv_field(schedule.reason) + "\n";
}

}  // namespace

std::string summary_csv(const Summary& summary) {
    const std::set<PuName> pus = pus_of(summary);
    std::string text = head_line(pus, measured_name(summary));
    for (const ScheduleSummary& schedule : summary.schedules) text += row(schedule, pus);
    return text;
}

std::string groups_csv(const Summary& summary) {
    std::string rows;
    for (const ScheduleSummary& schedule : summary.schedules) {
        if (!schedule.rounds) continue;
        for (std::size_t chain = 0; chain < schedule.rounds->chains.size(); ++chain) {
            for (const auto& group : schedule.rounds->chains[chain].groups) rows += group_row(schedule, chain, group);
        }
    }
    if (rows.empty()) return rows;
    return "uid,chain,app,first_stage,last_stage,pu,predicted_ms,measured_ms,ci_low_ms,ci_high_ms,alone_ms,slowdown,"
           "predicted_slowdown,contended\n" +
           rows;
}

}  // namespace bt::report
