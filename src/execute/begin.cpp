#include <algorithm>
#include <charconv>

#include "bt/core/error.hpp"
#include "bt/execute/runs.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"

namespace bt::execute {
namespace {

using system::GrowingLog;

constexpr std::uint64_t most_bytes = 1U << 20U;

// Which logs belong to a command that has not finished, and what it was asked for. Gone when it has. Its name begins
// with a dot: it is no result.
std::filesystem::path note_of(const store::LogSeries& series) { return series.folder / ".unfinished"; }

struct Note {
    std::string settings;
    std::vector<int> numbers;
};

std::optional<Note> read_note(const store::LogSeries& series) {
    const auto text = system::read_file_if_there(note_of(series), most_bytes);
    if (!text) return std::nullopt;
    const std::size_t end = text->find('\n');
    if (end == std::string::npos) return std::nullopt;
    Note note{text->substr(0, end), {}};
    for (const char* at = text->data() + end + 1; at < text->data() + text->size();) {
        int number = 0;
        const auto [rest, fault] = std::from_chars(at, text->data() + text->size(), number);
        if (fault != std::errc()) return std::nullopt;
        note.numbers.push_back(number);
        at = rest + 1;
    }
    return note;
}

void write_note(const store::LogSeries& series, const std::string& settings, const std::vector<RunLog>& logs) {
    std::string text = settings + "\n";
    for (const RunLog& log : logs) text += std::to_string(log.number) + "\n";
    system::write_file_atomically(note_of(series), text);
}

void read_outcomes(RunLog& log) {
    OutcomeReader outcomes([&](const Outcome& outcome) { log.done.push_back(outcome); });
    const auto file = log.log ? log.log->part() : log.file;
    format::ResultLogReader reader(file.string(), outcomes);
    system::FileReader bytes(file);
    while (const auto chunk = bytes.next()) reader.feed(*chunk);
    reader.finish();
}

// Nothing where one of its logs is gone or somebody else's.
std::optional<std::vector<RunLog>> reopen(const store::LogSeries& series, const Note& note) {
    std::vector<RunLog> logs;
    for (const int number : note.numbers) {
        RunLog log{number, series.file(number)};
        if (!std::filesystem::exists(log.file)) {
            log.log = GrowingLog::resume(log.file, series.section_end);
            if (!log.log) return std::nullopt;
        }
        read_outcomes(log);
        logs.push_back(std::move(log));
    }
    return logs;
}

void abort_unfinished(const store::LogSeries& series) {
    for (const store::NumberedLog& log : store::logs_of(series)) {
        if (log.state == store::LogState::part) GrowingLog::abort_abandoned(series.file(log.number));
    }
}

std::vector<RunLog> new_logs(const store::LogSeries& series, int runs) {
    const auto known = store::logs_of(series);
    std::vector<RunLog> logs;
    for (int number = known.empty() ? 0 : known.back().number + 1; static_cast<int>(logs.size()) < runs; ++number) {
        if (auto log = GrowingLog::create(series.file(number))) {
            logs.push_back({number, series.file(number), std::move(log)});
        }
    }
    return logs;
}

}  // namespace

Begun begin_runs(const store::LogSeries& series, int runs, const std::string& settings, store::Resume resume) {
    if (const auto note = resume == store::Resume::yes ? read_note(series) : std::nullopt) {
        if (note->settings != settings) {
            throw data_error("what is unfinished in '" + printable(series.folder.string(), 200) +
                                 "' was begun with other settings: " + printable(note->settings, 400),
                             "give the same flags again, or begin anew without --resume");
        }
        if (auto logs = reopen(series, *note)) return {std::move(*logs), true};
    }
    abort_unfinished(series);
    Begun begun{new_logs(series, runs)};
    write_note(series, settings, begun.logs);
    return begun;
}

bool is_unfinished(const store::LogSeries& series) { return read_note(series).has_value(); }

void all_done(const store::LogSeries& series) {
    std::error_code gone_already;
    std::filesystem::remove(note_of(series), gone_already);
}

}  // namespace bt::execute
