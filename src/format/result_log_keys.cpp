// The lines of a section that are not rows: `Key=value`, each at most once.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "format/result_log_section.hpp"

namespace bt::format {

namespace {

// strtod, because Android's from_chars knows no floating point; the text has been bounded and needs no locale: programs
// here never call setlocale.
double real_number(LineCursor& cursor) {
    const auto column = cursor.column();
    const std::string text(cursor.word());
    constexpr std::string_view characters = "0123456789.eE+-infa";
    char* end = nullptr;
    const bool plausible =
        !text.empty() && text.size() <= 32 && text.find_first_not_of(characters) == std::string::npos;
    const double value = plausible ? std::strtod(text.c_str(), &end) : 0;
    if (!plausible || *end != '\0' || value < 0) throw LineFault{column, "a number, 0 or more"};
    return value;
}

std::uint64_t hex_number(LineCursor& cursor) {
    const auto column = cursor.column();
    const std::string text(cursor.word());
    const bool plausible = text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!plausible) throw LineFault{column, "16 hex digits"};
    return std::strtoull(text.c_str(), nullptr, 16);
}

RunStatus run_status(LineCursor& cursor) {
    const auto column = cursor.column();
    const auto word = cursor.word();
    for (const auto status : {RunStatus::ok, RunStatus::wrong, RunStatus::failed, RunStatus::timeout})
        if (word == to_string(status)) return status;
    throw LineFault{column, "ok, wrong, failed or timeout"};
}

template <class Value>
void need_first(const LineCursor& cursor, const Value& value) {
    if (value) cursor.fault("this once in a section");
}

}  // namespace

bool ResultSectionReader::understand_key(LineCursor& cursor) {
    using Meaning = void (ResultSectionReader::*)(LineCursor&);
    struct Key {
        std::string_view text;
        Meaning meaning;
    };
    static constexpr std::array<Key, 8> keys{{{"Schedule_UID=", &ResultSectionReader::uid},
                                              {"Frequency=", &ResultSectionReader::frequency},
                                              {"Frequency: ", &ResultSectionReader::frequency},
                                              {"Schedule=", &ResultSectionReader::schedule},
                                              {"Clock=", &ResultSectionReader::clock},
                                              {"In_Flight=", &ResultSectionReader::in_flight},
                                              {"Steady=", &ResultSectionReader::steady},
                                              {"Status=", &ResultSectionReader::status}}};
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return cursor.skip(k.text); });
    if (key == keys.end()) return false;
    (this->*key->meaning)(cursor);
    return true;
}

void ResultSectionReader::uid(LineCursor& cursor) {
    if (!head_.uid.empty()) cursor.fault("this once in a section");
    const auto column = cursor.column();
    const auto text = cursor.word();
    cursor.done();
    const bool valid = !text.empty() && text.size() <= longest_uid &&
                       std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!valid) throw LineFault{column, "a schedule's uid"};
    head_.uid = text;
}

void ResultSectionReader::frequency(LineCursor& cursor) {
    need_first(cursor, head_.frequency);
    const auto column = cursor.column();
    const auto hz = cursor.number(most_ticks_per_second, "a frequency");
    cursor.need(" Hz");
    cursor.done();
    if (hz == 0) throw LineFault{column, "a frequency above 0"};
    head_.frequency = hz;
    if (kind_ == Kind::unmarked) close();
}

void ResultSectionReader::schedule(LineCursor& cursor) {
    if (!head_.schedule.empty()) cursor.fault("this once in a section");
    const auto column = cursor.column();
    const auto text = cursor.rest();
    if (column + text.size() > longest_result_line)
        throw LineFault{column, "a line of at most " + std::to_string(longest_result_line) + " bytes"};
    if (!text.starts_with('{') || !text.ends_with('}')) throw LineFault{column, "a whole JSON object on this line"};
    head_.schedule = text;
}

void ResultSectionReader::clock(LineCursor& cursor) {
    need_first(cursor, head_.clock);
    const auto column = cursor.column();
    const auto text = cursor.rest();
    if (text == to_string(LogClock::virtual_time)) {
        head_.clock = LogClock::virtual_time;
    } else if (text == to_string(LogClock::monotonic)) {
        head_.clock = LogClock::monotonic;
    } else {
        throw LineFault{column, "monotonic or virtual"};
    }
}

void ResultSectionReader::in_flight(LineCursor& cursor) {
    need_first(cursor, head_.in_flight);
    constexpr std::uint64_t most = 1'000'000;
    const auto tasks = static_cast<std::uint32_t>(cursor.number(most, "a number of task objects"));
    cursor.done();
    head_.in_flight = tasks;
}

void ResultSectionReader::steady(LineCursor& cursor) {
    need_first(cursor, end_.steady);
    SteadyTasks tasks;
    tasks.first = static_cast<std::uint32_t>(cursor.number(last_possible_task, "a task's number"));
    cursor.need("-");
    const auto column = cursor.column();
    tasks.last = static_cast<std::uint32_t>(cursor.number(last_possible_task, "a task's number"));
    cursor.done();
    if (tasks.last < tasks.first) throw LineFault{column, "a last task that is not before the first"};
    end_.steady = tasks;
}

void ResultSectionReader::status(LineCursor& cursor) {
    need_first(cursor, end_.status);
    const auto status = run_status(cursor);
    if (cursor.skip(" Reason=")) {
        const auto text = cursor.rest();
        end_.reason = text.substr(0, 1000);
    }
    cursor.done();
    end_.status = status;
}

void ResultSectionReader::check(LineCursor& cursor, OutputCheck check) {
    const auto column = cursor.column();
    const auto verdict = cursor.word();
    if (verdict != "ok" && verdict != "wrong") throw LineFault{column, "ok or wrong"};
    check.ok = verdict == "ok";
    cursor.need(" Error=");
    check.largest_error = real_number(cursor);
    cursor.need(" Checksum=");
    check.checksum = hex_number(cursor);
    cursor.done();
    tell_begun();
    visitor_.checked(check);
}

}  // namespace bt::format
