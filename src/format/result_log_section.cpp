#include "format/result_log_section.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/stage.hpp"
#include "bt/format/concurrent_schedule.hpp"

namespace bt::format {

namespace {

constexpr std::string_view begin_line = "### Python Begin ###";
constexpr std::string_view end_line = "### Python End ###";
constexpr std::string_view advice = "--lenient leaves out what cannot be used and counts it";

std::string quoted(std::string_view line, std::size_t column) {
    if (column >= line.size()) return "the end of the line";
    return std::string("'").append(printable(line.substr(column), 40)).append("'");
}

}  // namespace

void ResultSectionReader::take(std::string_view line) {
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    try {
        understand(line);
    } catch (const LineFault& fault) {
        oldest_.drop();
        fail({file_, line_, fault.column + 1}, fault.expected, quoted(line, fault.column));
    }
}

void ResultSectionReader::take_unended(std::string_view line) {
    // Any number in half a line may lack digits; only a section's end is whole without a line's end.
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool ends_section =
        kind_ == Kind::unmarked ? line.starts_with("Frequency: ") && line.ends_with(" Hz") : line == end_line;
    if (ends_section) take(line);
}

void ResultSectionReader::finish() {
    if (kind_ != Kind::none) cut("the end of the log");
}

void ResultSectionReader::understand(std::string_view line) {
    const bool may_be_row = line.starts_with("Task=") || line.starts_with("Chain=");
    if (may_be_row && line.size() <= longest_result_line) return row_or_check(line);
    if (understand_marker(line)) return;
    if (kind_ == Kind::none) return;
    LineCursor cursor(line);
    if (understand_key(cursor) || understand_oldest(line)) return;
    if (line.find_first_not_of(" \t") != std::string_view::npos) ++end_.noise;
}

void ResultSectionReader::row_or_check(std::string_view line) {
    LineCursor cursor(line);
    if (kind_ == Kind::none) cursor.fault("'" + std::string(begin_line) + "' before its rows");
    const std::uint32_t of_chain = chain(cursor);
    cursor.need("Task=");
    const auto task = static_cast<std::uint32_t>(cursor.number(last_possible_task, "a task's number"));
    if (cursor.skip(" Chunk=")) {
        row(cursor, {.task = task, .chain = of_chain});
    } else if (cursor.skip(" Output=")) {
        check(cursor, {.task = task, .chain = of_chain});
    } else {
        cursor.fault("' Chunk=' or ' Output='");
    }
}

// A section is of one application or of several: its rows all name their chain, or none does.
std::uint32_t ResultSectionReader::chain(LineCursor& cursor) {
    const bool named = cursor.skip("Chain=");
    require(named ? Rows::of_chains : Rows::of_one);
    if (!named) return 0;
    const auto number = static_cast<std::uint32_t>(cursor.number(most_chains - 1, "a chain's number"));
    cursor.need(" ");
    end_.chains = std::max(end_.chains, number + 1);
    return number;
}

void ResultSectionReader::require(Rows rows) {
    if (rows_ == Rows::unknown) rows_ = rows;
    if (rows_ == rows) return;
    throw LineFault{0, rows == Rows::of_one ? "'Chain=' as before" : "a row without 'Chain=', as before"};
}

void ResultSectionReader::row(LineCursor& cursor, ResultRecord record) {
    const auto column = cursor.column();
    record.chunk = static_cast<std::uint32_t>(cursor.number(max_stages - 1, "a chunk's number"));
    std::string_view pu;
    if (cursor.skip(" Processor=")) {
        const auto pu_column = cursor.column();
        pu = pu_of_processor(cursor.word());
        if (pu.empty()) throw LineFault{pu_column, "a processor's name"};
    }
    cursor.need(" Start=");
    record.start = cursor.number(most_ticks, "a number of ticks");
    cursor.need(" End=");
    const auto end_column = cursor.column();
    record.end = cursor.number(most_ticks, "a number of ticks");
    cursor.need(" Duration=");
    const auto duration_column = cursor.column();
    const auto duration = cursor.number(most_ticks, "a number of ticks");
    cursor.done();
    if (record.end < record.start || record.duration() != duration)
        check_times(record, duration, end_column, duration_column);
    add(record, pu, cursor, column);
}

void ResultSectionReader::add(const ResultRecord& record, std::string_view pu, const LineCursor& cursor,
                              std::size_t column) {
    name_pu(record.chunk, pu, column);
    if (record.chain >= gaps_.size()) gaps_.resize(record.chain + std::size_t{1});
    switch (gaps_[record.chain].add(record.task, record.chunk)) {
        case ResultGaps::Added::yes: break;
        case ResultGaps::Added::repeated: throw LineFault{column, "each task once in each chunk"};
        case ResultGaps::Added::too_many_gaps:
            cursor.fault("at most " + std::to_string(ResultGaps::most_gaps) + " gaps between a section's rows");
    }
    tell_begun();
    ++end_.records;
    visitor_.record(record);
}

void ResultSectionReader::name_pu(std::uint32_t chunk, std::string_view pu, std::size_t column) {
    if (pu.empty()) return;
    if (chunk >= end_.pus.size()) end_.pus.resize(chunk + std::size_t{1});
    std::string& known = end_.pus[chunk];
    if (known.empty()) known = pu;
    if (known != pu) throw LineFault{column, "chunk " + std::to_string(chunk) + " on " + known + " as before"};
}

bool ResultSectionReader::understand_marker(std::string_view line) {
    if (line == begin_line) {
        if (kind_ != Kind::none) cut("the next section at line " + std::to_string(line_));
        open(Kind::marked);
        return true;
    }
    if (line == end_line) {
        if (kind_ != Kind::marked) throw LineFault{0, "'" + std::string(begin_line) + "' first"};
        close();
        return true;
    }
    if (kind_ == Kind::none && OldestRow::is_task(line)) {
        open(Kind::unmarked);
        return understand_oldest(line);
    }
    return false;
}

bool ResultSectionReader::understand_oldest(std::string_view line) {
    auto taken = oldest_.take(line);
    if (taken == OldestRow::Line::unfinished) {
        fail({file_, line_, 1}, "the lines of the row before", quoted(line, 0));
        taken = oldest_.take(line);
    }
    if (taken == OldestRow::Line::row) {
        require(Rows::of_one);
        add(oldest_.record(), oldest_.pu(), LineCursor(line), 0);
    }
    return taken != OldestRow::Line::not_mine;
}

void ResultSectionReader::open(Kind kind) {
    kind_ = kind;
    begun_told_ = false;
    head_ = {};
    head_.line = line_;
    end_ = {};
    rows_ = Rows::unknown;
    gaps_.assign(1, {});
    oldest_ = {};
}

void ResultSectionReader::tell_begun() {
    if (begun_told_) return;
    begun_told_ = true;
    visitor_.begun(head_);
}

void ResultSectionReader::close() {
    if (oldest_.unfinished()) fail({file_, line_, 1}, "the lines of the row before", "the section's end");
    need_usable();
    tell_ended();
}

void ResultSectionReader::cut(std::string_view found) {
    end_.cut = true;
    fail({file_, head_.line, 1}, "a section that ends with '" + std::string(end_line) + "'", found);
    tell_ended();
}

void ResultSectionReader::tell_ended() {
    end_.line = line_;
    name_missing();
    tell_begun();
    kind_ = Kind::none;
    ++sections_;
    visitor_.ended(head_, end_);
}

std::uint32_t ResultSectionReader::tasks() const {
    std::uint32_t most = 0;
    for (const ResultGaps& gaps : gaps_) most = std::max(most, gaps.tasks());
    return most;
}

void ResultSectionReader::name_missing() {
    const std::uint32_t all = tasks();
    for (std::size_t chain = 0; chain < gaps_.size(); ++chain) {
        for (MissingRows rows : gaps_[chain].missing(all)) {
            if (rows_ == Rows::of_chains) rows.chain = static_cast<std::uint32_t>(chain);
            end_.missing += std::uint64_t{rows.last_task} - rows.first_task + 1;
            if (end_.missing_rows.size() < ResultSectionEnd::most_named) end_.missing_rows.push_back(rows);
        }
    }
}

void ResultSectionReader::need_usable() {
    const Place here{file_, line_, 1};
    if (!head_.frequency) fail(here, "'Frequency=… Hz' in the section", "its end");
    if (end_.steady && end_.steady->last >= tasks()) {
        end_.steady.reset();
        fail(here, "'Steady=' within the section's tasks", "a task beyond the last");
    }
}

void ResultSectionReader::fail(const Place& place, std::string_view expected, std::string_view found) {
    const bool told = lenient_ == Lenient::no || left_out_.count < LeftOut::most_reasons;
    const Error error = told ? data_error(place, expected, found, std::string(advice)) : Error(ExitCode::data, {});
    if (lenient_ == Lenient::no) throw error;
    left_out_.add(error.failed());
    if (kind_ != Kind::none) ++end_.left_out;
}

}  // namespace bt::format
