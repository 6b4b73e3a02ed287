#pragma once

#include <string>

#include "agent/output.hpp"
#include "bt/format/bench_log_writer.hpp"

namespace bt::agent {

// The log as it is printed: each line as soon as it is measured. The first one comes together with the header, so that
// a failure before any result leaves stdout empty.
class BenchLog {
public:
    BenchLog(const format::BenchHeader& header, Output& out)
        : writer_(header), out_(out), pending_(writer_.header_line()) {}

    bool begun() const { return pending_.empty(); }
    void begin() { print({}); }
    void add(const format::BenchCell& cell) { print(writer_.cell_line(cell)); }
    template <class Addition>
    void add(const Addition& addition) {
        print(writer_.addition_line(addition));
    }
    void close() { print(writer_.closing(0)); }

private:
    void print(const std::string& text) {
        out_.write(pending_ + text);
        out_.flush();
        pending_.clear();
    }

    format::BenchLogWriter writer_;
    Output& out_;
    std::string pending_;
};

}  // namespace bt::agent
