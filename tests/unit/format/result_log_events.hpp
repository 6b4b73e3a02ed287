#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/format/result_log_reader.hpp"

namespace bt::format {

// Writes down everything that a reader tells, so that two readings can be compared as text.
class EventText : public ResultLogVisitor {
public:
    void begun(const ResultSectionHead& head) override { text_ += "begun " + words(head) + "\n"; }
    void record(const ResultRecord& r) override {
        text_ += std::to_string(r.chain) + ":" + std::to_string(r.task) + "/" + std::to_string(r.chunk) + " " +
                 std::to_string(r.start) + "-" + std::to_string(r.end) + "\n";
    }
    void checked(const OutputCheck& c) override {
        text_ += "check " + std::to_string(c.chain) + ":" + std::to_string(c.task) + (c.ok ? " ok " : " wrong ") +
                 std::to_string(c.largest_error) + " " + std::to_string(c.checksum) + "\n";
    }
    void ended(const ResultSectionHead& head, const ResultSectionEnd& end) override {
        text_ += (end.cut ? "cut " : "ended ") + words(head) + words(end) + "\n";
    }

    const std::string& text() const { return text_; }
    void add(std::string_view line) { text_ += line; }

private:
    static std::string words(const ResultSectionHead& head) {
        return std::to_string(head.line) + " '" + head.uid + "' " + std::to_string(head.frequency.value_or(0)) + " " +
               (head.clock ? std::string(to_string(*head.clock)) : "-") + " " +
               std::to_string(head.in_flight.value_or(0)) + " " + head.schedule;
    }
    static std::string words(const ResultSectionEnd& end) {
        std::string text = " to " + std::to_string(end.line) + ", records " + std::to_string(end.records) + ", noise " +
                           std::to_string(end.noise) + ", left out " + std::to_string(end.left_out) + ", missing " +
                           std::to_string(end.missing) + ", chains " + std::to_string(end.chains);
        for (const auto& rows : end.missing_rows) text += "; " + to_string(rows);
        if (end.steady)
            text += ", steady " + std::to_string(end.steady->first) + "-" + std::to_string(end.steady->last);
        if (end.status) text += ", " + std::string(to_string(*end.status)) + " '" + end.reason + "'";
        for (const auto& pu : end.pus) text += " [" + pu + "]";
        return text;
    }

    std::string text_;
};

// Everything that a reader tells of `log`, the error that ended it included. `piece`: how many bytes at a time.
inline std::string events_of(std::string_view log, Lenient lenient, std::size_t piece) {
    EventText events;
    ResultLogReader reader("run.log", events, lenient);
    try {
        for (std::size_t at = 0; at < log.size(); at += piece) reader.feed(log.substr(at, piece));
        reader.finish();
    } catch (const Error& error) {
        events.add("error " + error.failed() + "\n");
    }
    for (const auto& reason : reader.left_out().reasons) events.add("left out " + reason + "\n");
    events.add(std::to_string(reader.left_out().count) + " left out\n");
    return events.text();
}

}  // namespace bt::format
