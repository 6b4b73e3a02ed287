#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bt/format/bench_log.hpp"
#include "bt/format/bench_log_writer.hpp"
#include "bt/profile/repeat_times.hpp"
#include "bt/system/growing_log.hpp"

namespace bt::profile {

// Takes the lines that the agent prints into a growing log, byte for byte, a section at a time: the header with the
// first cell, each further cell, additions and closing lines. Of a log that is continued only new cells and the
// additions are taken, and its closing lines are made here, from all its cells.
class LogStream {
public:
    LogStream(system::GrowingLog& log, const std::optional<format::BenchLog>& cut,
              std::function<void(const CellName&)> on_cell);

    void take(std::string_view line);
    bool ended() const { return ended_; }
    void close();  // of a continued log: additions and closing lines

private:
    void take_header(std::string_view line);
    void take_cell(std::string_view line);

    system::GrowingLog& log_;
    std::optional<format::BenchHeader> known_;  // of the log that is continued
    std::optional<format::BenchHeader> header_;
    std::function<void(const CellName&)> on_cell_;
    std::string pending_;
    bool ended_ = false;
};

}  // namespace bt::profile
