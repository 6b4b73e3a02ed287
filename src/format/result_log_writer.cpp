#include "bt/format/result_log_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "bt/core/error.hpp"

namespace bt::format {

namespace {

constexpr std::size_t block = std::size_t{64} << 10U;

}  // namespace

ResultSectionWriter::ResultSectionWriter(Take take, std::string_view uid, std::string_view schedule, LogClock clock,
                                         std::uint32_t in_flight, NameChains chains)
    : take_(std::move(take)), chains_(chains) {
    text_.reserve(block + 1024);
    text_.append("### Python Begin ###\nSchedule_UID=").append(uid);
    text_.append("\nFrequency=1000000000 Hz\nSchedule=");
    const auto schedule_at = static_cast<std::ptrdiff_t>(text_.size());
    text_.append(schedule);
    // JSON allows a line break only between tokens, where a blank means the same.
    std::replace_if(
        text_.begin() + schedule_at, text_.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    text_.append("\nClock=").append(to_string(clock)).append("\nIn_Flight=");
    number(in_flight);
    text_ += '\n';
}

void ResultSectionWriter::record(std::uint32_t task, std::uint32_t chunk, std::uint64_t start_ns, std::uint64_t end_ns,
                                 std::uint32_t chain) {
    if (end_ns < start_ns || end_ns > most_ticks)
        throw host_error("the clock ran backwards: task " + std::to_string(task) + " chunk " + std::to_string(chunk) +
                         " starts at " + std::to_string(start_ns) + " ns and ends at " + std::to_string(end_ns) +
                         " ns");
    begin_row(chain, task);
    text_ += " Chunk=";
    number(chunk);
    text_ += " Start=";
    number(start_ns);
    text_ += " End=";
    number(end_ns);
    text_ += " Duration=";
    number(end_ns - start_ns);
    text_ += '\n';
    if (text_.size() >= block) flush();
}

void ResultSectionWriter::check(const OutputCheck& check) {
    begin_row(check.chain, check.task);
    char line[128];
    std::snprintf(line, sizeof line, " Output=%s Error=%.9g Checksum=%016llx\n", check.ok ? "ok" : "wrong",
                  check.largest_error, static_cast<unsigned long long>(check.checksum));
    text_ += line;
    if (text_.size() >= block) flush();
}

// Behind a word of ours, so that no line of theirs can be taken for one of the section's.
void ResultSectionWriter::printed(std::uint32_t chain, std::string_view output) {
    while (!output.empty()) {
        const std::size_t end = output.find('\n');
        text_ += "Program ";
        number(chain);
        text_.append(": ").append(output.substr(0, std::min(end, longest_result_line / 2))).push_back('\n');
        if (text_.size() >= block) flush();
        output.remove_prefix(end == output.npos ? output.size() : end + 1);
    }
}

void ResultSectionWriter::mean(std::uint32_t chain, std::uint64_t mean_ns) {
    begin_line(chain);
    text_ += "Mean=";
    number(mean_ns);
    text_ += '\n';
}

void ResultSectionWriter::steady(SteadyTasks tasks) {
    text_ += "Steady=";
    number(tasks.first);
    text_ += '-';
    number(tasks.last);
    text_ += '\n';
}

void ResultSectionWriter::end(RunStatus status, std::string_view reason) {
    text_.append("Status=").append(to_string(status)).append(" Reason=").append(printable(reason, 500));
    text_ += "\n### Python End ###\n";
    flush();
}

void ResultSectionWriter::flush() {
    if (!text_.empty()) take_(text_);
    text_.clear();
}

void ResultSectionWriter::begin_line(std::uint32_t chain) {
    text_ += "Chain=";
    number(chain);
    text_ += ' ';
}

void ResultSectionWriter::begin_row(std::uint32_t chain, std::uint32_t task) {
    if (chains_ == NameChains::yes) begin_line(chain);
    text_ += "Task=";
    number(task);
}

void ResultSectionWriter::number(std::uint64_t value) {
    char digits[20];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    static_cast<void>(error);  // 20 digits hold every value
    text_.append(digits, end);
}

}  // namespace bt::format
