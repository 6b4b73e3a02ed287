#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <vector>

#include "bt/format/bench_log.hpp"
#include "format/bench_faults.hpp"

namespace bt::format {

// Means as they come, by condition, stage and PU; the same one twice is reported with both lines.
class BenchMeans {
public:
    explicit BenchMeans(BenchFaults& faults) : faults_(faults) {}

    void add(BenchMean mean, std::size_t line);
    bool empty() const { return means_.empty(); }
    std::vector<BenchMean> take() const;

private:
    using Key = std::tuple<Condition, Stage, PuName>;
    BenchFaults& faults_;
    std::map<Key, std::pair<BenchMean, std::size_t>> means_;
};

// The blocks of the earlier system: `Stage: 1 by Little` with count and average, `Stage: 1` with a row for each PU.
class EarlierBlocks {
public:
    EarlierBlocks(BenchFaults& faults, BenchMeans& means) : faults_(faults), means_(means) {}

    // True where the line belongs to a block.
    bool take(std::string_view line, std::size_t number);
    bool open() const { return alone_.has_value(); }  // a block has begun and lacks its average

private:
    struct Alone {
        Stage stage;
        PuName pu;
        std::size_t line;
        std::optional<std::int64_t> count;
    };

    void start(std::string_view rest, std::size_t number);
    void take_count(std::string_view text, std::size_t number);
    void take_average(std::string_view text, std::size_t number);
    bool take_row(std::string_view line, std::size_t number);
    void report_open(std::size_t number);

    BenchFaults& faults_;
    BenchMeans& means_;
    std::optional<Alone> alone_;
    std::optional<Stage> loaded_;
};

// One PROCESSOR= line per measurement. The stage is not written: a blank line, or a PU that the stage already has,
// begins the next one.
class OldestLines {
public:
    OldestLines(BenchFaults& faults, BenchMeans& means) : faults_(faults), means_(means) {}

    bool take(std::string_view line, std::size_t number);
    bool whole() const;  // every stage has the same PUs

private:
    void take_measurement(std::string_view line, std::size_t number);
    void begin_stage(const PuName& pu, std::size_t number);

    BenchFaults& faults_;
    BenchMeans& means_;
    int stage_ = 0;
    bool blank_ = true;
    std::optional<PuName> first_pu_;  // of stage 1
    std::map<int, std::set<PuName>> pus_;
};

}  // namespace bt::format
