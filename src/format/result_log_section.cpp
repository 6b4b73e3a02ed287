#include "format/result_log_section.hpp"

#include "bt/core/error.hpp"

namespace bt::format {

namespace {

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

bool ResultSectionReader::understand_marker(std::string_view line) {
    if (line == result_begin_line) {
        if (kind_ != Kind::none) cut("the next section at line " + std::to_string(line_));
        open(Kind::marked);
        return true;
    }
    if (line == end_line) {
        if (kind_ != Kind::marked) throw LineFault{0, "'" + std::string(result_begin_line) + "' first"};
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
