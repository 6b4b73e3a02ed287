#include "bt/format/bench_log_writer.hpp"

#include <algorithm>
#include <utility>

#include "bt/core/error.hpp"
#include "format/bench_additions_json.hpp"
#include "format/bench_end.hpp"
#include "format/bench_json.hpp"
#include "format/bench_text.hpp"
#include "format/bench_totals.hpp"

namespace bt::format {

class BenchLogWriter::State {
public:
    explicit State(BenchHeader header) : header_(std::move(header)) {}

    const BenchHeader& header() const { return header_; }

    void take(const BenchCell& cell) {
        require_valid(cell, header_);
        if (totals_.add(cell, header_.pus)) return;
        throw data_error("stage " + std::to_string(cell.stages.first.number()) + " on " + cell.pu.str() + " with " +
                         cell.set.str() + " was measured twice in repeat " + std::to_string(cell.repeat));
    }

    std::string counted(std::string text) {
        lines_ += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
        return text;
    }

    void count_lines(std::size_t lines) { lines_ += lines; }

    std::string closing(int status) {
        std::string text = counted(earlier_text(header_, totals_));
        return text + end_text({status, lines_});
    }

private:
    BenchHeader header_;
    BenchTotals totals_;
    std::size_t lines_ = 0;
};

BenchLogWriter::BenchLogWriter(BenchHeader header) : state_(std::make_unique<State>(std::move(header))) {}
BenchLogWriter::~BenchLogWriter() = default;
BenchLogWriter::BenchLogWriter(BenchLogWriter&&) noexcept = default;
BenchLogWriter& BenchLogWriter::operator=(BenchLogWriter&&) noexcept = default;

BenchLogWriter BenchLogWriter::continued(const BenchLog& cut) {
    if (!cut.header || cut.status) {
        throw data_error("a benchmark log that is not ours, or has its END line, cannot be continued");
    }
    BenchLogWriter writer(*cut.header);
    for (const BenchCell& cell : cut.cells) writer.state_->take(cell);
    writer.state_->count_lines(1 + cut.cells.size());
    return writer;
}

std::string BenchLogWriter::header_line() { return state_->counted(header_text(state_->header()) + '\n'); }

std::string BenchLogWriter::cell_line(const BenchCell& cell) {
    state_->take(cell);
    return state_->counted(cell_text(cell) + '\n');
}

std::string BenchLogWriter::addition_line(const BenchSwitch& addition) {
    return state_->counted(addition_text(addition, state_->header()) + '\n');
}
std::string BenchLogWriter::addition_line(const BenchStream& addition) {
    return state_->counted(addition_text(addition, state_->header()) + '\n');
}
std::string BenchLogWriter::addition_line(const BenchDemand& addition) {
    return state_->counted(addition_text(addition, state_->header()) + '\n');
}

std::string BenchLogWriter::passed_on(std::string lines) { return state_->counted(std::move(lines)); }

std::string BenchLogWriter::closing(int status) { return state_->closing(status); }

}  // namespace bt::format
