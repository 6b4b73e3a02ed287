#include "profile/log_stream.hpp"

#include <algorithm>
#include <charconv>

#include "bt/core/error.hpp"
#include "bt/profile/campaign.hpp"

namespace bt::profile {
namespace {

constexpr std::string_view end_mark = "### BT END";

std::string_view behind(std::string_view line, std::string_view key) {
    const std::size_t at = line.find(key);
    if (at == std::string_view::npos) {
        throw data_error("a cell that bt-agent printed has no " + std::string(key) + " '" + printable(line) + "'");
    }
    line.remove_prefix(at + key.size());
    return line.substr(std::min(line.find_first_not_of(": \""), line.size()));
}

Stage stage_behind(std::string_view line, std::string_view key) {
    const std::string_view text = behind(line, key);
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return Stage::from_number(number);
}

std::string word_behind(std::string_view line, std::string_view key) {
    const std::string_view text = behind(line, key);
    return std::string(text.substr(0, text.find('"')));
}

// Only the name, for whoever watches; the log is read as a whole, and checked, when it is complete.
CellName cell_of(std::string_view line) {
    return {{stage_behind(line, "\"stage\""), stage_behind(line, "\"last\"")},
            PuName(word_behind(line, "\"pu\"")),
            ActiveSet::parse(word_behind(line, "\"set\""))};
}

// Whether the object that begins a line also ends in it. Of a line that a lost connection cut it does not; transports
// hand such a line over as any other.
bool is_whole(std::string_view line) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quoted && line[i] == '\\') {
            ++i;
        } else if (line[i] == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            depth += line[i] == '{' ? 1 : line[i] == '}' ? -1 : 0;
        }
    }
    return depth == 0 && !quoted;
}

// Another build of the agent may go on with a log; anything else would mix two measurements.
bool same_measurement(const format::BenchHeader& a, const format::BenchHeader& b) {
    return a.device == b.device && a.app == b.app && a.backend == b.backend && a.params == b.params &&
           a.seed == b.seed && a.clock == b.clock && a.pus == b.pus;
}

}  // namespace

LogStream::LogStream(system::GrowingLog& log, const std::optional<format::BenchLog>& cut,
                     std::function<void(const CellName&)> on_cell)
    : log_(log), on_cell_(std::move(on_cell)) {
    if (cut) known_ = cut->header;
}

// The lines behind the last cell are held back until the END line: a log that is cut there ends with a whole cell.
void LogStream::take(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);  // devices before shell_v2 write through a terminal
    if (!header_) return take_header(line);
    if (line.starts_with("{\"cell\"")) return take_cell(line);
    ended_ = ended_ || (line.starts_with(end_mark) && line.ends_with("###"));
    if (known_ && !format::is_addition(line)) return;
    pending_.append(line).push_back('\n');
    if (!ended_ || known_) return;
    log_.append(pending_);
    pending_.clear();
}

void LogStream::take_header(std::string_view line) {
    if (!line.starts_with('{') || !is_whole(line)) return;  // what a device's shell says first
    const std::string text = std::string(line) + '\n';
    header_ = format::read_bench_log(text, "what bt-agent bench prints").header;
    if (!known_) {
        pending_ = text;
    } else if (!same_measurement(*known_, *header_)) {
        throw data_error("the log '" + printable(log_.part().string(), 200) + "' was begun with other settings",
                         "give the same flags again, or begin anew without --resume");
    }
}

void LogStream::take_cell(std::string_view line) {
    if (!is_whole(line)) return;
    pending_.append(line).push_back('\n');
    log_.append(pending_);
    pending_.clear();
    on_cell_(cell_of(line));
}

void LogStream::close() {
    if (!known_) return;
    auto writer = format::BenchLogWriter::continued(read_log(log_.part()));
    const std::string additions = writer.passed_on(std::move(pending_));
    log_.append(additions + writer.closing(0));
}

}  // namespace bt::profile
