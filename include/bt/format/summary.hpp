#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/schedule.hpp"
#include "bt/core/statistics.hpp"
#include "bt/core/units.hpp"
#include "bt/format/result_log.hpp"

// summary.json: what `parse` found out (docs/formats/summary.md).
namespace bt::format {

// A value, or the reason why there is none. Never an empty number: a mean of nothing is not 0.
template <typename T>
class OrWhy {
public:
    OrWhy(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): a value is the usual case
    static OrWhy undefined(std::string why) { return OrWhy(std::nullopt, std::move(why)); }

    const std::optional<T>& value() const { return value_; }
    const std::string& why() const { return why_; }  // empty where there is a value
    explicit operator bool() const { return value_.has_value(); }
    const T& operator*() const { return *value_; }
    bool operator==(const OrWhy&) const = default;

private:
    OrWhy(std::optional<T> value, std::string why) : value_(std::move(value)), why_(std::move(why)) {}

    std::optional<T> value_;
    std::string why_;
};

template <typename T>
OrWhy<T> undefined(std::string why) {
    return OrWhy<T>::undefined(std::move(why));
}

struct LatencySummary {
    OrWhy<Milliseconds> median = undefined<Milliseconds>("not measured");
    OrWhy<Milliseconds> p95 = undefined<Milliseconds>("not measured");
    OrWhy<Milliseconds> p99 = undefined<Milliseconds>("not measured");
    bool operator==(const LatencySummary&) const = default;
};

// What a PU idled between two tasks of one schedule.
struct IdleGaps {
    Milliseconds mean{0};
    Milliseconds longest{0};
    bool operator==(const IdleGaps&) const = default;
};

// What schedules are compared by: the interval, and of several applications at once what their schedules were computed
// for: a round's makespan, the sum of its chains' latencies, or the period of repeated rounds.
enum class Metric { interval, makespan, latency, period };
std::string_view to_string(Metric metric);

struct PredictedMeasured {
    OrWhy<Milliseconds> predicted = undefined<Milliseconds>("not predicted");
    OrWhy<Milliseconds> measured = undefined<Milliseconds>("not measured");
    OrWhy<Ci> ci = undefined<Ci>("not measured");  // of the measured, in ms
    bool operator==(const PredictedMeasured&) const = default;
};

struct GroupSummary {
    Chunk group;
    PredictedMeasured time;  // from its start to its end
    OrWhy<Milliseconds> alone = undefined<Milliseconds>("not predicted");
    OrWhy<double> slowdown = undefined<double>("not measured");  // measured ÷ alone
    OrWhy<double> predicted_slowdown = undefined<double>("not predicted");
    OrWhy<double> contended = undefined<double>("not measured");  // the share of its time beside another chain's group
    bool operator==(const GroupSummary&) const = default;
};

struct ChainSummary {
    AppName app;
    PredictedMeasured latency;  // from the round's start to its own end
    // How much slower it was while another chain ran: what it did alone at the beginning and the end left out.
    OrWhy<double> contended_slowdown = undefined<double>("not measured");
    std::vector<GroupSummary> groups;
    bool operator==(const ChainSummary&) const = default;
};

// A schedule of several applications at once.
struct RoundsSummary {
    std::vector<std::string> baselines;  // rules that give this schedule
    PredictedMeasured makespan;
    PredictedMeasured latency;  // the sum of the chains'
    PredictedMeasured period;
    std::vector<ChainSummary> chains;
    bool operator==(const RoundsSummary&) const = default;
};
std::string in_words(const RoundsSummary& rounds);  // "tree: 1-2 big | 3-7 vulkan; cifar-dense: 1-9 big"

// Whether a schedule competes, or is there to compare with.
enum class Control { no, yes };

struct ScheduleSummary {
    std::string uid;
    Chunks chunks;  // empty in files of before they were written
    OrWhy<int> rank = undefined<int>("not ranked");
    Control control = Control::no;
    OrWhy<Milliseconds> predicted = undefined<Milliseconds>("not predicted");
    OrWhy<Milliseconds> interval = undefined<Milliseconds>("not measured");  // or what the summary's metric is
    OrWhy<Ci> ci = undefined<Ci>("not measured");                            // of the interval, in ms
    LatencySummary latency;  // of several applications: from a round's first start to its last end
    OrWhy<Milliseconds> widest_chunk = undefined<Milliseconds>("not measured");
    std::map<PuName, double> utilisation;  // 0 to 1
    std::map<PuName, IdleGaps> idle;
    OrWhy<bool> verified = undefined<bool>("outputs were not compared");
    RunStatus status = RunStatus::ok;
    std::string reason;
    int runs = 0;  // logs that hold a time of it
    std::optional<RoundsSummary> rounds{};
    bool operator==(const ScheduleSummary&) const = default;
};

// Predicted against measured.
struct PredictionStatistics {
    int n = 0;
    OrWhy<double> pearson = undefined<double>("not computed");
    OrWhy<double> spearman = undefined<double>("not computed");
    OrWhy<double> kendall = undefined<double>("not computed");
    OrWhy<double> mape = undefined<double>("not computed");     // in percent
    OrWhy<double> rmse = undefined<double>("not computed");     // in ms
    OrWhy<double> regret1 = undefined<double>("not computed");  // of the first by prediction, 0.1 = 10 %
    OrWhy<double> regret5 = undefined<double>("not computed");  // of the best of the first five
    std::map<std::string, Ci> ci;                               // 95 %, by the names in the file: "pearson" …
    bool operator==(const PredictionStatistics&) const = default;
};

// The earlier system's figures: the widest chunk's mean ('measured') against the widest predicted chunk.
struct EarlierComparison {
    int n = 0;
    int within5 = 0, within10 = 0, within20 = 0;  // percent
    double rmse = 0, mae = 0;                     // ms
    OrWhy<double> pearson = undefined<double>("not computed");
    OrWhy<double> r_squared = undefined<double>("not computed");  // of pearson
    double mean = 0, median = 0;                                  // percent errors
    OrWhy<double> deviation = undefined<double>("not computed");
    double smallest = 0, largest = 0;
    int under = 0, over = 0;
    bool operator==(const EarlierComparison&) const = default;
};

struct BestSchedule {
    std::string uid;
    Chunks chunks;
    Milliseconds interval{0};  // or what the summary's metric is
    std::string what{};        // of several applications, which have no chunks: their chains in words
    std::string single_pu;     // uid of the best schedule on one PU, or of the best baseline; empty: none
    OrWhy<double> speedup = undefined<double>("no single PU was measured");  // over that
    OrWhy<Ci> speedup_ci = undefined<Ci>("no single PU was measured");
    OrWhy<bool> verified = undefined<bool>("outputs were not compared");
    bool operator==(const BestSchedule&) const = default;
};

struct Summary {
    DeviceId device;
    AppName app;
    Backend backend;
    Params params;
    std::vector<std::string> logs;
    std::vector<ScheduleSummary> schedules;
    PredictionStatistics all;
    PredictionStatistics pipelined;  // without schedules that use one PU
    OrWhy<BestSchedule> best = undefined<BestSchedule>("no schedule was measured");
    std::optional<EarlierComparison> earlier;
    std::optional<LogClock> clock;      // nothing: the logs do not say
    std::vector<std::string> warnings;  // what a reader of the figures should know
    Metric metric = Metric::interval;
    // Why nothing may be claimed from this run: the device drifted too far. Empty: it may.
    std::string noisy{};
    bool operator==(const Summary&) const = default;
};

Summary read_summary(std::string_view text, const std::string& file);

// Throws where a number is not finite: what is not defined is said so, with a reason.
std::string render(const Summary& summary);

}  // namespace bt::format
