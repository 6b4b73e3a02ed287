#include "cli/parse_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "bt/core/chain_names.hpp"
#include "bt/core/error.hpp"
#include "bt/report/summary.hpp"
#include "bt/report/table.hpp"
#include "bt/system/atomic_file.hpp"
#include "cli/parse_rounds.hpp"
#include "cli/text_table.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;
using format::OrWhy;
using format::PredictionStatistics;
using format::ScheduleSummary;
using format::Summary;

constexpr const char* trace_ending = ".trace.json";

// Uids come from logs: none of their bytes may lead out of the folder.
std::string trace_name(const std::string& uid) {
    std::string name;
    for (const char byte : uid.empty() ? std::string("unnamed") : uid) {
        const bool plain = std::isalnum(static_cast<unsigned char>(byte)) || byte == '-' || byte == '+';
        name += plain ? std::string(1, byte) : fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
    return name + trace_ending;
}

// By chunk, in the order in which a task passes them.
template <class Values, class Text>
std::string by_chunk(const ScheduleSummary& schedule, const Values& values, const Text& text) {
    std::string out;
    for (const Chunk& chunk : schedule.chunks) {
        const auto found = values.find(chunk.pu);
        if (found != values.end()) out += (out.empty() ? "" : "/") + text(found->second);
    }
    return out.empty() ? "-" : out;
}

std::string verdict_text(const ScheduleSummary& schedule) {
    if (schedule.status != format::RunStatus::ok) return std::string(to_string(schedule.status));
    return schedule.verified ? "yes" : "-";
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

std::string latencies_text(const format::RoundsSummary& rounds) {
    std::string text;
    for (const format::ChainSummary& chain : rounds.chains) {
        text += (text.empty() ? "" : " / ") + report::ms_text(chain.latency.measured);
    }
    return text;
}

std::string shares_text(const std::map<PuName, double>& utilisation) {
    std::string text;
    for (const auto& [pu, share] : utilisation) {
        text += fmt::format("{}{} {:.0f}", text.empty() ? "" : ", ", pu.str(), share * 100);
    }
    return text;
}

std::string concurrent_text(const Summary& summary) {
    TextTable table({"RANK", "UID", "CHAINS", upper(report::measured_name(summary)) + " ms", "PREDICTED", "DIFF",
                     "LATENCIES", "BUSY %", "VERIFIED"});
    for (const ScheduleSummary& schedule : summary.schedules) {
        table.add({report::rank_text(schedule), printable(schedule.uid), report::what_text(schedule),
                   report::interval_text(schedule), report::ms_text(schedule.predicted),
                   report::difference_text(schedule), latencies_text(*schedule.rounds),
                   shares_text(schedule.utilisation), verdict_text(schedule)});
    }
    std::string text = table.str();
    // Of the best; where nothing may be called so, of the first.
    for (const ScheduleSummary& schedule : summary.schedules) {
        const bool shown = summary.best ? schedule.uid == (*summary.best).uid
                                        : schedule.control == format::Control::no && schedule.interval;
        if (shown) return text + "\n" + printable(schedule.uid) + "\n" + groups_text(schedule);
    }
    return text;
}

std::string schedules_text(const Summary& summary) {
    if (summary.metric != format::Metric::interval) return concurrent_text(summary);
    TextTable table({"RANK", "UID", "CHUNKS", "INTERVAL ms", "PREDICTED", "DIFF", "LATENCY", "P95", "P99", "WIDEST",
                     "BUSY %", "GAP ms", "VERIFIED"});
    for (const ScheduleSummary& schedule : summary.schedules) {
        table.add(
            {report::rank_text(schedule), printable(schedule.uid), report::what_text(schedule),
             report::interval_text(schedule), report::ms_text(schedule.predicted), report::difference_text(schedule),
             report::ms_text(schedule.latency.median), report::ms_text(schedule.latency.p95),
             report::ms_text(schedule.latency.p99), report::ms_text(schedule.widest_chunk),
             by_chunk(schedule, schedule.utilisation, [](double share) { return fmt::format("{:.0f}", share * 100); }),
             by_chunk(schedule, schedule.idle,
                      [](const format::IdleGaps& gaps) { return fmt::format("{:.3f}", gaps.mean.count()); }),
             verdict_text(schedule)});
    }
    return table.str();
}

std::string statistic(const PredictionStatistics& from, const report::StatisticLine& line) {
    const OrWhy<double>& value = from.*line.value;
    if (!value) return "undefined: " + value.why();
    const auto ci = from.ci.find(line.name);
    const std::string text = fmt::format("{:.3f}{}", *value * line.factor, line.unit);
    if (ci == from.ci.end()) return text;
    return text + fmt::format(" [{:.3f}, {:.3f}]", ci->second.low * line.factor, ci->second.high * line.factor);
}

std::string statistics_text(const Summary& summary) {
    TextTable table({"PREDICTED AGAINST MEASURED", fmt::format("ALL ({})", summary.all.n),
                     fmt::format("TWO PUs OR MORE ({})", summary.pipelined.n)});
    for (const report::StatisticLine& line : report::statistic_lines()) {
        table.add({line.brief, statistic(summary.all, line), statistic(summary.pipelined, line)});
    }
    return table.str();
}

std::string best_text(const Summary& summary) {
    if (!summary.best) return "no best schedule: " + printable(summary.best.why(), 300) + "\n";
    const format::BestSchedule& best = *summary.best;
    std::string out = fmt::format("best: {} ({}), {} {:.3f} ms", printable(best.uid), report::what_text(best),
                                  report::measured_name(summary), best.interval.count());
    if (!best.speedup) return out + "; no speed-up: " + printable(best.speedup.why(), 300) + "\n";
    out += fmt::format("; {:.3f} times as fast as the best {} ({}) in the same run", *best.speedup,
                       best.what.empty() ? "single PU" : "baseline", printable(best.single_pu));
    if (best.speedup_ci) {
        out += fmt::format(", 95 % CI {:.3f} to {:.3f}", best.speedup_ci.value()->low, best.speedup_ci.value()->high);
    }
    return out + "\n";
}

std::vector<report::Track> tracks_of(const MeasuredSchedule& measured) {
    std::vector<report::Track> tracks;
    for (const Chunk& chunk : measured.record.chunks) tracks.push_back({chunk});
    if (!measured.concurrent) return tracks;
    std::vector<AppName> apps;
    for (const format::ScheduledChain& chain : measured.concurrent->chains) apps.push_back(chain.app);
    const std::vector<std::string> names = chain_names(apps);
    auto track = tracks.begin();
    for (std::size_t chain = 0; chain < apps.size(); ++chain) {
        for (std::size_t group = 0; group < measured.concurrent->chains[chain].groups.size(); ++group) {
            (track++)->chain = names[chain];
        }
    }
    return tracks;
}

}  // namespace

AnalysisFolder::AnalysisFolder(fs::path folder)
    : folder_(std::move(folder)), staged_(folder_ / fmt::format(".traces-{}", ::getpid())) {}

AnalysisFolder::~AnalysisFolder() {
    std::error_code ignored;
    fs::remove_all(staged_, ignored);
}

// Not flushed to the disk one by one, which takes 2 ms each: a trace is made again from the log at any time.
void AnalysisFolder::add_trace(const MeasuredSchedule& measured, std::span<const report::Slice> slices) {
    std::error_code error;
    if (traces_.empty()) fs::create_directories(staged_, error);
    const std::string name = trace_name(measured.record.uid);
    std::ofstream out(staged_ / name, std::ios::binary);
    out << report::trace_json(measured.record.uid, tracks_of(measured), slices);
    if (!out.flush()) {
        throw host_error(
            "cannot write '" + printable((folder_ / "traces" / name).string(), 200) + "': " + std::strerror(errno),
            "free some space there, or choose another folder with --out");
    }
    traces_.insert(name);
}

void AnalysisFolder::take_traces_over() {
    const fs::path traces = folder_ / "traces";
    fs::create_directories(traces);
    for (const std::string& name : traces_) fs::rename(staged_ / name, traces / name);
    for (const auto& entry : fs::directory_iterator(traces)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(trace_ending) && !traces_.contains(name)) fs::remove(entry.path());
    }
}

void AnalysisFolder::write(const char* name, const std::string& text) {
    system::write_file_atomically(folder_ / name, text);
    written_.push_back(folder_ / name);
}

void AnalysisFolder::write_summaries(const Summary& summary, const std::vector<fs::path>& figures) {
    std::vector<std::string> shown;
    for (const fs::path& figure : figures) {
        const bool picture = figure.extension() == ".png" || figure.extension() == ".svg";
        const bool in_another_format = !shown.empty() && fs::path(shown.back()).stem() == figure.stem();
        if (picture && !in_another_format) shown.push_back(figure.filename().string());
    }
    try {
        take_traces_over();
    } catch (const fs::filesystem_error& error) {
        throw host_error("cannot write into '" + printable(folder_.string(), 200) + "': " + error.code().message());
    }
    write("summary.csv", report::summary_csv(summary));
    if (const std::string groups = report::groups_csv(summary); !groups.empty()) write("groups.csv", groups);
    write("summary.json", format::render(summary));
    write("summary.md", report::summary_markdown(summary, shown));
}

std::string as_text(const Summary& summary) {
    std::string out = schedules_text(summary) + "\n" + statistics_text(summary) + "\n";
    if (summary.earlier) out += report::earlier_block(*summary.earlier) + "\n";
    return out + best_text(summary);
}

}  // namespace bt::cli
