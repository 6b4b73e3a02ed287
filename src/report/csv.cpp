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

std::set<PuName> pus_of(const Summary& summary) {
    std::set<PuName> pus;
    for (const ScheduleSummary& schedule : summary.schedules) {
        for (const auto& [pu, share] : schedule.utilisation) pus.insert(pu);
    }
    return pus;
}

std::string head_line(const std::set<PuName>& pus) {
    std::string line =
        "rank,uid,chunks,control,runs,predicted_ms,interval_ms,ci_low_ms,ci_high_ms,difference_percent,"
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
    const std::string chunks = to_string(schedule.chunks);
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
    std::string text = head_line(pus);
    for (const ScheduleSummary& schedule : summary.schedules) text += row(schedule, pus);
    return text;
}

}  // namespace bt::report
