#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/table.hpp"
#include "bt/format/bench_log.hpp"
#include "format/bench_faults.hpp"

namespace bt::format {

// The machine block of the earlier system and of ours, line by line.
class BenchBlock {
public:
    explicit BenchBlock(BenchFaults& faults) : faults_(faults) {}

    // True where the line belongs to the block; lines of other programs inside it do not.
    bool take(std::string_view line, std::size_t number);

    bool ended() const { return ended_; }
    std::optional<Table> table(Condition condition) const;  // nothing before the end of the block, or without rows

    // Reports each time that is not the mean, as printed, and each that only one side has.
    void compare(const std::vector<BenchMean>& means) const;

private:
    struct Value {
        TableCell cell;
        double tolerance;  // half of the last digit printed
    };
    struct Row {
        std::size_t line;
        std::vector<Value> values;
    };
    struct Half {
        std::vector<PuName> pus;
        std::map<Stage, Row> rows;
    };

    void start(std::size_t number);
    void take_columns(std::string_view line, std::size_t number);
    void take_row(std::string_view line, std::size_t number);
    void compare(Condition condition, const std::vector<BenchMean>& means) const;
    void compare(const BenchMean* mean, const Value& value, std::size_t line, const std::string& what) const;

    BenchFaults& faults_;
    bool inside_ = false;
    bool ended_ = false;
    std::optional<Condition> condition_;
    std::map<Condition, Half> halves_;
};

}  // namespace bt::format
