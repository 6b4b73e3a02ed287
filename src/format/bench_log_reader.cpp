#include <algorithm>
#include <utility>

#include "bt/core/error.hpp"
#include "bt/format/bench_log.hpp"
#include "format/bench_additions_json.hpp"
#include "format/bench_block.hpp"
#include "format/bench_earlier.hpp"
#include "format/bench_end.hpp"
#include "format/bench_faults.hpp"
#include "format/bench_json.hpp"
#include "format/bench_lines.hpp"
#include "format/bench_totals.hpp"
#include "format/csv.hpp"
#include "format/utf8.hpp"

namespace bt::format {
namespace {

// Lines of the earlier generations are short; what is longer is another program's.
constexpr std::size_t longest_earlier_line = 64 * 1024;

}  // namespace

class BenchLogReader::Lines {
public:
    Lines(std::string file, Lenient lenient)
        : faults_(std::move(file), lenient),
          means_(faults_),
          blocks_(faults_, means_),
          oldest_(faults_, means_),
          block_(faults_),
          cutter_(longest_bench_line, [this](const LineCutter::Line& line) { take(line); }) {}

    void feed(std::string_view bytes) { cutter_.feed(bytes); }
    BenchLog finish();

private:
    void take(LineCutter::Line line);
    std::optional<BenchGeneration> generation_of(std::string_view line) const;
    void take_ours(const LineCutter::Line& line);
    void take_cell(const LineCutter::Line& line);
    void take_addition(const LineCutter::Line& line);
    void take_end(const BenchEnd& end, std::size_t number);
    void take_earlier(std::string_view line, std::size_t number);
    bool is_last_line(std::string_view text) const;
    void finish_ours();
    void finish_blocks();

    BenchFaults faults_;
    BenchMeans means_;
    EarlierBlocks blocks_;
    OldestLines oldest_;
    BenchBlock block_;
    LineCutter cutter_;
    std::optional<BenchGeneration> generation_;
    BenchTotals totals_;
    BenchLog log_;
    std::size_t header_line_ = 0;
};

void BenchLogReader::Lines::take(LineCutter::Line line) {
    if (line.number == 1 && line.text.starts_with(byte_order_mark)) line.text.remove_prefix(byte_order_mark.size());
    if (!generation_) {
        generation_ = generation_of(line.text);
        if (generation_ == BenchGeneration::samples) {
            log_.header = parse_bench_header(line.text, faults_.file(), line.number);
            header_line_ = line.number;
            log_.cells_end = line.end;
            return;
        }
    }
    if (generation_ == BenchGeneration::samples) return take_ours(line);
    take_earlier(line.text, line.number);
}

std::optional<BenchGeneration> BenchLogReader::Lines::generation_of(std::string_view line) const {
    const std::string_view text = trim(line.substr(0, longest_earlier_line));
    if (text.starts_with('{') && text.find("bench-log") != std::string_view::npos) return BenchGeneration::samples;
    if (text.starts_with("PROCESSOR=")) return BenchGeneration::lines;
    if (text.starts_with("Stage: ") || text == "### PYTHON_DATA_START ###") return BenchGeneration::blocks;
    return std::nullopt;
}

void BenchLogReader::Lines::take_ours(const LineCutter::Line& line) {
    const std::string_view text = trim(line.text);
    if (log_.status) {
        if (!text.empty()) faults_.report(line.number, "nothing behind the END line", "'" + printable(text) + "'");
        return;
    }
    if (text.starts_with('{')) return take_cell(line);
    if (is_addition(text)) return take_addition(line);
    if (const auto end = parse_bench_end(text)) return take_end(*end, line.number);
    if (text.starts_with("### BT END")) {
        return faults_.report(line.number, "### BT END status=<number> lines=<number> ###",
                              "'" + printable(text) + "'");
    }
    block_.take(text, line.number);
}

void BenchLogReader::Lines::take_cell(const LineCutter::Line& line) {
    try {
        if (line.text.size() > longest_bench_line) {
            throw data_error({faults_.file(), line.number, 0}, "a line of at most 64 MiB", "a longer one");
        }
        BenchCell cell = parse_bench_cell(line.text, faults_.file(), line.number, *log_.header);
        if (!totals_.add(cell, log_.header->pus)) {
            throw data_error({faults_.file(), line.number, 0}, "each cell once in a repeat",
                             "stage " + std::to_string(cell.stages.first.number()) + " on " + cell.pu.str() + " with " +
                                 cell.set.str() + " again");
        }
        log_.cells.push_back(std::move(cell));
        log_.cells_end = line.end;
    } catch (const Error& error) {
        faults_.report(error);
    }
}

void BenchLogReader::Lines::take_addition(const LineCutter::Line& line) {
    try {
        parse_addition(trim(line.text), faults_.file(), line.number, *log_.header, log_.additions);
    } catch (const Error& error) {
        faults_.report(error);
    }
}

void BenchLogReader::Lines::take_end(const BenchEnd& end, std::size_t number) {
    const std::size_t lines = number - header_line_;  // the header's among them, this one not
    if (lines < end.lines) {
        faults_.report(number, std::to_string(end.lines) + " lines before the END line",
                       std::to_string(lines) + ": some are lost");
    }
    log_.noise = lines - std::min(lines, end.lines);
    log_.status = end.status;
}

void BenchLogReader::Lines::take_earlier(std::string_view line, std::size_t number) {
    if (line.size() > longest_earlier_line) return;
    const std::string_view text = trim(line);
    if (generation_ == BenchGeneration::lines) {
        oldest_.take(text, number);
        return;
    }
    if (generation_ != BenchGeneration::blocks) return;
    if (text.starts_with("PROCESSOR=")) {
        return faults_.report(number, "a log of one generation", "'" + printable(text) + "'");
    }
    if (!block_.take(text, number)) blocks_.take(text, number);
}

void BenchLogReader::Lines::finish_ours() {
    log_.means = totals_.means();
    if (block_.ended()) block_.compare(log_.means);
    const bool whole = log_.status == 0 && block_.ended() && faults_.left_out().count == 0;
    log_.complete = whole ? Completeness::yes : Completeness::no;
}

void BenchLogReader::Lines::finish_blocks() {
    log_.means = means_.take();
    if (block_.ended() && !means_.empty()) block_.compare(log_.means);
    const bool whole = block_.ended() && !blocks_.open() && faults_.left_out().count == 0;
    log_.complete = whole ? Completeness::yes : Completeness::no;
}

// The last line of a log says itself that it is whole; an editor may have taken its end off.
bool BenchLogReader::Lines::is_last_line(std::string_view text) const {
    if (generation_ == BenchGeneration::samples) return parse_bench_end(trim(text)).has_value();
    return generation_ == BenchGeneration::blocks && trim(text) == "### PYTHON_DATA_END ###";
}

BenchLog BenchLogReader::Lines::finish() {
    if (cutter_.in_a_line() && is_last_line(cutter_.waiting())) cutter_.feed("\n");
    if (!generation_) {
        throw data_error({faults_.file(), 1, 1}, "a benchmark log", "no line of one",
                         "its first line is a JSON header, or it has lines 'Stage: …' or 'PROCESSOR=…'");
    }
    log_.generation = *generation_;
    log_.lines = cutter_.lines();
    if (generation_ == BenchGeneration::samples) finish_ours();
    if (generation_ == BenchGeneration::blocks) finish_blocks();
    if (generation_ == BenchGeneration::lines) {
        log_.means = means_.take();
        const bool whole = oldest_.whole() && !cutter_.in_a_line() && faults_.left_out().count == 0;
        log_.complete = whole ? Completeness::unmarked : Completeness::no;
    }
    log_.normal = block_.table(Condition::normal);
    log_.fully = block_.table(Condition::fully);
    log_.left_out = faults_.left_out();
    return std::move(log_);
}

BenchLogReader::BenchLogReader(std::string file, Lenient lenient)
    : lines_(std::make_unique<Lines>(std::move(file), lenient)) {}
BenchLogReader::~BenchLogReader() = default;

void BenchLogReader::feed(std::string_view bytes) { lines_->feed(bytes); }
BenchLog BenchLogReader::finish() { return lines_->finish(); }

BenchLog read_bench_log(std::string_view text, const std::string& file, Lenient lenient) {
    BenchLogReader reader(file, lenient);
    reader.feed(text);
    return reader.finish();
}

}  // namespace bt::format
