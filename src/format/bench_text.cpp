#include "format/bench_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "bt/core/pu.hpp"
#include "format/bench_names.hpp"
#include "format/table_columns.hpp"

namespace bt::format {
namespace {

std::string fixed(double value, int decimals) {
    std::array<char, 512> buffer;
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals).ptr;
    return {buffer.data(), end};
}

std::string right(std::string text, std::size_t width) {
    return text.size() >= width ? text : text.insert(0, width - text.size(), ' ');
}

std::string left(std::string text, std::size_t width) {
    if (text.size() < width) text.resize(width, ' ');
    return text;
}

bool is_cluster(const PuName& pu) { return class_of(pu) == PuClass::cpu; }

std::string long_name(const PuName& pu) { return printed_name(pu) + (is_cluster(pu) ? " Core" : ""); }

class EarlierText {
public:
    EarlierText(const BenchHeader& header, const BenchTotals& totals) : header_(header), totals_(totals) {
        for (const char* name : {"little", "medium", "big", "vulkan", "cuda"}) columns_.emplace_back(name);
        for (const PuName& pu : header.pus) {
            if (!has_plain_column(pu.str())) columns_.push_back(pu);
        }
    }

    std::string render() {
        alone_blocks();
        loaded_blocks();
        for (const Condition condition : {Condition::normal, Condition::fully}) {
            table(condition);
            sums(condition);
        }
        ratios();
        machine_block();
        return std::move(out_);
    }

private:
    bool has(const PuName& pu) const {
        const auto among = [&](const auto& pus) { return std::find(pus.begin(), pus.end(), pu) != pus.end(); };
        return among(header_.pus) || among(header_.left_out);
    }

    void alone_blocks() {
        for (const Stage stage : totals_.stages(Condition::normal)) {
            for (const PuName& pu : columns_) {
                const auto* total = totals_.find(Condition::normal, stage, pu);
                if (!total) continue;
                out_ += "Stage: " + std::to_string(stage.number()) + " by " + printed_name(pu) + "\n";
                out_ += "\tCount \t" + std::to_string(total->count) + "\n";
                out_ += "\tAverage \t" + printed_ms(total->mean().count()) + " ms\n";
            }
        }
    }

    void loaded_blocks() {
        for (const Stage stage : totals_.stages(Condition::fully)) {
            out_ += "Stage: " + std::to_string(stage.number()) + "\n";
            for (const PuName& pu : columns_) loaded_row(stage, pu);
        }
    }

    // The earlier system named all its PUs but CUDA, the absent ones with an infinite time.
    void loaded_row(Stage stage, const PuName& pu) {
        const auto* total = totals_.find(Condition::fully, stage, pu);
        const bool named_when_absent = pu.str() != "cuda" && !has(pu);
        if (!total && !named_when_absent) return;
        const std::string time = total ? printed_ms(total->mean().count()) : "inf";
        const std::string count = std::to_string(total ? total->count : 0);
        out_ += "\t" + left(printed_name(pu), 6) + " \t" + time + " ms \t(" + count + ")\n";
    }

    static std::string title(Condition condition) { return condition == Condition::normal ? "Normal" : "Fully"; }

    static std::size_t width(const PuName& pu) {
        if (pu.str() == "little" || pu.str() == "medium") return 11;
        return pu.str() == "big" ? 8 : 6;
    }

    void table(Condition condition) {
        const auto stages = totals_.stages(condition);
        if (stages.empty()) return;
        out_ += "\n" + title(condition) + " Benchmark Results Table (ms per task):\nStage";
        std::string rule = "------";
        for (const PuName& pu : columns_) {
            out_ += " | " + long_name(pu);
            rule += "|" + std::string(long_name(pu).size() + 2, '-');
        }
        out_ += "\n" + rule + "\n";
        for (const Stage stage : stages) {
            out_ += right(std::to_string(stage.number()), 5);
            for (const PuName& pu : columns_) out_ += " | " + right(cell(condition, stage, pu, "-"), width(pu));
            out_ += "\n";
        }
    }

    std::string cell(Condition condition, Stage stage, const PuName& pu, const char* unmeasured) const {
        if (const auto* total = totals_.find(condition, stage, pu)) return printed_ms(total->mean().count());
        return has(pu) ? unmeasured : "0.0000";
    }

    // Nothing where a stage is unmeasured: a sum without it would pass for the whole.
    std::optional<double> sum(Condition condition, const PuName& pu) const {
        double sum = 0;
        for (const Stage stage : totals_.stages(condition)) {
            const auto* total = totals_.find(condition, stage, pu);
            if (!total && has(pu)) return std::nullopt;
            if (total) sum += total->mean().count();
        }
        return sum;
    }

    void sums(Condition condition) {
        const auto stages = totals_.stages(condition);
        if (stages.empty()) return;
        out_ += "\n" + title(condition) + " Benchmark - Sum of stages " + std::to_string(stages.begin()->number()) +
                "-" + std::to_string(stages.rbegin()->number()) + ":\n";
        for (const PuName& pu : columns_) {
            if (const auto total = sum(condition, pu)) out_ += long_name(pu) + ": " + fixed(*total, 4) + " ms\n";
        }
    }

    void ratios() {
        if (totals_.stages(Condition::fully) != totals_.stages(Condition::normal)) return;
        if (totals_.stages(Condition::fully).empty()) return;
        out_ += "\nPerformance Comparison (Fully vs Normal):\n";
        out_ += "Processor  | Normal (ms) | Fully (ms) | Ratio\n-----------|-------------|------------|-------\n";
        for (const PuName& pu : columns_) {
            const auto alone = sum(Condition::normal, pu);
            const auto loaded = sum(Condition::fully, pu);
            if (!has(pu) || !alone || !loaded) continue;
            out_ += left(long_name(pu), 11) + "| " + right(fixed(*alone, 2), 11) + " | " +
                    right(fixed(*loaded, 2), 10) + " | " + right(fixed(*loaded / *alone, 2), 5) + "x\n";
        }
    }

    void machine_block() {
        out_ += "\n### PYTHON_DATA_START ###\n";
        for (const Condition condition : {Condition::normal, Condition::fully}) {
            out_ += condition == Condition::normal ? "# NORMAL_BENCHMARK_DATA\nstage" : "# FULLY_BENCHMARK_DATA\nstage";
            for (const PuName& pu : columns_) out_ += "," + column_of(pu);
            out_ += "\n";
            for (const Stage stage : totals_.stages(condition)) {
                out_ += std::to_string(stage.number());
                for (const PuName& pu : columns_) out_ += "," + cell(condition, stage, pu, "");
                out_ += "\n";
            }
        }
        out_ += "### PYTHON_DATA_END ###\n";
    }

    const BenchHeader& header_;
    const BenchTotals& totals_;
    std::vector<PuName> columns_;
    std::string out_;
};

}  // namespace

std::string printed_ms(double ms) {
    const int magnitude = static_cast<int>(std::floor(std::log10(ms)));
    return fixed(ms, std::max(4, 4 - magnitude));
}

std::string earlier_text(const BenchHeader& header, const BenchTotals& totals) {
    return EarlierText(header, totals).render();
}

}  // namespace bt::format
